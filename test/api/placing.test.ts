// A customer orders: through the HTTP API, the state machine and the packaged Lambdas, on this machine's engines.
import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { joes, latte, openShop, type Shop } from "./shop";

describe("placing an order", () => {
  let shop: Shop;
  before(async () => {
    shop = await openShop();
  });

  it("answers 201 with the order as it stands, priced by the menu, and the invoice is there", async () => {
    const anna = await shop.customer();
    const { status, body } = await shop.order(anna);
    expect(status).to.equal(201);
    expect(body).to.deep.include({
      accountid: anna.accountid,
      vendorid: "sydney-central",
      city: "Sydney",
      details: { coffeetype: "Latte", coffeesize: "Large", unitprice: 450, quantity: 2 },
      total: 900,
      currency: "AUD",
      status: "placed",
      notified: true,
    });
    expect(Math.abs(Date.parse(body.orderdate) - Date.now())).to.be.below(10_000);
    expect(await shop.invoices(anna)).to.deep.equal([body.invoice]);
    const [year, month] = body.orderdate.split("-");
    expect(body.invoice).to.equal(`invoices/${anna.accountid}/sydney-central/${year}/${month}/${body.orderid}.json`);
  });

  it("tells the shop once, in words a person can read", async () => {
    const { body } = await shop.order(await shop.customer());
    expect(await shop.notices(body.orderid)).to.deep.equal([
      `New order at sydney-central, Sydney: 2 × Large Latte, 9.00 AUD. Order ${body.orderid}.`,
    ]);
  });

  it("can be looked at by its customer", async () => {
    const anna = await shop.customer();
    const placed = await shop.order(anna);
    const { notified, ...order } = placed.body;
    expect(notified).to.equal(true);
    const { status, body } = await shop.ask("order?vendorid=sydney-central", { as: anna });
    expect({ status, body }).to.deep.equal({ status: 200, body: order });
  });

  it("refuses a second order at the same shop while one is active, and leaves the first untouched", async () => {
    const anna = await shop.customer();
    await shop.order(anna);
    const before = await shop.items(anna);
    const { status, body } = await shop.order(anna, { details: { ...latte().details, quantity: 1 } });
    expect(status).to.equal(409);
    expect(body.error).to.equal("OrderAlreadyActive");
    expect(await shop.items(anna)).to.deep.equal(before);
    expect(await shop.invoices(anna)).to.have.lengthOf(1);
  });

  it("lets orders of one customer at two shops live side by side", async () => {
    const anna = await shop.customer();
    const here = await shop.order(anna);
    const there = await shop.order(anna, { vendorid: "perth-station", city: "Perth" });
    expect([here.status, there.status]).to.deep.equal([201, 201]);
    for (const { body } of [here, there]) {
      expect((await shop.ask(`order?vendorid=${body.vendorid}`, { as: anna })).body.orderid).to.equal(body.orderid);
    }
  });

  it("takes the price the customer saw, and refuses another without writing anything", async () => {
    const anna = await shop.customer();
    const stale = await shop.order(anna, { details: { ...latte().details, unitprice: 400 } });
    expect([stale.status, stale.body.error]).to.deep.equal([422, "PriceChanged"]);
    expect(await shop.items(anna)).to.deep.equal([]);
    expect((await shop.order(anna, { details: { ...latte().details, unitprice: 450 } })).status).to.equal(201);
  });

  it("accepts what the original clients send, and takes the server's own clock and event", async () => {
    const anna = await shop.customer();
    const { status, body } = await shop.order(anna, { accountid: anna.accountid, orderdate: "1999-01-01", eventtype: "x" });
    expect(status).to.equal(201);
    expect(body.orderdate).to.not.contain("1999");
  });

  it("works at a shop whose name breaks careless templates, and serves that name intact", async () => {
    const menu = await shop.ask("menu");
    expect(menu.body.vendors).to.deep.include(joes);
    const anna = await shop.customer();
    const { status, body } = await shop.order(anna, { vendorid: joes.vendorid });
    expect(status).to.equal(201);
    const link = await shop.ask(`invoice?objectKey=${body.invoice}`, { as: anna });
    const invoice = await (await fetch(link.body.url)).json();
    expect(invoice).to.have.nested.property("vendor.name", joes.name);
  });

  it("does not take the gateway's request id, which a caller can set, for the order's number", async () => {
    const anna = await shop.customer();
    const mine = randomUUID();
    const { body } = await shop.post(anna, { order: latte() }, { "x-amzn-RequestId": mine });
    expect(body.orderid).to.not.equal(mine);
  });
});

describe("the menu", () => {
  it("is what the stack's config says, for anyone", async () => {
    const { status, body } = await (await openShop()).ask("menu");
    expect(status).to.equal(200);
    expect(body.currency).to.equal("AUD");
    expect(body.coffeetypes).to.include.members(["Short Black", "Flat White", "Latte", "Long Black"]);
    expect(body.coffeesizes).to.deep.include({ name: "Extra Large", unitprice: 500 });
    expect(body.vendors[0]).to.deep.equal({ vendorid: "sydney-central", name: "Platform Six", city: "Sydney" });
  });
});
