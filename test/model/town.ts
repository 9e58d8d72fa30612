// Who takes part in a random day: three customers and two baristas, asking over HTTP, and what an administrator then finds in table, bucket and inbox.
import { randomUUID } from "node:crypto";
import { DeleteItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { DeleteObjectCommand, GetObjectCommand } from "@aws-sdk/client-s3";
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
    const Bucket = this.shop.output("bucketName");
    for (const who of people)
      for (const Key of await this.invoices(who)) await this.shop.s3.send(new DeleteObjectCommand({ Bucket, Key }));
    for (const { who, at, slot } of await this.look()) {
      if (!slot) continue;
      const Key = { accountid: { S: this.customers[who].accountid }, vendorid: { S: shops[at].vendorid } };
      await this.shop.dynamodb.send(new DeleteItemCommand({ TableName: this.shop.output("tableName"), Key }));
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
        const { Items = [] } = await this.shop.dynamodb.send(
          new QueryCommand({
            TableName: this.shop.output("tableName"),
            KeyConditionExpression: "accountid = :me",
            ExpressionAttributeValues: { ":me": { S: this.customers[who].accountid } },
            ConsistentRead: true,
          }),
        );
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
  invoices(who: Person): Promise<string[]> {
    return this.shop.invoices(this.customers[who]);
  }

  async document(key: string): Promise<Record<string, unknown> | undefined> {
    try {
      const { Body } = await this.shop.s3.send(new GetObjectCommand({ Bucket: this.shop.output("bucketName"), Key: key }));
      return JSON.parse((await Body?.transformToString()) ?? "null");
    } catch (error) {
      if (error instanceof Error && error.name === "NoSuchKey") return undefined;
      throw error;
    }
  }

  /** What shops were told since then. */
  notices(since: string): string[] {
    return this.shop.running.cloud.inbox.list().flatMap(({ at, text }) => (at >= since ? [text] : []));
  }
}
