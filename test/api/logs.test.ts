// What an operator finds in the logs: an order by its number, a customer's call by the id they were answered with, and nobody's name.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect } from "chai";
import type { Fault } from "../../local/aws/calls";
import { resourceTypes } from "../../local/resources";
import { type Customer, openShop, password, type Shop } from "./shop";

type Line = Record<string, string> & { readonly message: Record<string, string> };

describe("the logs", () => {
  let shop: Shop;
  let anna: Customer;
  before(async () => {
    shop = await openShop();
    anna = await shop.customer();
  });

  const folder = () => join(shop.running.cloud.place.dataDir, "logs");
  const files = (group: string) => readdirSync(folder()).filter((name) => name.startsWith(`${group}-`));

  function lines(group: string): Line[] {
    const texts = files(group).map((name) => readFileSync(join(folder(), name), "utf8"));
    return texts.flatMap((text) => text.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)])));
  }

  /** The first that fits: a line is written while its answer is on the way. */
  async function line(group: string, fits: (line: Line) => boolean): Promise<Line> {
    for (let attempt = 0; attempt < 50; attempt++) {
      const found = files(group).length > 0 && lines(group).find(fits);
      if (found) return found;
      await setTimeout(20);
    }
    throw new Error(`No such line in ${group}`);
  }

  it("tell of a placed order its number, account, shop, route and the request's id, once", async () => {
    const { headers, body: order } = await shop.order(anna);
    const { orderid, accountid, vendorid } = order;
    const found = await line("confirm-order", ({ message }) => message.orderid === orderid);
    expect(found).to.have.keys("timestamp", "level", "requestId", "message");
    expect(found.level).to.equal("INFO");
    const { execution, ...message } = found.message;
    expect(execution).to.equal(orderid);
    const request = headers.get("x-amz-apigw-id");
    expect(message).to.deep.equal({ outcome: "changed", orderid, accountid, vendorid, route: "POST /order", request });
    const all = ["place-order", "write-invoice", "confirm-order"].flatMap((group) =>
      files(group).length > 0 ? lines(group) : [],
    );
    expect(all.filter((line) => line.message.orderid === orderid)).to.have.lengthOf(1);
  });

  it("tell of a refusal its name and whose it was", async () => {
    const { status, headers } = await shop.order(anna);
    expect(status).to.equal(409);
    const request = headers.get("x-amz-apigw-id");
    const { message } = await line("place-order", ({ message }) => message.request === request);
    expect(message).to.deep.include({
      outcome: "refused",
      error: "OrderAlreadyActive",
      accountid: anna.accountid,
      route: "POST /order",
    });
  });

  it("tell of a change who asked for it", async () => {
    const ben = await shop.staff("sydney-central");
    const { body: order } = await shop.change(ben, "ready", anna);
    const { message } = await line("change-order", ({ message }) => message.orderid === order.orderid);
    expect(message).to.deep.include({
      outcome: "changed",
      accountid: anna.accountid,
      caller: ben.accountid,
      route: "PATCH /order",
    });
    expect((await shop.change(ben, "collected", anna)).status).to.equal(200);
  });

  it("tell of a failure which order it struck, and that it was taken back", async () => {
    const carla = await shop.customer();
    const down: Fault = { when: "before", error: Object.assign(new Error("down"), { name: "Down" }) };
    const { calls } = shop.running.cloud;
    calls.fault = ({ action }) => (action === "s3:PutObject" ? down : undefined);
    const { status } = await shop.order(carla);
    calls.fault = () => undefined;
    expect(status).to.equal(503);
    const failed = await line("write-invoice", ({ message }) => message.accountid === carla.accountid);
    expect(failed.level).to.equal("ERROR");
    expect(failed.message.outcome).to.equal("failed");
    const { message } = await line("remove-order", ({ message }) => message.accountid === carla.accountid);
    expect(message).to.deep.include({ outcome: "removed", execution: failed.message.orderid });
  });

  it("tell of a reading that failed which request it was", async () => {
    const { calls } = shop.running.cloud;
    const down: Fault = { when: "before", error: Object.assign(new Error("down"), { name: "Down" }) };
    calls.fault = ({ action }) => (action === "dynamodb:GetItem" ? down : undefined);
    const { status, headers } = await shop.ask("order?vendorid=sydney-central", { as: anna });
    calls.fault = () => undefined;
    expect(status).to.equal(500);
    const request = headers.get("x-amz-apigw-id");
    const { message } = await line("get-order", ({ message }) => message.request === request);
    expect(message).to.deep.include({ outcome: "failed", caller: anna.accountid, route: "GET /order" });
  });

  const requests: [string, () => Promise<{ headers: Headers }>, Record<string, string>][] = [
    ["an answered question", () => shop.ask("orders", { as: anna }), { route: "GET /orders", status: "403", error: "-" }],
    ["the menu, which anybody may read", () => shop.ask("menu"), { route: "GET /menu", status: "200", accountid: "-" }],
    [
      "a request without a token",
      () => shop.ask("order?vendorid=sydney-central"),
      { route: "GET /order", status: "401", error: "UNAUTHORIZED", accountid: "-" },
    ],
    [
      "a body that is no order",
      () => shop.post(anna, { coffee: "please" }),
      { route: "POST /order", status: "400", error: "BAD_REQUEST_BODY", accountid: "anna" },
    ],
  ];
  for (const [what, ask, expected] of requests) {
    it(`have one line for ${what}`, async () => {
      const { headers } = await ask();
      const [request, requestId] = [headers.get("x-amz-apigw-id"), headers.get("x-amzn-requestid")];
      const found = await line("api-access", (line) => line.request === request);
      const accountid = expected.accountid === "anna" ? anna.accountid : expected.accountid;
      expect(found).to.deep.include({ ...expected, ...(accountid && { accountid }), requestId });
      expect(found.latency).to.match(/^\d+$/);
      expect(Number(found.time)).to.be.closeTo(Date.now(), 60_000);
    });
  }

  it("hold nobody's address, password or token, whatever they typed where", async () => {
    const typed = "anna.typed@example.com";
    const ben = await shop.staff("sydney-central");
    for (const vendorid of ["sydney-central", typed]) {
      await shop.ask(`order?${new URLSearchParams({ vendorid, accountid: typed })}`, { as: anna });
      await shop.change(ben, "collected", { ...anna, accountid: typed }, vendorid);
    }
    await shop.order(anna, { city: typed, vendorid: typed });
    await shop.order(anna, { key: typed });
    await setTimeout(200);
    const text = readdirSync(folder())
      .map((name) => readFileSync(join(folder(), name), "utf8"))
      .join("");
    for (const secret of [typed, anna.email, ben.email, anna.token, anna.accessToken, password, "Bearer"]) {
      expect(text.includes(secret), secret.slice(0, 30)).to.equal(false);
    }
  });

  it("are API Gateway's to write only by a role that lets it, as AWS checks when it is given one", async () => {
    const { cloud } = shop.running;
    const { role } = shop.policyOf("api");
    const inputs = { cloudwatchRoleArn: `arn:aws:iam::000000000000:role/${role}` };
    const type = "aws:apigateway/account:Account";
    const made = async () => resourceTypes[type]?.create({ type, name: "logs", physicalName: "logs", inputs }, cloud);
    const refusal = await made().then(
      () => "taken",
      (error: Error) => error.message,
    );
    expect(refusal).to.contain("is not authorized to perform: logs:CreateLogGroup");
    expect(shop.permissions.denied.splice(0)).to.deep.equal([refusal]);
  });
});
