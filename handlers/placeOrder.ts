// First step of a new order: checks it, prices it and reserves the customer's slot at that shop.
import { refusal, refusing } from "./errors";
import { checkRepeated, keyUsed, requestHash } from "./key";
import { type Menu, price } from "./menu";
import { epochSeconds, type Order } from "./order";
import { parseKey, parseOrder } from "./request";
import { renew, reserve } from "./reservation";
import { type Orders, orderOf, readSlot, type Slot } from "./slot";

export interface PlaceOrderInput {
  /** The caller's own, from the token. */
  readonly accountid: string;
  /** The `Idempotency-Key`, or null. */
  readonly key: string | null;
  readonly body: unknown;
  /** The execution's name: unique, and the same over its retries. */
  readonly execution: string;
  /** When the execution started, ISO 8601. */
  readonly time: string;
}

export type PlaceOrderResult =
  /** The slot holds this order unconfirmed, by this execution or a twin with the same key: go on. */
  | { readonly outcome: "reserved"; readonly slot: Slot }
  /** This key's order stands already: answer it. */
  | { readonly outcome: "answered"; readonly order: Order };

export function placeOrder({ orders, menu, now }: { orders: Orders; menu: Menu; now: () => Date }) {
  /** What it refuses is an answer; an error is a technical failure. */
  return refusing(async ({ accountid, key, body, execution, time }: PlaceOrderInput): Promise<PlaceOrderResult> => {
    const orderid = parseKey(key) ?? execution;
    const request = parseOrder(body, accountid);
    const at = { accountid, vendorid: request.vendorid };
    const requesthash = requestHash(request);
    let priced: ReturnType<typeof price>;
    try {
      priced = price(menu, request);
    } catch (error) {
      // The menu may have changed since this key's order was placed: a repeated request still gets its answer.
      const slot = key === null ? undefined : await readSlot(orders, at);
      const known = slot?.ids.includes(orderid) ? await answerKnown(slot) : undefined;
      if (known) return known;
      throw error;
    }
    const { vendor, unitprice } = priced;
    const { coffeetype, coffeesize, quantity } = request;
    const reservation = {
      ...at,
      vendorname: vendor.name,
      orderid,
      orderdate: time,
      city: request.city,
      details: { coffeetype, coffeesize, unitprice, quantity },
      total: unitprice * quantity,
      currency: menu.currency,
      reservedby: execution,
      requesthash,
    };
    // What refused the write may be gone when it is looked at: look a few times before giving up.
    for (let attempt = 0; attempt < 4; attempt++) {
      const slot = await reserve(orders, reservation, now());
      if (slot) return { outcome: "reserved", slot };
      const known = await answerKnown(await readSlot(orders, at));
      if (known) return known;
    }
    throw new Error(`The slot of ${accountid} at ${request.vendorid} kept changing while ${orderid} was being placed`);

    /** What the order in the slot means for this request; undefined if it changed or left just now. */
    async function answerKnown(slot: Slot | undefined): Promise<PlaceOrderResult | undefined> {
      if (slot?.orderid === orderid) {
        checkRepeated(slot, requesthash, now());
        if (slot.status !== "placing") return { outcome: "answered", order: orderOf(slot) };
        const joined = await renew(orders, at, orderid, now());
        return joined && { outcome: "reserved", slot: joined };
      }
      if (slot?.ids.includes(orderid)) throw keyUsed(orderid);
      if (slot && isTaken(slot, now())) throw alreadyActive(slot);
      return undefined;
    }
  });
}

function isTaken({ status, expires }: Slot, now: Date): boolean {
  return status !== "collected" && status !== "cancelled" && expires > epochSeconds(now);
}

function alreadyActive({ vendorid, status }: Slot): Error {
  const state = status === "placing" ? "is being placed" : `is ${status}`;
  const text = `An order of yours at ${vendorid} ${state}: collect or cancel it before you order there again`;
  return refusal("OrderAlreadyActive", text);
}
