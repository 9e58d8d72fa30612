// An order's life after it was placed: who moves it, who is told what when two want to, and when it is over.
import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { AwsError } from "../../local/aws/error";
import { type Answer, type Customer, openShop, type Shop } from "./shop";

describe("an order's life", () => {
  let shop: Shop;
  let barista: Customer;
  let anna: Customer;
  before(async () => {
    shop = await openShop();
    barista = await shop.staff("sydney-central");
  });
  beforeEach(async () => {
    anna = await shop.customer();
  });
  afterEach(() => {
    shop.running.cloud.calls.fault = () => undefined;
  });

  const told = ({ status, body }: Answer) => [status, body.error ?? body.status];

  it("goes from placed over ready to collected, each told to the shop, and then a new order is possible", async () => {
    const { body: placed } = await shop.order(anna);
    const ready = await shop.change(barista, "ready", anna);
    expect(ready.body).to.deep.equal({ ...placed, status: "ready" });
    expect((await shop.ask("order?vendorid=sydney-central", { as: anna })).body.status).to.equal("ready");
    const collected = await shop.change(barista, "collected", anna);
    expect(told(collected)).to.deep.equal([200, "collected"]);
    expect((await shop.ask("order?vendorid=sydney-central", { as: anna })).status).to.equal(404);
    const what = `at sydney-central, Sydney: 2 × Large Latte, 9.00 AUD. Order ${placed.orderid}.`;
    expect(await shop.notices(placed.orderid)).to.deep.equal([
      `Order collected ${what}`,
      `Order ready ${what}`,
      `New order ${what}`,
    ]);
    expect((await shop.order(anna)).status).to.equal(201);
  });

  it("ends early when the customer cancels in time; the invoice stays and a credit note takes it back", async () => {
    const { body: placed } = await shop.order(anna);
    const cancelled = await shop.change(anna, "cancelled");
    expect(told(cancelled)).to.deep.equal([200, "cancelled"]);
    const note = placed.invoice.replace(".json", ".credit.json");
    expect(await shop.invoices(anna)).to.have.members([placed.invoice, note]);
    const { url } = (await shop.ask(`invoice?objectKey=${note}`, { as: anna })).body;
    expect(await (await fetch(url)).json()).to.deep.include({
      creditnote: `${placed.orderid}.credit`,
      invoice: placed.orderid,
      total: -900,
    });
    expect((await shop.order(anna)).status).to.equal(201);
  });

  it("can't be cancelled once it is ready", async () => {
    await shop.order(anna);
    await shop.change(barista, "ready", anna);
    const late = await shop.change(anna, "cancelled");
    expect(told(late)).to.deep.equal([409, "WrongStatus"]);
    expect(late.body.message).to.contain("is ready");
    expect(await shop.invoices(anna)).to.have.lengthOf(1);
  });

  it("can't skip a step or go back", async () => {
    await shop.order(anna);
    expect(told(await shop.change(barista, "collected", anna))).to.deep.equal([409, "WrongStatus"]);
    await shop.change(barista, "ready", anna);
    await shop.change(barista, "collected", anna);
    expect(told(await shop.change(barista, "ready", anna))).to.deep.equal([409, "WrongStatus"]);
  });

  it("is moved by the people it concerns only", async () => {
    await shop.order(anna);
    const before = await shop.items(anna);
    const [stranger, elsewhere] = [await shop.customer(), await shop.staff("perth-station")];
    for (const [who, status] of [
      [stranger, "ready"],
      [stranger, "cancelled"],
      [elsewhere, "ready"],
      [barista, "cancelled"],
    ] as const) {
      expect(told(await shop.change(who, status, anna)), `${who.email} ${status}`).to.deep.equal([403, "Forbidden"]);
    }
    expect(told(await shop.change(anna, "ready"))).to.deep.equal([403, "Forbidden"]);
    expect(await shop.items(anna)).to.deep.equal(before);
  });

  it("is moved by one of two baristas at once; the other is told that it was", async () => {
    await shop.order(anna);
    const other = await shop.staff("sydney-central");
    const answers = await Promise.all([barista, other].map((who) => shop.change(who, "ready", anna)));
    expect(answers.map(told).sort()).to.deep.equal([
      [200, "ready"],
      [409, "WrongStatus"],
    ]);
    expect(answers.find(({ status }) => status === 409)?.body.message).to.contain("The order is ready");
  });

  it("answers a barista who asks again, their answer lost, and tells the shop once", async () => {
    const { body: placed } = await shop.order(anna);
    for (let time = 0; time < 2; time++) expect(told(await shop.change(barista, "ready", anna))).to.deep.equal([200, "ready"]);
    expect(await shop.notices(placed.orderid)).to.have.lengthOf(2);
  });

  it("is either cancelled or ready when both come at once, and both sides are told which", async () => {
    for (let time = 0; time < 5; time++) {
      const customer = await shop.customer();
      await shop.order(customer);
      const answers = await Promise.all([shop.change(customer, "cancelled"), shop.change(barista, "ready", customer)]);
      expect(answers.map(({ status }) => status).sort()).to.deep.equal([200, 409]);
      const [item] = await shop.items(customer);
      expect(item?.status?.S).to.equal(answers.find(({ status }) => status === 200)?.body.status);
    }
  });

  it("may be ready before the customer's answer arrives: the answer says placed, the next look says ready", async () => {
    shop.running.cloud.calls.fault = (call) => (call.action === "sns:Publish" ? { when: "after", delay: 300 } : undefined);
    const placing = shop.order(anna);
    let ready: Answer;
    do ready = await shop.change(barista, "ready", anna);
    while (ready.status === 404);
    expect(told(ready)).to.deep.equal([200, "ready"]);
    expect(told(await placing)).to.deep.equal([201, "placed"]);
    expect((await shop.ask("order?vendorid=sydney-central", { as: anna })).body.status).to.equal("ready");
  });

  it("is over a day after it was placed: nobody can move it any more", async () => {
    await shop.order(anna);
    await shop.expire(anna, "sydney-central");
    expect(told(await shop.change(barista, "ready", anna))).to.deep.equal([404, "OrderNotFound"]);
    expect(told(await shop.change(anna, "cancelled"))).to.deep.equal([404, "OrderNotFound"]);
  });

  it("that never began is not there to be moved", async () => {
    expect(told(await shop.change(barista, "ready", anna))).to.deep.equal([404, "OrderNotFound"]);
  });

  it("is told again, not begun again, when its key comes back after it was collected", async () => {
    const key = randomUUID();
    await shop.order(anna, { key });
    await shop.end(anna);
    expect(told(await shop.order(anna, { key }))).to.deep.equal([201, "collected"]);
    expect(await shop.items(anna)).to.have.lengthOf(1);
  });

  it("survives an answer of the table that is lost while it is moved", async () => {
    const { body: placed } = await shop.order(anna);
    let struck = 0;
    shop.running.cloud.calls.fault = (call) =>
      call.action === "dynamodb:UpdateItem" && struck++ === 0
        ? { when: "after", error: new AwsError("InternalServerError", "made to fail", 500) }
        : undefined;
    const { status, body } = await shop.change(barista, "ready", anna);
    expect([status, body.status, body.notified]).to.deep.equal([200, "ready", true]);
    expect(await shop.notices(placed.orderid)).to.have.lengthOf(2);
  });

  it("is cancelled, and no other, when the answer is lost and the customer orders again meanwhile", async () => {
    const { body: first } = await shop.order(anna);
    let again: Promise<Answer> | undefined;
    shop.running.cloud.calls.fault = ({ action, principal }) => {
      const isChange = action === "dynamodb:UpdateItem" && principal.type === "Role" && /change-order/.test(principal.roleArn);
      if (!isChange) return undefined;
      // The second try comes when another order stands.
      if (again !== undefined) return { when: "before", delay: 400 };
      again = new Promise((resolve) => setTimeout(() => resolve(shop.order(anna)), 20));
      return { when: "after", error: new AwsError("InternalServerError", "made to fail", 500) };
    };
    const cancelled = await shop.change(anna, "cancelled");
    const { status, body: second } = (await again) ?? {};
    expect([cancelled.status, cancelled.body.orderid, cancelled.body.status]).to.deep.equal([200, first.orderid, "cancelled"]);
    expect([status, second?.status]).to.deep.equal([201, "placed"]);
    expect((await shop.items(anna)).map(({ orderid, status }) => [orderid?.S, status?.S])).to.deep.equal([
      [second?.orderid, "placed"],
    ]);
    expect(await shop.invoices(anna)).to.have.members([
      first.invoice,
      first.invoice.replace(".json", ".credit.json"),
      second?.invoice,
    ]);
    expect((await shop.notices(first.orderid))[0]).to.match(/^Order cancelled/);
  });

  it("is not taken for another that the step, tried again, finds in its place", async () => {
    const { body: first } = await shop.order(anna);
    let again: Promise<Answer> | undefined;
    shop.running.cloud.calls.fault = ({ action, resource }) => {
      if (action !== "lambda:InvokeFunction" || !/change-order/.test(resource)) return undefined;
      if (again !== undefined) return { when: "before", delay: 800 };
      again = new Promise((resolve) => setTimeout(() => resolve(shop.order(anna)), 50));
      return { when: "after", error: new AwsError("TooManyRequestsException", "made to fail", 429) };
    };
    expect(told(await shop.change(anna, "cancelled"))).to.deep.equal([503, "OrderNotChanged"]);
    const { body: second } = (await again) ?? {};
    expect(second?.orderid).to.not.equal(first.orderid);
    expect((await shop.items(anna)).map(({ orderid, status }) => [orderid?.S, status?.S])).to.deep.equal([
      [second?.orderid, "placed"],
    ]);
  });

  it("says that it is not known whether it moved when the table is down, and can be asked again", async () => {
    await shop.order(anna);
    const down = new AwsError("InternalServerError", "made to fail", 500);
    shop.running.cloud.calls.fault = (call) =>
      call.action === "dynamodb:UpdateItem" ? { when: "before", error: down } : undefined;
    expect(told(await shop.change(barista, "ready", anna))).to.deep.equal([503, "OrderNotChanged"]);
    shop.running.cloud.calls.fault = () => undefined;
    expect(told(await shop.change(barista, "ready", anna))).to.deep.equal([200, "ready"]);
  });

  it("gets its credit note when the cancellation is asked again after the bucket was down", async () => {
    await shop.order(anna);
    const down = new AwsError("InternalError", "made to fail", 500);
    shop.running.cloud.calls.fault = (call) => (call.action === "s3:PutObject" ? { when: "before", error: down } : undefined);
    expect(told(await shop.change(anna, "cancelled"))).to.deep.equal([503, "OrderNotChanged"]);
    shop.running.cloud.calls.fault = () => undefined;
    expect(told(await shop.change(anna, "cancelled"))).to.deep.equal([200, "cancelled"]);
    expect(await shop.invoices(anna)).to.have.lengthOf(2);
  });

  for (const body of [
    '{"status":"placed"}',
    '{"status":"placing"}',
    '{"status":"Ready"}',
    '{"status":""}',
    '{"status":null}',
    "{}",
    "[]",
    "",
  ]) {
    it(`does not know the change ${body || "nothing"}`, async () => {
      await shop.order(anna);
      const headers = { "content-type": "application/json" };
      const answer = await shop.ask("order?vendorid=sydney-central", { as: anna, method: "PATCH", headers, body });
      expect(told(answer)).to.deep.equal([400, "BadRequest"]);
    });
  }

  it("fails under UnknownEvent for an event the workflow doesn't know", async () => {
    const { states, iam } = shop.running.cloud;
    for (const event of ["", "new_orde", "order_ready ", "order_placed", "NEW_ORDER"]) {
      const input = JSON.stringify({ event, claims: {}, query: {}, key: "", body: {} });
      const request = { stateMachineArn: shop.output("stateMachineArn"), input };
      const answer = await states.handle({
        method: "POST",
        path: "/",
        query: new URLSearchParams(),
        headers: { "x-amz-target": "AWSStepFunctions.StartSyncExecution" },
        body: Buffer.from(JSON.stringify(request)),
        principal: iam.administrator.principal,
        requestId: randomUUID(),
      });
      expect(JSON.parse(String(answer.body))).to.deep.include({ status: "FAILED", error: "UnknownEvent" });
    }
  });
});
