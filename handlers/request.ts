// POST /order as it comes in: parsed once from unknown, here; after this the types are trusted.
import { refusal, shown } from "./errors";

/** What a customer asks for, in shape; whether the menu has it is the menu's business. */
export interface OrderRequest {
  readonly vendorid: string;
  readonly city: string;
  readonly coffeetype: string;
  readonly coffeesize: string;
  readonly quantity: number;
  readonly unitprice?: number | undefined;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * @param accountid the caller's own
 * @throws BadRequest for a shape the API does not know, InvalidOrder for a quantity it does not sell, Forbidden for another's account.
 */
export function parseOrder(body: unknown, accountid: string): OrderRequest {
  const order = fields(fields(body, "the body", ["order"]).order, "order", [
    "vendorid",
    "city",
    "details",
    "accountid",
    "orderdate",
    "eventtype",
  ]);
  const details = fields(order.details, "order.details", ["coffeetype", "coffeesize", "quantity", "unitprice"]);
  const request = {
    vendorid: text(order.vendorid, "order.vendorid"),
    city: text(order.city, "order.city"),
    coffeetype: text(details.coffeetype, "order.details.coffeetype"),
    coffeesize: text(details.coffeesize, "order.details.coffeesize"),
    quantity: number(details.quantity, "order.details.quantity"),
    unitprice: details.unitprice === undefined ? undefined : number(details.unitprice, "order.details.unitprice"),
  };
  // The original clients send both; the server's own clock and event count.
  for (const name of ["orderdate", "eventtype"]) if (order[name] !== undefined) text(order[name], `order.${name}`);
  if (order.accountid !== undefined && text(order.accountid, "order.accountid") !== accountid) {
    throw refusal("Forbidden", "order.accountid is not the account you are signed in with: leave it out or send your own");
  }
  if (!Number.isInteger(request.quantity) || request.quantity < 1 || request.quantity > 20) {
    throw refusal("InvalidOrder", `quantity ${shown(request.quantity)} can't be ordered: choose a whole number from 1 to 20`);
  }
  return request;
}

/** The `Idempotency-Key`, in lower case; null if none was sent. @throws BadRequest if it is no UUID. */
export function parseKey(key: unknown): string | undefined {
  if (key === null) return undefined;
  if (typeof key === "string" && uuid.test(key)) return key.toLowerCase();
  throw refusal(
    "BadRequest",
    `Idempotency-Key ${shown(key)} is no UUID: make a new one for each order and repeat it on each retry`,
  );
}

function fields(value: unknown, name: string, allowed: readonly string[]): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw refusal("BadRequest", `${name} is ${shown(value)}: send an object with ${allowed.join(", ")}`);
  }
  const unknown = Object.keys(value).find((field) => !allowed.includes(field));
  if (unknown !== undefined) {
    throw refusal("BadRequest", `${name} has a field ${shown(unknown)}: only ${allowed.join(", ")} are known`);
  }
  // A copy without a prototype: "constructor" must not be found where nothing was sent.
  return Object.assign(Object.create(null), value);
}

function text(value: unknown, name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point.
  if (typeof value === "string" && value !== "" && value.length <= 200 && !/[\u0000-\u001f\u007f]/.test(value)) return value;
  throw refusal("BadRequest", `${name} is ${shown(value)}: send a text of 1 to 200 characters without control characters`);
}

function number(value: unknown, name: string): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw refusal("BadRequest", `${name} is ${shown(value)}: send a number`);
}
