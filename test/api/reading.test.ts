// Who sees an order and its invoice: their customer, and nobody learns from an answer what is not theirs.
import { request } from "node:http";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { presign } from "../../handlers/presign";
import { type Customer, openShop, type Shop } from "./shop";

describe("reading", () => {
  let shop: Shop;
  let anna: Customer;
  let ben: Customer;
  // biome-ignore lint/suspicious/noExplicitAny: an order as the API answered it.
  let order: any;
  before(async () => {
    shop = await openShop();
    [anna, ben] = [await shop.customer(), await shop.customer()];
    order = (await shop.order(anna)).body;
  });

  it("needs a token that is whole and this pool's", async () => {
    const [head, claims, signature] = anna.token.split(".");
    const none = Buffer.from('{"alg":"none"}').toString("base64url");
    for (const token of ["", "x", `${head}.${claims}.${signature?.replace(/^./, "-")}`, `${none}.${claims}.`, anna.email]) {
      const { status, body } = await shop.ask("order?vendorid=sydney-central", { headers: { authorization: `Bearer ${token}` } });
      expect([status, body.error], token.slice(0, 12)).to.deep.equal([401, "Unauthorized"]);
      expect(JSON.stringify(body)).to.not.contain(token || "Bearer x");
    }
    expect((await shop.ask("order?vendorid=sydney-central")).status).to.equal(401);
  });

  it("another customer's order is forbidden, whether there is one or not", async () => {
    const there = await shop.ask(`order?vendorid=sydney-central&accountid=${anna.accountid}`, { as: ben });
    const nowhere = await shop.ask(`order?vendorid=perth-station&accountid=${anna.accountid}`, { as: ben });
    expect(there.status).to.equal(403);
    expect(nowhere.body).to.deep.equal(there.body);
    expect((await shop.ask("order?vendorid=sydney-central", { as: ben })).status).to.equal(404);
  });

  it("another customer's invoice is forbidden, whether there is one or not", async () => {
    const there = await shop.ask(`invoice?objectKey=${order.invoice}`, { as: ben });
    const nowhere = await shop.ask(`invoice?objectKey=${order.invoice.replace(/.{9}$/, "x.json")}`, { as: ben });
    expect(there.status).to.equal(403);
    expect(nowhere.body).to.deep.equal(there.body);
    for (const key of [
      "x",
      "/",
      "..",
      `invoices//${ben.accountid}/x`,
      `other/${ben.accountid}/a/b`,
      `invoices/${anna.accountid}/../${ben.accountid}/x`,
    ]) {
      expect((await shop.ask(`invoice?objectKey=${encodeURIComponent(key)}`, { as: ben })).status, key).to.equal(403);
    }
  });

  it("an order that isn't there is a 404, a question without a shop a 400", async () => {
    const none = await shop.ask("order?vendorid=perth-station", { as: anna });
    expect([none.status, none.body.error]).to.deep.equal([404, "OrderNotFound"]);
    for (const query of ["", "?vendorid=", `?vendorid=${"x".repeat(1025)}`]) {
      expect((await shop.ask(`order${query}`, { as: anna })).body.error, query.slice(0, 20)).to.equal("BadRequest");
    }
  });

  it("an invoice is a link that downloads a document a customer can read", async () => {
    const { status, body } = await shop.ask(`invoice?objectKey=${order.invoice}`, { as: anna });
    expect([status, body.expiresin]).to.deep.equal([200, 900]);
    const download = await fetch(body.url);
    expect(download.headers.get("content-type")).to.equal("application/json; charset=utf-8");
    expect(await download.json()).to.deep.include({
      invoice: order.orderid,
      date: order.orderdate,
      vendor: { vendorid: "sydney-central", name: "Platform Six", city: "Sydney" },
      lines: [{ item: "Latte, Large", quantity: 2, unitprice: 450, amount: 900 }],
      total: 900,
      currency: "AUD",
      payable: "9.00 AUD",
    });
  });

  it("a link with a changed character or past its time is refused", async () => {
    const { url } = (await shop.ask(`invoice?objectKey=${order.invoice}`, { as: anna })).body;
    const signature = /Signature=(.)/.exec(url)?.[1];
    expect((await fetch(url.replace(/Signature=./, `Signature=${signature === "0" ? "1" : "0"}`))).status).to.equal(403);
    expect((await fetch(url.replace(order.orderid, order.orderid.replace(/.$/, "0x")))).status).to.equal(403);
    expect((await fetch(url.replace("X-Amz-Expires=900", "X-Amz-Expires=90000"))).status).to.equal(403);
    const short = await presign(shop.s3, new GetObjectCommand({ Bucket: shop.output("bucketName"), Key: order.invoice }), 1);
    expect((await fetch(short)).status).to.equal(200);
    await new Promise((resolve) => setTimeout(resolve, 2100));
    const late = await fetch(short);
    expect(late.status).to.equal(403);
    expect(await late.text()).to.contain("Request has expired");
  });

  it("an unknown invoice of one's own is a 404", async () => {
    const { status, body } = await shop.ask(`invoice?objectKey=invoices/${anna.accountid}/sydney-central/x.json`, { as: anna });
    expect([status, body.error]).to.deep.equal([404, "InvoiceNotFound"]);
  });

  it("an order nobody collected for a day counts as absent at once, and its slot is free", async () => {
    const carl = await shop.customer();
    await shop.order(carl);
    await shop.expire(carl, "sydney-central");
    expect((await shop.ask("order?vendorid=sydney-central", { as: carl })).status).to.equal(404);
    expect((await shop.order(carl)).status).to.equal(201);
  });

  it("GET /openapi.json shows the API without what is AWS's", async () => {
    const { status, body } = await shop.ask("openapi.json");
    expect(status).to.equal(200);
    expect(Object.keys(body.paths)).to.have.members([
      ...["/menu", "/order", "/orders", "/invoice", "/openapi.json"],
      ...["/", "/counter", "/config.json", "/assets/{file}"],
    ]);
    expect(JSON.stringify(body)).to.not.match(/x-amazon|arn:/);
  });

  it("only this machine's own names are answered", async () => {
    const status = await new Promise((resolve) => {
      request(`${shop.url}menu`, { headers: { host: "evil.example" } }, (response) =>
        resolve(response.resume().statusCode),
      ).end();
    });
    expect(status).to.equal(403);
  });
});
