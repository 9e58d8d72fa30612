// A request that is sent again: the same key makes one order, however often and however fast it comes.
import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { latte, openShop, type Shop } from "./shop";

describe("an Idempotency-Key", () => {
  let shop: Shop;
  before(async () => {
    shop = await openShop();
  });

  it("becomes the order's number, and the same request again answers that order", async () => {
    const anna = await shop.customer();
    const key = randomUUID();
    const first = await shop.order(anna, { key });
    const { notified, ...order } = first.body;
    expect([first.status, order.orderid, notified]).to.deep.equal([201, key, true]);
    const again = await shop.order(anna, { key });
    expect([again.status, again.body]).to.deep.equal([201, order]);
    expect(await shop.notices(key)).to.have.lengthOf(1);
  });

  it("is read in any spelling of the header's name", async () => {
    const anna = await shop.customer();
    const key = randomUUID();
    for (const name of ["idempotency-key", "IDEMPOTENCY-KEY"]) {
      expect((await shop.post(anna, { order: latte() }, { [name]: key })).body.orderid).to.equal(key);
    }
  });

  it("makes one order, one invoice and one notice when 50 come at once", async () => {
    const anna = await shop.customer();
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 50 }, () => shop.order(anna, { key })));
    expect(answers.map(({ status }) => status)).to.deep.equal(Array(50).fill(201));
    expect(new Set(answers.map(({ body: { notified, ...order } }) => JSON.stringify(order))).size).to.equal(1);
    expect(answers.filter(({ body }) => body.notified)).to.have.lengthOf(1);
    expect(await shop.items(anna)).to.have.lengthOf(1);
    expect(await shop.invoices(anna)).to.have.lengthOf(1);
    expect(await shop.notices(key)).to.have.lengthOf(1);
  });

  it("is refused with another order under it", async () => {
    const anna = await shop.customer();
    const key = randomUUID();
    await shop.order(anna, { key });
    const { status, body } = await shop.order(anna, { key, details: { ...latte().details, quantity: 3 } });
    expect([status, body.error]).to.deep.equal([422, "KeyReused"]);
    expect(await shop.items(anna)).to.have.nested.property("[0].details.M.quantity.N", "2");
  });

  it("is refused once its order is over and another one was made", async () => {
    const anna = await shop.customer();
    const [old, next] = [randomUUID(), randomUUID()];
    await shop.order(anna, { key: old });
    await shop.end(anna);
    expect((await shop.order(anna, { key: old })).body.orderid, "before another order").to.equal(old);
    expect((await shop.order(anna, { key: next })).status).to.equal(201);
    const { status, body } = await shop.order(anna, { key: old });
    expect([status, body.error]).to.deep.equal([409, "KeyUsed"]);
  });

  it("is refused if it is no UUID", async () => {
    const anna = await shop.customer();
    for (const key of ["", "1", "$input", '"}', "x".repeat(3000)]) {
      const { status, body } = await shop.post(anna, { order: latte() }, { "Idempotency-Key": key });
      expect([status, body.error], key.slice(0, 20)).to.deep.equal([400, "BadRequest"]);
    }
    expect(await shop.items(anna)).to.deep.equal([]);
  });

  it("does not answer an order as placed that nobody collected and that has expired", async () => {
    const anna = await shop.customer();
    const key = randomUUID();
    await shop.order(anna, { key });
    await shop.expire(anna, "sydney-central");
    const { status, body } = await shop.order(anna, { key });
    expect([status, body.error]).to.deep.equal([409, "KeyUsed"]);
    expect(body.message).to.contain("has expired");
  });

  it("is remembered a day longer than its order lives", async () => {
    const anna = await shop.customer();
    await shop.order(anna);
    const [item] = await shop.items(anna);
    expect(Number(item?.ttl?.N) - Number(item?.expires?.N)).to.equal(24 * 3600);
  });

  it("is known of a regular's last 20 orders, whose slot is still written at the price of 1 KB", async () => {
    const anna = await shop.customer();
    const { calls } = shop.running.cloud;
    const keys = Array.from({ length: 22 }, () => randomUUID());
    let written: number[] = [];
    calls.onEnded = ({ consumed }) => void written.push(consumed?.().write ?? 0);
    try {
      for (const key of keys) {
        written = [];
        expect((await shop.order(anna, { key })).status).to.equal(201);
        // Reserved; then confirmed, and put into the queue.
        expect(written.filter((units) => units > 0)).to.deep.equal([1, 1 + 1]);
        expect((await shop.change(anna, "cancelled")).status).to.equal(200);
      }
    } finally {
      calls.onEnded = () => {};
    }
    const again = async (at: number) => (await shop.order(anna, { key: String(keys.at(at)) })).body.error;
    for (const at of [-20, -2]) expect(await again(at), `${at}`).to.equal("KeyUsed");
    expect(await again(0)).to.equal(undefined);
  });

  it("belongs to its customer: another's order under it is another order", async () => {
    const [anna, ben] = [await shop.customer(), await shop.customer()];
    const key = randomUUID();
    expect((await shop.order(anna, { key })).status).to.equal(201);
    expect((await shop.order(ben, { key })).body.accountid).to.equal(ben.accountid);
  });

  it("lets exactly one of 50 orders through when there is none", async () => {
    const anna = await shop.customer();
    const answers = await Promise.all(Array.from({ length: 50 }, () => shop.order(anna)));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).to.deep.equal([201, ...Array(49).fill(409)]);
    expect(await shop.items(anna)).to.have.lengthOf(1);
    expect(await shop.invoices(anna)).to.have.lengthOf(1);
  });
});
