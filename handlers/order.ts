// An order, the words for where it is in its life, and what others may see of it.

/** `placing` is a reservation nobody was told of; the others are what customers and baristas see. */
export type Status = "placing" | "placed" | "ready" | "collected" | "cancelled";

export interface Details {
  readonly coffeetype: string;
  readonly coffeesize: string;
  /** Integer cents a cup. */
  readonly unitprice: number;
  /** 1 to 20 cups. */
  readonly quantity: number;
}

/** An order as the API answers it. */
export interface Order {
  readonly accountid: string;
  readonly vendorid: string;
  readonly orderid: string;
  /** UTC, ISO 8601. */
  readonly orderdate: string;
  readonly city: string;
  readonly details: Details;
  /** Integer cents. */
  readonly total: number;
  /** ISO 4217. */
  readonly currency: string;
  readonly status: Status;
  /** The invoice's object key. */
  readonly invoice: string;
  /** Present in the answer to a change: whether the shop was told. */
  readonly notified?: boolean;
}

/** How long a reservation stands without being confirmed: longer than the workflow (60 s), short enough to wait for. Seconds. */
export const reservationSeconds = 90;

/** How long an order waits to be collected. Seconds. */
export const orderSeconds = 24 * 60 * 60;

/** How long a slot is kept after its last change: then its keys are remembered for a day after the order ended or expired. Seconds. */
export const slotSeconds = 2 * orderSeconds;

/** Seconds since 1970, as DynamoDB's TTL counts. */
export function epochSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

export function invoiceKey(order: Pick<Order, "accountid" | "vendorid" | "orderid" | "orderdate">): string {
  const [year, month] = order.orderdate.split("-");
  return `invoices/${order.accountid}/${order.vendorid}/${year}/${month}/${order.orderid}.json`;
}

/** A cancelled order's invoice stays as it is; this stands beside it. */
export function creditNoteKey(order: Parameters<typeof invoiceKey>[0]): string {
  return invoiceKey(order).replace(/\.json$/, ".credit.json");
}

/** What the shop is told of an order's last change. */
export function notice({ orderid, city, vendorid, details, total, currency, status }: Order): string {
  const { quantity, coffeesize, coffeetype } = details;
  const what = `${quantity} × ${coffeesize} ${coffeetype}, ${money(total, currency)}`;
  const news = status === "placed" ? "New order" : `Order ${status}`;
  return `${news} at ${vendorid}, ${city}: ${what}. Order ${orderid}.`;
}

/** Cents as people write them: `12.50 AUD`. */
export function money(cents: number, currency: string): string {
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")} ${currency}`;
}
