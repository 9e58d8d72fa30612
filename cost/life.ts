// An order's life on a local cloud of its own, as a customer and a barista live it, and what is asked besides.
import { join } from "node:path";
import { type AttributeValue, DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { readProject } from "../local/project";
import { up } from "../local/up";
import { projectWith, removeProjects } from "../test/project";
import { type Answer, type Ask, type Counted, Meter } from "./meter";
import { type Person, people } from "./people";

/** In their order; the price of a whole life is their sum. */
export const steps = ["menu", "order", "ready", "collected", "invoice"] as const;
/** How often these are asked nobody knows beforehand. */
export const besides = ["visit", "poll", "queue"] as const;

export type Asked = (typeof steps)[number] | (typeof besides)[number];

export interface Life {
  readonly counted: Readonly<Record<Asked, readonly Counted[]>>;
  /** Bytes that stay: the customer's item, and the order's invoice. */
  readonly stored: { readonly item: number; readonly invoice: number };
  /** Orders that wait at the shop whose queue is looked at. */
  readonly waiting: number;
  /** Orders the customer placed there before, as many as are remembered. */
  readonly earlier: number;
}

const vendorid = "sydney-central";
/** A regular's slot remembers as many orders as are kept; whose first order it is writes less. */
const earlier = 20;
const waiting = 5;

/** @throws Error if anything on the way is answered otherwise than it should be */
export async function live(): Promise<Life> {
  const dir = projectWith();
  const data = join(dir, "data");
  const log: string[] = [];
  const running = await up({
    ...{ project: readProject(dir, "dev"), port: 0, awsPort: 0, data, reset: false },
    log: (line) => log.push(line),
  });
  try {
    const { cloud, outputs } = running;
    const shop = new Shop(String(outputs.apiUrl), new Meter(cloud, data), people(outputs));
    const anna = await shop.person("anna");
    for (let n = 0; n < earlier; n++) await shop.life(anna);
    const life = await shop.life(anna);
    const item = await itemOf(anna, outputs);
    for (let n = 0; n < waiting; n++) await shop.order(await shop.person(`waiting-${n}`));
    const queue = [await shop.queue()];
    const visit = await shop.visit();
    if (log.length > 0) throw new Error(`The local cloud says:\n${log.join("\n")}`);
    const { invoice, ...counted } = life;
    return {
      counted: { ...counted, invoice: invoice.counted, queue, visit },
      stored: { item, invoice: invoice.bytes },
      waiting,
      earlier,
    };
  } finally {
    await running.close();
    removeProjects();
  }
}

class Shop {
  private readonly barista: Promise<Person>;

  constructor(
    private readonly url: string,
    private readonly meter: Meter,
    readonly person: ReturnType<typeof people>,
  ) {
    this.barista = person("ben", vendorid);
  }

  async life(customer: Person) {
    const menu = await this.ask("menu");
    const order = await this.order(customer);
    const poll = await this.ask(`order?vendorid=${vendorid}`, customer);
    const ready = await this.change("ready", customer);
    const collected = await this.change("collected", customer);
    const link = await this.ask(`invoice?objectKey=${JSON.parse(order.body).invoice}`, customer);
    const invoice = await this.meter.ask(JSON.parse(link.body).url, {}, 200);
    return {
      ...{ menu: [menu.counted], order: [order.counted], ready: [ready.counted], collected: [collected.counted] },
      ...{ poll: [poll.counted], invoice: { counted: [link.counted, invoice.counted], bytes: Buffer.byteLength(invoice.body) } },
    };
  }

  order({ headers }: Person) {
    const details = { coffeetype: "Latte", coffeesize: "Large", quantity: 2 };
    return this.ask("order", { method: "POST", headers, body: { order: { vendorid, city: "Sydney", details } } }, 201);
  }

  async queue(): Promise<Counted> {
    return (await this.ask("orders", await this.barista)).counted;
  }

  /** The order page with all it refers to, but for the menu, which is a step of its own. */
  async visit(): Promise<Counted[]> {
    const page = await this.ask("");
    const files = [...page.body.matchAll(/(?:src|href)="([^":#]+)"/g)]
      .map(([, file = ""]) => file)
      .filter((file) => file !== "menu");
    const answers = [page];
    for (const file of new Set(files)) answers.push(await this.ask(file));
    return answers.map(({ counted }) => counted);
  }

  private async change(status: string, { accountid }: Person) {
    const { headers } = await this.barista;
    return this.ask(`order?vendorid=${vendorid}&accountid=${accountid}`, { method: "PATCH", headers, body: { status } });
  }

  private ask(path: string, { method = "GET", headers = {}, body }: Ask = {}, expected = 200): Promise<Answer> {
    return this.meter.ask(this.url + path, { method, headers, ...(body && { body }) }, expected);
  }
}

async function itemOf({ accountid }: Person, outputs: Readonly<Record<string, unknown>>): Promise<number> {
  const text = (name: string) => String(outputs[name]);
  const credentials = { accessKeyId: text("awsAccessKeyId"), secretAccessKey: text("awsSecretAccessKey") };
  const dynamodb = new DynamoDBClient({ endpoint: text("awsEndpoint"), region: text("awsRegion"), credentials });
  const Key = { accountid: { S: accountid }, vendorid: { S: vendorid } };
  const { Item } = await dynamodb.send(new GetItemCommand({ TableName: text("tableName"), Key }));
  dynamodb.destroy();
  return sizeOf({ M: Item ?? {} });
}

/** "DynamoDB item sizes and formats", DynamoDB guide; of the types that a slot has. Bytes. */
function sizeOf({ S, N, B, L, M }: AttributeValue): number {
  if (L) return L.reduce((sum, item) => sum + 1 + sizeOf(item), 3);
  if (M) return Object.entries(M).reduce((sum, [name, value]) => sum + 1 + Buffer.byteLength(name) + sizeOf(value), 3);
  return B ? B.length : Buffer.byteLength(S ?? N ?? "");
}
