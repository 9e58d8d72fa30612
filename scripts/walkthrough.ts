// `npm run walkthrough`: the whole journey against a laptop or a deployed stack. Five customers order, a barista hands one coffee out,
// its customer orders again; then nothing of it is left but ended orders and their invoices.
import { randomBytes, randomInt } from "node:crypto";
import { isDeepStrictEqual, parseArgs } from "node:util";
import type { Menu } from "../handlers/menu";
import { money, type Order } from "../handlers/order";
import { Api } from "./api";
import { makeUser, removeUser, signIn } from "./people";
import { openPool, outputsIn, type Pool, poolOptions, run } from "./pool";

const usage = "npm run walkthrough -- [--api-url URL] [--user-pool-id ID --client-id ID] [--data .local]";

interface Person {
  readonly email: string;
  readonly token: string;
}

class Walkthrough {
  private readonly name = `walkthrough-${randomBytes(3).toString("hex")}`;
  private readonly password = `Aa1-${randomBytes(12).toString("base64url")}`;
  private readonly emails: string[] = [];
  private readonly rows: { readonly customer: Person; order: Order }[] = [];

  /** @param stopped nothing more is begun then */
  constructor(
    private readonly api: Api,
    private readonly pool: Pool,
    private readonly menu: Menu,
    private readonly stopped: AbortSignal,
  ) {}

  async journey(): Promise<void> {
    const { vendors, coffeetypes, coffeesizes } = this.menu;
    say(`${this.api.url} has ${vendors.length} shops, ${coffeetypes.length} coffees and ${coffeesizes.length} sizes.`);
    say(`Whoever this makes is named ${this.name}-….\n`);
    for (const number of [1, 2, 3, 4, 5]) {
      await this.order(await this.person(`customer-${number}`), anyOf(vendors));
    }
    const [first] = this.rows;
    const vendor = vendors.find(({ vendorid }) => vendorid === first?.order.vendorid);
    if (!first || !vendor) throw new Error("nobody ordered");
    const { customer, order } = first;
    await this.look(customer, order);
    await this.openInvoice(customer, order);
    await this.showMail(order);

    const barista = await this.person("barista", vendor.vendorid);
    for (const status of ["ready", "collected"]) {
      const path = `order?vendorid=${vendor.vendorid}&accountid=${order.accountid}`;
      first.order = await this.ask<Order>(path, barista, "PATCH", { status });
      say(`The barista says that it is ${first.order.status}: ${told(first.order)}.`);
    }
    await this.order(customer, vendor);
  }

  /** Cancels what still waits, so that no shop makes it, and removes the people. @throws Error naming what is left */
  async tidy(): Promise<void> {
    const ends = await Promise.allSettled(
      this.rows.map(async (row) => {
        if (row.order.status === "ready") throw new Error(`order ${row.order.orderid} is ready: its shop has to hand it out`);
        if (row.order.status !== "placed") return;
        const asked = { token: row.customer.token, method: "PATCH", body: { status: "cancelled" } };
        row.order = await this.api.ask<Order>(`order?vendorid=${row.order.vendorid}`, asked);
      }),
    );
    ends.push(...(await Promise.allSettled(this.emails.map((email) => removeUser(this.pool, email)))));
    const failed = ends.flatMap((end) => (end.status === "rejected" ? [String(end.reason)] : []));
    if (failed.length > 0) throw new Error(`orders or people named ${this.name}-… may be left behind: ${failed.join("; ")}`);
    say(`\nWhat still waited was cancelled, and the ${this.emails.length} people made for this were removed.`);
  }

  table(): string {
    const rows = this.rows.map(({ customer, order }) => [
      order.orderid.slice(0, 8),
      numberOf(customer),
      order.vendorid,
      coffeeOf(order),
      money(order.total, order.currency),
      order.status,
    ]);
    const widths = [8, 3, 18, 26, 9, 9];
    const line = (cells: string[]) => cells.map((cell, at) => cell.slice(0, widths[at]).padEnd(widths[at] ?? 0)).join(" ");
    return [["order", "who", "shop", "coffee", "total", "status"], ...rows].map((cells) => line(cells).trimEnd()).join("\n");
  }

  /** With `vendorid` a barista of that shop. */
  private async person(role: string, vendorid?: string): Promise<Person> {
    this.stopped.throwIfAborted();
    const email = `${this.name}-${role}@example.com`;
    // Half made it has to go, too.
    this.emails.push(email);
    await makeUser(this.pool, email, this.password, vendorid);
    return { email, token: await signIn(this.pool, email, this.password) };
  }

  private async order(customer: Person, { vendorid, city, name }: Menu["vendors"][number]): Promise<void> {
    const { coffeetypes, coffeesizes } = this.menu;
    const details = { coffeetype: anyOf(coffeetypes), coffeesize: anyOf(coffeesizes).name, quantity: randomInt(1, 4) };
    const order = await this.ask<Order>("order", customer, "POST", { order: { vendorid, city, details } });
    this.rows.push({ customer, order });
    say(`customer ${numberOf(customer)}: ${coffeeOf(order)} at ${name}: ${order.status}, ${told(order)}`);
  }

  private async look(customer: Person, { notified, ...order }: Order): Promise<void> {
    const seen = await this.ask<Order>(`order?vendorid=${order.vendorid}`, customer);
    if (!isDeepStrictEqual(seen, order)) throw new Error(`the order reads ${JSON.stringify(seen)}, and was answered otherwise`);
    say(`\nThe first order, looked at: ${seen.status} at ${seen.orderdate}. Its invoice, by a link:`);
  }

  private async openInvoice(customer: Person, { invoice, orderid }: Order): Promise<void> {
    const { url, expiresin } = await this.ask<{ url: string; expiresin: number }>(`invoice?objectKey=${invoice}`, customer);
    const response = await fetch(url);
    const text = await response.text();
    if (!response.ok || !text.includes(orderid)) throw new Error(`the invoice's link was answered ${response.status}: ${text}`);
    for (const line of text.trimEnd().split("\n")) say(`  ${line}`);
    say(`The link works for ${expiresin / 60} minutes.`);
  }

  /** Only a laptop shows the shop's mails. */
  private async showMail({ orderid }: Order): Promise<void> {
    const response = await fetch(`${this.api.url}_local/mails`);
    if (!response.ok) return;
    const mails = (await response.json()) as { to: string; text: string }[];
    const mail = mails.find(({ text }) => text.includes(orderid));
    say(mail ? `The mail to ${mail.to}: ${mail.text.trim()}` : "No mail about it: vendorEmails has no address of this shop.");
  }

  private ask<T>(path: string, { token }: Person, method = "GET", body?: object): Promise<T> {
    this.stopped.throwIfAborted();
    return this.api.ask<T>(path, { token, method, ...(body && { body }) });
  }
}

run(async () => {
  const { values } = parseArgs({ options: poolOptions });
  const apiUrl = values["api-url"] ?? outputsIn(values.data)?.apiUrl;
  if (apiUrl === undefined) throw new Error(`${values.data} is not npm start's: run it first, or give --api-url`);
  const api = new Api(apiUrl);
  const menu = await api.ask<Menu>("menu");
  const stopping = new AbortController();
  process.once("SIGINT", () => stopping.abort(new Error("stopped by Ctrl-C")));
  const pool = await openPool(values);
  // Before anything is made.
  await pool.cognito.config.credentials();
  const walkthrough = new Walkthrough(api, pool, menu, stopping.signal);
  try {
    await walkthrough.journey();
  } catch (error) {
    await walkthrough.tidy().catch(({ message }: Error) => console.error(message));
    throw error;
  }
  await walkthrough.tidy();
  say(`\n${walkthrough.table()}`);
}, usage);

function anyOf<T>(list: readonly T[]): T {
  return list[randomInt(list.length)] as T;
}

function numberOf({ email }: Person): string {
  return /(\d)@/.exec(email)?.[1] ?? "";
}

function coffeeOf({ details: { quantity, coffeesize, coffeetype } }: Order): string {
  return `${quantity} × ${coffeesize} ${coffeetype}`;
}

/** @throws Error if it does not know: the order stands, but nobody would make it */
function told({ notified, orderid }: Order): string {
  if (notified !== true) throw new Error(`order ${orderid} stands, but the shop was not told: notified is ${notified}`);
  return "notified";
}

/** Fits 80 columns. */
function say(text: string): void {
  for (const line of text.split("\n")) console.log(line.replace(/(.{1,80})(?: +|$)/g, "$1\n").trimEnd());
}
