// The promise, held against what was answered: no order lost or doubled, each invoice whole, nothing left of what was refused.
import { isDeepStrictEqual } from "node:util";
import type { Order } from "../../handlers/order";
import type { Ledger, Told } from "./ledger";
import type { Item, World } from "./world";

/** @returns what is wrong, one line each */
export function wrongs(ledger: Ledger, world: World): string[] {
  return [
    ...[...ledger.told.values()].flatMap((told) => wrongsOfOrder(told, ledger, world)),
    ...[...world.items.values()].flatMap((item) => wrongsOfItem(item, ledger)),
    ...[...world.documents.keys()].flatMap((key) => wrongsOfDocument(key, ledger)),
    ...[...world.queues].flatMap(([vendorid, orders]) => wrongsOfQueue(vendorid, orders, world)),
    ...[...world.seen].flatMap(([slot, order]) => wrongsOfSight(slot, order, world)),
  ];
}

function wrongsOfOrder(told: Told, ledger: Ledger, { items, documents, mails, shops }: World): string[] {
  const { order, statuses } = told;
  const { accountid, vendorid, orderid } = order;
  const item = items.get(`${accountid} ${vendorid}`);
  const may = (status: string) => statuses.has(status) || ledger.mayHaveBecome(order, status);
  const [invoice, creditNote] = [read(documents, order.invoice), read(documents, creditNoteKey(order.invoice))];
  const name = shops.find((shop) => shop.vendorid === vendorid)?.name ?? "";
  const notices = mails.filter((text) => text.startsWith("New order") && text.includes(orderid)).length;
  // The inbox keeps the last thousand only.
  const noticesDue = told.round === ledger.round && order.status === "placed" && order.notified ? 1 : 0;
  const checks: [fine: boolean, otherwise: string][] = [
    [
      isDeepStrictEqual(invoice, { ...invoiceOf(order, name), reference: invoice?.reference }),
      "its invoice is not as it should be",
    ],
    [item !== undefined, "its slot is gone"],
    [item?.orderid === orderid || may("collected") || may("cancelled"), `it never ended, and its slot holds ${item?.orderid}`],
    [
      item?.orderid !== orderid || isReached(item.status, statuses, may),
      `it was ${[...statuses].join(", ")} and is ${item?.status}`,
    ],
    [!statuses.has("cancelled") || (!statuses.has("ready") && !statuses.has("collected")), "it was cancelled and made"],
    [!statuses.has("cancelled") || isTakenBack(invoice, creditNote), "its credit note does not take it back"],
    [notices <= 1 && notices >= noticesDue, `the shop heard of it ${notices} times`],
  ];
  return checks.flatMap(([fine, otherwise]) => (fine ? [] : [`order ${orderid} of ${accountid} at ${vendorid}: ${otherwise}`]));
}

/** Along its life, no further than somebody asked and no less far than somebody was told. */
function isReached(status: string, told: ReadonlySet<string>, may: (status: string) => boolean): boolean {
  if (status === "placed") return told.size === 1 && told.has("placed");
  if (status === "ready") return may("ready") && !told.has("collected") && !told.has("cancelled");
  if (status === "collected") return may("ready") && may("collected") && !told.has("cancelled");
  return status === "cancelled" && may("cancelled") && !told.has("ready") && !told.has("collected");
}

/** What a slot holds somebody was told of, or asked for without an answer. */
function wrongsOfItem({ accountid, vendorid, orderid, status }: Item, ledger: Ledger): string[] {
  const known = orderid === "" || ledger.told.has(orderid) || ledger.mayStand(accountid, vendorid, orderid);
  return known ? [] : [`the slot of ${accountid} at ${vendorid} holds ${orderid}, ${status}: nobody was told, or it was refused`];
}

function wrongsOfDocument(key: string, ledger: Ledger): string[] {
  const [, accountid = "", vendorid = "", orderid = "", credit] =
    /^invoices\/([^/]+)\/([^/]+)\/\d{4}\/\d\d\/([\w-]+)(\.credit)?\.json$/.exec(key) ?? [];
  const told = ledger.told.get(orderid);
  const known = told ? !credit || told.statuses.has("cancelled") || ledger.mayHaveBecome(told.order, "cancelled") : undefined;
  return (known ?? ledger.mayStand(accountid, vendorid, orderid)) ? [] : [`${key} is of no order that anybody was told of`];
}

function wrongsOfQueue(vendorid: string, orders: readonly Order[], { items }: World): string[] {
  const waiting = [...items.values()].filter((item) => item.vendorid === vendorid && isWaiting(item));
  const [seen, due] = [orders, waiting].map((list) => list.map(({ orderid, status }) => `${orderid} ${status}`).sort());
  return isDeepStrictEqual(seen, due) ? [] : [`the queue of ${vendorid} shows ${seen}, and there are ${due}`];
}

function wrongsOfSight(slot: string, order: Order | undefined, { items }: World): string[] {
  const item = items.get(slot);
  const [seen, due] = [order, item && isWaiting(item) ? item : undefined].map((one) => `${one?.orderid} ${one?.status}`);
  return seen === due ? [] : [`the customer sees ${seen} at ${slot}, and there is ${due}`];
}

function isWaiting({ status }: Item): boolean {
  return status === "placed" || status === "ready";
}

type Document = Readonly<Record<string, unknown>> & { readonly lines?: readonly { quantity: number; amount: number }[] };

/** Undefined if it is missing or cut short. */
function read(documents: World["documents"], key: string): Document | undefined {
  try {
    return JSON.parse(documents.get(key) ?? "");
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** All but its `reference`, which names an execution that customers aren't told. */
function invoiceOf({ orderid, orderdate, vendorid, city, accountid, details, total, currency }: Order, name: string) {
  const { coffeetype, coffeesize, quantity, unitprice } = details;
  return {
    invoice: orderid,
    date: orderdate,
    vendor: { vendorid, name, city },
    customer: accountid,
    lines: [{ item: `${coffeetype}, ${coffeesize}`, quantity, unitprice, amount: quantity * unitprice }],
    total,
    currency,
    payable: `${(total / 100).toFixed(2)} ${currency}`,
  };
}

function isTakenBack(invoice: Document | undefined, creditNote: Document | undefined): boolean {
  const { creditnote, date, ...rest } = creditNote ?? {};
  const { date: _, ...of } = invoice ?? {};
  const lines = of.lines?.map((line) => ({ ...line, quantity: -line.quantity, amount: -line.amount }));
  const expected = { ...of, lines, total: -Number(of.total), payable: `-${of.payable}` };
  return creditnote === `${of.invoice}.credit` && typeof date === "string" && isDeepStrictEqual(rest, expected);
}

export function creditNoteKey(invoice: string): string {
  return invoice.replace(/\.json$/, ".credit.json");
}
