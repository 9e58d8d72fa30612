// A bad day asked for by a file: what the service makes of it, and what the file may say.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { readFaults } from "../../local/faults";
import { start } from "../process";
import { projectWith } from "../project";
import { openShop, type Shop } from "./shop";

describe("npm start -- --faults", () => {
  let shop: Shop;
  const file = join(projectWith(), "faults.yaml");
  before(async () => {
    shop = await openShop();
  });
  afterEach(() => {
    shop.running.cloud.calls.fault = () => undefined;
  });

  /** From now on. */
  function strike(text: string): string {
    writeFileSync(file, text);
    const { fault, note } = readFaults(file);
    shop.running.cloud.calls.fault = fault;
    return note;
  }

  it("strikes the calls of the action, resource and caller it names, and no others", async () => {
    const anna = await shop.customer();
    strike("faults: [{ action: 's3:*', resource: '*/invoices/*', caller: '*/write-invoice-*', error: SlowDown, status: 503 }]");
    expect((await shop.order(anna)).body.error).to.equal("OrderNotPlaced");
    strike("faults: [{ action: 's3:*', caller: '*/get-invoice-*', error: SlowDown, status: 503 }]");
    expect((await shop.order(anna)).status).to.equal(201);
  });

  it("strikes as often as it says, after as many as it says", async () => {
    const anna = await shop.customer();
    strike("faults: [{ action: 'states:*', skip: 1, times: 1, error: ThrottlingException, status: 400 }]");
    const statuses = [];
    for (let time = 0; time < 3; time++) statuses.push((await shop.order(anna)).status);
    expect(statuses).to.deep.equal([201, 429, 409]);
  });

  it("strikes the same share of calls for the same seed", () => {
    const call = { principal: { type: "Anonymous" }, action: "sns:Publish", resource: "*" } as const;
    const struck = () => {
      expect(strike("{ seed: 7, faults: [{ action: '*', share: 0.3, delay: 1 }] }")).to.contain("seed: 7");
      return Array.from({ length: 1000 }, () => shop.running.cloud.calls.fault(call) !== undefined);
    };
    const first = struck();
    expect(first.filter(Boolean).length).to.be.within(250, 350);
    expect(struck()).to.deep.equal(first);
  });

  it("lets a notice be delivered twice, and the order be one", async () => {
    const anna = await shop.customer();
    strike("faults: [{ action: sns:Publish, twice: true }]");
    const { status, body } = await shop.order(anna);
    expect(status).to.equal(201);
    expect(await shop.notices(body.orderid)).to.have.lengthOf(2);
  });

  it("lets a function die in mid-run: the order is taken back", async () => {
    const anna = await shop.customer();
    strike("faults: [{ action: s3:PutObject, when: after, dies: function }]");
    expect((await shop.order(anna)).body.error).to.equal("OrderNotPlaced");
    expect(await shop.items(anna)).to.deep.equal([]);
    expect(await shop.invoices(anna)).to.deep.equal([]);
    shop.running.cloud.calls.fault = () => undefined;
    expect((await shop.order(anna)).status).to.equal(201);
  });

  it("lets a function die before its call took effect: it has none", async () => {
    const anna = await shop.customer();
    await shop.order(anna);
    strike("faults: [{ action: dynamodb:UpdateItem, caller: '*/change-order-*', times: 1, dies: function }]");
    expect((await shop.change(anna, "cancelled")).status).to.equal(503);
    // Writes of an item wait for each other: this one comes after whatever that one did.
    expect((await shop.change(await shop.staff("sydney-central"), "ready", anna)).status).to.equal(200);
  });

  const mistakes: [string, string, string][] = [
    ["no list", "faults: 1", "a list of at least 1"],
    ["no action", "faults: [{ error: Down }]", "one with action"],
    ["a field it does not know", "faults: [{ action: '*', probability: 1 }]", '"probability" is not supported'],
    ["a share above 1", "faults: [{ action: '*', share: 2 }]", "a number from 0 to 1"],
    ["an unknown death", "faults: [{ action: '*', dies: everybody }]", "function, process"],
    ["no YAML", "faults: [", "is no YAML"],
  ];
  for (const [what, text, message] of mistakes) {
    it(`refuses a file with ${what}, and says what is allowed`, () => {
      expect(() => strike(text)).to.throw(message);
    });
  }

  it("says so if there is no such file", async () => {
    const run = start(projectWith(), "--faults", "nowhere.yaml");
    expect(await run.ended).to.equal(1);
    expect(run.text()).to.contain("npm start failed: --faults nowhere.yaml: ENOENT");
  });
});
