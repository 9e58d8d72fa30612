// The counter: a shop's staff see its queue, page by page, at the same cost whatever else the table holds.
import { BatchWriteItemCommand } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import type { AwsRequest } from "../../local/aws/service";
import { type Customer, openShop, type Shop } from "./shop";

const vendorid = "brisbane-roma";

/** Orders beside those of the test; `CROWD=100000 npx mocha -g counter` takes a minute. */
const crowdSize = Number(process.env.CROWD ?? 2000);

describe("the counter", () => {
  let shop: Shop;
  let barista: Customer;
  const orderids: string[] = [];
  const customers: Customer[] = [];
  before(async () => {
    shop = await openShop();
    barista = await shop.staff(vendorid);
    for (let index = 0; index < 5; index++) {
      const customer = await shop.customer();
      customers.push(customer);
      orderids.push((await shop.order(customer, { vendorid, city: "Brisbane" })).body.orderid);
    }
  });

  async function pages(limit: number, then: () => Promise<unknown> = async () => {}): Promise<string[]> {
    const seen: string[] = [];
    let next: string | undefined;
    do {
      const query = new URLSearchParams({ limit: String(limit), ...(next && { next }) });
      const { status, body } = await shop.ask(`orders?${query}`, { as: barista });
      expect(status, JSON.stringify(body)).to.equal(200);
      expect(body.orders).to.have.lengthOf.at.most(limit);
      seen.push(...body.orders.map(({ orderid }: { orderid: string }) => orderid));
      next = body.next;
      await then();
    } while (next);
    return seen;
  }

  it("shows the shop's own queue, oldest first", async () => {
    const { body } = await shop.ask("orders", { as: barista });
    expect(body.orders.map(({ orderid }: { orderid: string }) => orderid)).to.deep.equal(orderids);
    expect(body.orders[0]).to.deep.include({ vendorid, status: "placed", total: 900 });
  });

  it("shows it page by page", async () => {
    for (const limit of [1, 2, 3, 5]) expect(await pages(limit), `${limit} a page`).to.deep.equal(orderids);
  });

  it("shows staff no other shop's queue, whatever they ask", async () => {
    const elsewhere = await shop.staff("perth-station");
    const { body: mine } = await shop.ask("orders?limit=2", { as: barista });
    expect((await shop.ask(`orders?vendorid=${vendorid}`, { as: elsewhere })).status).to.equal(403);
    expect((await shop.ask(`orders?next=${mine.next}`, { as: elsewhere })).body.orders).to.deep.equal([]);
    expect((await shop.ask(`orders?vendorid=${vendorid}`, { as: customers[0] as Customer })).status).to.equal(403);
  });

  it("refuses a limit or a position it did not give", async () => {
    for (const query of [
      "limit=0",
      "limit=101",
      "limit=-1",
      "limit=x",
      "limit=1e1",
      "next=x",
      "next=%00",
      `next=${"A".repeat(2000)}`,
    ]) {
      const { status, body } = await shop.ask(`orders?${query}`, { as: barista });
      expect([status, body.error], query).to.deep.equal([400, "BadRequest"]);
    }
  });

  it("misses no order and shows none twice while another is collected between two pages", async () => {
    const [first] = customers;
    let done = false;
    const seen = await pages(2, async () => {
      if (done || !first) return;
      done = true;
      for (const status of ["ready", "collected"]) await shop.change(barista, status, first, vendorid);
    });
    expect(seen).to.deep.equal(orderids);
    expect(await pages(2)).to.deep.equal(orderids.slice(1));
  });

  it("costs as little to read beside thousands of orders as without them, and expired ones don't crowd the page", async function () {
    this.timeout(300_000);
    const before = await units();
    const old = new Date(Date.now() - 25 * 3_600_000).toISOString();
    const crowd = Array.from({ length: crowdSize }, (_, index) => ({
      accountid: { S: `crowd-${index}` },
      // Half of them at this shop and expired, half waiting at another.
      vendorid: { S: index % 2 ? vendorid : "melbourne-flinders" },
      queue: { S: index % 2 ? vendorid : "melbourne-flinders" },
      orderdate: { S: index % 2 ? old : new Date().toISOString() },
      expires: { N: String(Math.floor(Date.now() / 1000) - 3600) },
      status: { S: "placed" },
    }));
    for (let at = 0; at < crowd.length; at += 25) {
      const requests = crowd.slice(at, at + 25).map((Item) => ({ PutRequest: { Item } }));
      await shop.dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [shop.output("tableName")]: requests } }));
    }
    expect(await units()).to.equal(before);
    const { body } = await shop.ask("orders?limit=2", { as: barista });
    expect(body.orders.map(({ orderid }: { orderid: string }) => orderid)).to.deep.equal(orderids.slice(1, 3));
  });

  /** Read units that the first page and one look at an order cost, as DynamoDB counts them. */
  async function units(): Promise<number> {
    const { dynamodb } = shop.running.cloud;
    const { handle } = dynamodb;
    let counted = 0;
    Object.assign(dynamodb, {
      handle: async (request: AwsRequest) => {
        const asked = { ...JSON.parse(String(request.body)), ReturnConsumedCapacity: "TOTAL" };
        const answer = await handle({ ...request, body: Buffer.from(JSON.stringify(asked)) });
        counted += JSON.parse(String(answer.body)).ConsumedCapacity.CapacityUnits;
        return answer;
      },
    });
    await shop.ask("orders?limit=2", { as: barista });
    await shop.ask(`order?vendorid=${vendorid}`, { as: customers[2] as Customer });
    Object.assign(dynamodb, { handle });
    return counted;
  }
});
