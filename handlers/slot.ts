// The customer's slot at a shop: the one item an order lives in, read and changed by conditional writes only.
import { type AttributeValue, type DynamoDBClient, GetItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { epochSeconds, invoiceKey, type Order, type Status, slotSeconds } from "./order";

/** Where orders are kept. */
export interface Orders {
  readonly db: DynamoDBClient;
  readonly table: string;
}

export interface SlotKey {
  readonly accountid: string;
  readonly vendorid: string;
}

/** A slot with an order in it. Emptied, its `orderid` is "" and the rest is what was taken back. */
export interface Slot extends Omit<Order, "invoice" | "notified"> {
  readonly vendorname: string;
  /** Ids of earlier orders and, last, this one: a key among them makes no second order. */
  readonly ids: readonly string[];
  /** Seconds since 1970; from then on the order counts as absent. The table's TTL, `ttl`, comes later: keys are remembered. */
  readonly expires: number;
  /** The execution that made the reservation: only that one may take it back. */
  readonly reservedby: string;
  /** The execution that confirmed it: its own retry must know itself again. */
  readonly confirmedby?: string | undefined;
  /** The execution that moved it last, or ended the order before it: its own retry must know itself again. */
  readonly changedby?: string | undefined;
  /** When it was moved last, ISO 8601. */
  readonly changedat?: string | undefined;
  /** Who moved it last: they may ask again and are told that it is done. */
  readonly changer?: string | undefined;
  /** The order that `reservedby` took back. */
  readonly removed?: string | undefined;
  /** Tells a repeated request from another one under the same key. */
  readonly requesthash: string;
}

type Values = Record<string, AttributeValue>;

/** The slot, read consistently: what just refused a write must be seen. */
export async function readSlot({ db, table }: Orders, at: SlotKey): Promise<Slot | undefined> {
  const { Item: item } = await db.send(new GetItemCommand({ TableName: table, Key: keyOf(at), ConsistentRead: true }));
  return item && slotOf(item);
}

export interface Change {
  readonly now: Date;
  /** Attributes as `#name`, `values` as `:name`. */
  readonly condition: string;
  readonly values?: Values;
  readonly set: Values;
  /** A further SET clause, where a value is computed from the item. */
  readonly compute?: string;
  readonly remove?: readonly string[];
}

/** One conditional write: the slot as written, or undefined if the condition refused it. */
export async function changeSlot({ db, table }: Orders, at: SlotKey, change: Change): Promise<Slot | undefined> {
  const { condition, values = {}, compute, remove = [] } = change;
  const set = { ...change.set, ttl: secondsAfter(change.now, slotSeconds) };
  const sets = Object.keys(set).map((name) => `#${name} = :${name}`);
  const update = `SET ${[...sets, ...(compute ? [compute] : [])].join(", ")}`;
  const removes = remove.length > 0 ? ` REMOVE ${remove.map((name) => `#${name}`).join(", ")}` : "";
  const names = [...`${condition} ${update}${removes}`.matchAll(/#(\w+)/g)].map(([name, attribute]) => [name, attribute]);
  const command = new UpdateItemCommand({
    TableName: table,
    Key: keyOf(at),
    ConditionExpression: condition,
    UpdateExpression: update + removes,
    ExpressionAttributeNames: Object.fromEntries(names),
    ExpressionAttributeValues: {
      ...values,
      ...Object.fromEntries(Object.entries(set).map(([name, value]) => [`:${name}`, value])),
    },
    ReturnValues: "ALL_NEW",
  });
  const { Attributes: item } = (await unlessRefused(db.send(command))) ?? {};
  return item && slotOf(item);
}

/** What a conditional write answers, or undefined if its condition refused it. */
export async function unlessRefused<T>(write: Promise<T>): Promise<T | undefined> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof Error && error.name === "ConditionalCheckFailedException") return undefined;
    throw error;
  }
}

/** As the table keeps times. */
export function secondsAfter(now: Date, seconds: number): { N: string } {
  return { N: String(epochSeconds(now) + seconds) };
}

export function keyOf({ accountid, vendorid }: SlotKey): Values {
  return { accountid: { S: accountid }, vendorid: { S: vendorid } };
}

/** Whether there is an order that waits: what is being placed, has ended or has expired counts as absent. */
export function isActive(slot: Slot | undefined, now: Date): slot is Slot {
  return slot !== undefined && (slot.status === "placed" || slot.status === "ready") && slot.expires > epochSeconds(now);
}

/** What the API answers: the order without what only the protocol needs. */
export function orderOf(slot: Slot): Order {
  const { accountid, vendorid, orderid, orderdate, city, details, total, currency, status } = slot;
  const order = { accountid, vendorid, orderid, orderdate, city, details, total, currency, status };
  return { ...order, invoice: invoiceKey(order) };
}

/** A UUID as its 16 bytes: so a regular's slot stays below 1 KB, which is what one write unit pays for. Other names of executions as text. */
export function storedId(id: string): AttributeValue {
  const isUuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(id);
  return isUuid ? { B: Buffer.from(id.replaceAll("-", ""), "hex") } : { S: id };
}

function readId({ B: bytes, S: text = "" }: AttributeValue): string {
  if (!bytes) return text;
  return Buffer.from(bytes)
    .toString("hex")
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

export function slotOf(item: Values): Slot {
  const details = item.details?.M ?? {};
  return {
    accountid: text(item, "accountid"),
    vendorid: text(item, "vendorid"),
    vendorname: text(item, "vendorname"),
    orderid: text(item, "orderid"),
    orderdate: text(item, "orderdate"),
    city: text(item, "city"),
    details: {
      coffeetype: text(details, "coffeetype"),
      coffeesize: text(details, "coffeesize"),
      unitprice: number(details, "unitprice"),
      quantity: number(details, "quantity"),
    },
    total: number(item, "total"),
    currency: text(item, "currency"),
    status: text(item, "status") as Status,
    ids: (item.ids?.L ?? []).map(readId),
    expires: number(item, "expires"),
    reservedby: text(item, "reservedby"),
    confirmedby: item.confirmedby?.S,
    changedby: item.changedby?.S,
    changedat: item.changedat?.S,
    changer: item.changer?.S,
    removed: item.removed?.S,
    requesthash: text(item, "requesthash"),
  };
}

function text(item: Values, name: string): string {
  const value = item[name]?.S;
  if (value === undefined) throw new Error(`The slot has no text '${name}': was the table written by another program?`);
  return value;
}

function number(item: Values, name: string): number {
  const value = Number(item[name]?.N);
  if (Number.isNaN(value)) throw new Error(`The slot has no number '${name}': was the table written by another program?`);
  return value;
}
