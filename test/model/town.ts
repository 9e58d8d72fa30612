// Who takes part in a random day: three customers and two baristas, asking over HTTP, and what an administrator then finds in table, bucket and inbox.
import { randomUUID } from "node:crypto";
import { type Slot, slotOf } from "../../handlers/slot";
import type { Answer, Customer, Shop } from "../api/shop";
import { latte } from "../api/shop";
import { type Person, people, type Shopping, shops } from "./day";

export interface Answered {
  readonly asked: Shopping;
  /** Undefined for what nobody answers: a day that goes by. */
  readonly answer?: Answer;
}

/** What lies about one slot. */
export interface Found {
  readonly who: Person;
  readonly at: 0 | 1;
  readonly slot: Slot | undefined;
}

/** Milliseconds; a token is good for 15 minutes. */
const tokenAge = 5 * 60_000;

export class Town {
  keys: readonly string[] = [];
  private signedIn = Date.now();

  private constructor(
    readonly shop: Shop,
    readonly customers: Record<Person, Customer>,
    private readonly staff: [Customer, Customer],
  ) {}

  static async open(shop: Shop): Promise<Town> {
    const [anna, ben, cara] = await Promise.all([shop.customer(), shop.customer(), shop.customer()]);
    const staff = await Promise.all([shop.staff(shops[0].vendorid), shop.staff(shops[1].vendorid)]);
    return new Town(shop, { anna, ben, cara } as Record<Person, Customer>, staff);
  }

  /** Empty slots, no documents, and keys nobody used. */
  async newDay(): Promise<void> {
    this.keys = Array.from({ length: 3 }, () => randomUUID());
    if (Date.now() - this.signedIn > tokenAge) await this.signInAgain();
    for (const key of people.flatMap((who) => this.invoices(who))) {
      // Each version for good: what is only marked as deleted would be looked through on each later day.
      for (let found = this.bucket.find(key); found; found = this.bucket.find(key)) this.bucket.remove(key, found.versionId);
    }
    for (const { who, at, slot } of await this.look()) {
      const Key = { accountid: { S: this.customers[who].accountid }, vendorid: { S: shops[at].vendorid } };
      if (slot) await this.table("DeleteItem", { Key });
    }
  }

  private async signInAgain(): Promise<void> {
    const renewed = async (who: Customer) => ({ ...who, token: (await this.shop.signIn(who.email)).IdToken ?? "" });
    for (const who of people) this.customers[who] = await renewed(this.customers[who]);
    this.staff[0] = await renewed(this.staff[0]);
    this.staff[1] = await renewed(this.staff[1]);
    this.signedIn = Date.now();
  }

  async ask(asked: Shopping, lastInvoice: (who: Person, at: 0 | 1) => string | undefined): Promise<Answered> {
    const { shop, customers } = this;
    if (asked.ask === "queue") return { asked, answer: await shop.ask("orders?limit=100", { as: this.staff[asked.from] }) };
    const { who, at } = asked;
    const customer = customers[who];
    const { vendorid, city } = shops[at];
    if (asked.ask === "order") {
      const { key, quantity } = asked;
      const details = { ...latte().details, quantity };
      const named = key === undefined ? {} : { key: String(this.keys[key]) };
      return { asked, answer: await shop.order(customer, { ...named, vendorid, city, details }) };
    }
    if (asked.ask === "cancel") return { asked, answer: await shop.change(customer, "cancelled", undefined, vendorid) };
    if (asked.ask === "ready" || asked.ask === "collected")
      return { asked, answer: await shop.change(this.staff[asked.from], asked.ask, customer, vendorid) };
    if (asked.ask === "look") {
      const as = asked.by === "staff" ? this.staff[at] : customers[asked.by];
      return { asked, answer: await shop.ask(`order?vendorid=${vendorid}&accountid=${customer.accountid}`, { as }) };
    }
    if (asked.ask === "invoice") {
      const key = lastInvoice(who, at) ?? `invoices/${customer.accountid}/${vendorid}/2026/01/${randomUUID()}.json`;
      return { asked, answer: await shop.ask(`invoice?objectKey=${key}`, { as: customers[asked.by] }) };
    }
    if ((await this.look()).some((found) => found.who === who && found.at === at && found.slot))
      await shop.expire(customer, vendorid);
    return { asked };
  }

  /** Every slot, as stored. */
  async look(): Promise<Found[]> {
    const all = await Promise.all(
      people.map(async (who) => {
        const { Items = [] } = await this.table("Query", {
          KeyConditionExpression: "accountid = :me",
          ExpressionAttributeValues: { ":me": { S: this.customers[who].accountid } },
          ConsistentRead: true,
        });
        const slots = Items.map(slotOf);
        return shops.map(({ vendorid }, at) => ({
          who,
          at: at as 0 | 1,
          slot: slots.find((slot) => slot.vendorid === vendorid),
        }));
      }),
    );
    return all.flat();
  }

  /** Keys of today's invoices and credit notes. */
  invoices(who: Person): string[] {
    return this.bucket.keys().filter((key) => key.startsWith(`invoices/${this.customers[who].accountid}/`));
  }

  document(key: string): Record<string, unknown> | undefined {
    const found = this.bucket.find(key);
    return found && !found.marker ? JSON.parse(this.bucket.read(found).toString()) : undefined;
  }

  /** The administrator looks past the wire, which would take a third of a day. */
  private get bucket() {
    return this.shop.running.cloud.s3.bucket(this.shop.output("bucketName"));
  }

  private async table(operation: string, input: object): Promise<{ Items?: Parameters<typeof slotOf>[0][] }> {
    const { dynamodb, iam } = this.shop.running.cloud;
    const { status, body } = await dynamodb.handle({
      ...{
        method: "POST",
        path: "/",
        query: new URLSearchParams(),
        headers: { "x-amz-target": `DynamoDB_20120810.${operation}` },
      },
      body: Buffer.from(JSON.stringify({ TableName: this.shop.output("tableName"), ...input })),
      ...{ principal: iam.administrator.principal, requestId: randomUUID() },
    });
    if (status !== 200) throw new Error(`${operation} was answered ${status}: ${body}`);
    return JSON.parse(String(body), (name, value) => (name === "B" ? Buffer.from(value, "base64") : value));
  }

  /** What shops were told since then. */
  notices(since: string): string[] {
    return this.shop.running.cloud.inbox.list().flatMap(({ at, text }) => (at >= since ? [text] : []));
  }
}
