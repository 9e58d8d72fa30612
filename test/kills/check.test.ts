// What holds orders against answers is itself held against damages: a check that sees nothing would prove nothing.
import { expect } from "chai";
import type { Order } from "../../handlers/order";
import { creditNoteKey, wrongs } from "./check";
import { Ledger } from "./ledger";
import type { Item } from "./world";

const at = { accountid: "anna", vendorid: "central" };
const slot = "anna central";
const order: Order = {
  ...at,
  orderid: "o-1",
  orderdate: "2026-11-23T08:00:00.000Z",
  city: "Sydney",
  details: { coffeetype: "Latte", coffeesize: "Large", unitprice: 450, quantity: 2 },
  total: 900,
  currency: "AUD",
  status: "placed",
  invoice: "invoices/anna/central/2026/11/o-1.json",
  notified: true,
};
const invoice = {
  invoice: "o-1",
  date: order.orderdate,
  vendor: { vendorid: "central", name: "Platform Six", city: "Sydney" },
  customer: "anna",
  lines: [{ item: "Latte, Large", quantity: 2, unitprice: 450, amount: 900 }],
  total: 900,
  currency: "AUD",
  payable: "9.00 AUD",
  reference: "execution-1",
};
const item: Item = { ...at, orderid: "o-1", status: "placed" };

/** One order that was answered 201, as it should be. */
function well() {
  const ledger = new Ledger();
  ledger.begin();
  ledger.note({ kind: "place", ...at, key: "o-1", body: {}, answer: { status: 201, body: order } });
  const world = {
    items: new Map([[slot, item]]),
    documents: new Map([[order.invoice, JSON.stringify(invoice)]]),
    queues: new Map([["central", [order]]]),
    seen: new Map<string, Order | undefined>([[slot, order]]),
    mails: [`New order at central, Sydney: 2 × Large Latte, 9.00 AUD. Order o-1.`],
    shops: [{ vendorid: "central", name: "Platform Six", city: "Sydney" }],
  };
  return { ledger, ...world };
}

/** An order that goes on so: answered, or cut off. */
function goesOn({ ledger, items, queues, seen }: ReturnType<typeof well>, status: "ready" | "cancelled", answered: boolean) {
  const answer = { status: 200, body: { ...order, status } };
  ledger.note({ kind: "change", ...at, status, ...(answered && { answer }) });
  items.set(slot, { ...item, status });
  const now = status === "ready" ? { ...order, status } : undefined;
  queues.set("central", now ? [now] : []);
  seen.set(slot, now);
}

describe("the check of what was answered", () => {
  const fine: [string, (all: ReturnType<typeof well>) => void][] = [
    ["an order that waits", () => {}],
    ["one that was made ready", (all) => goesOn(all, "ready", true)],
    ["one that was perhaps made ready, for the answer was cut off", (all) => goesOn(all, "ready", false)],
    [
      "an order and an invoice of a request that was cut off",
      ({ ledger, items, documents }) => {
        ledger.note({ kind: "place", accountid: "ben", vendorid: "central", key: "o-2", body: {} });
        items.set("ben central", { accountid: "ben", vendorid: "central", orderid: "o-2", status: "placing" });
        documents.set("invoices/ben/central/2026/11/o-2.json", "{}");
      },
    ],
  ];
  for (const [what, happens] of fine) {
    it(`has nothing against ${what}`, () => {
      const all = well();
      happens(all);
      expect(wrongs(all.ledger, all)).to.deep.equal([]);
    });
  }

  const damages: [string, (all: ReturnType<typeof well>) => unknown, string][] = [
    ["a lost invoice", ({ documents }) => documents.delete(order.invoice), "its invoice is not as it should be"],
    ["an invoice cut short", ({ documents }) => documents.set(order.invoice, "{"), "its invoice is not as it should be"],
    [
      "an invoice a cent wrong",
      ({ documents }) => documents.set(order.invoice, JSON.stringify({ ...invoice, total: 901 })),
      "its invoice is not",
    ],
    ["a lost order", ({ items }) => items.delete(slot), "its slot is gone"],
    [
      "an order further than anybody asked",
      ({ items }) => items.set(slot, { ...item, status: "ready" }),
      "was placed and is ready",
    ],
    [
      "an order behind what was told",
      (all) => {
        goesOn(all, "ready", true);
        all.items.set(slot, item);
      },
      "was placed, ready and is placed",
    ],
    ["an order that was unmade", ({ items }) => items.set(slot, { ...item, status: "placing" }), "was placed and is placing"],
    [
      "another order in its place",
      ({ items }) => items.set(slot, { ...item, orderid: "o-2" }),
      "it never ended, and its slot holds o-2",
    ],
    [
      "an order that was refused or never asked for",
      ({ items }) => items.set("ben central", { ...item, accountid: "ben", orderid: "o-2" }),
      "nobody was told",
    ],
    [
      "an invoice of such an order",
      ({ documents }) => documents.set("invoices/ben/central/2026/11/o-2.json", "{}"),
      "of no order that anybody was told of",
    ],
    [
      "a credit note of an order that was not cancelled",
      ({ documents }) => documents.set(creditNoteKey(order.invoice), "{}"),
      "of no order that",
    ],
    ["a cancelled order without a credit note", (all) => goesOn(all, "cancelled", true), "its credit note does not take it back"],
    [
      "an order that was cancelled and made",
      (all) => {
        goesOn(all, "cancelled", true);
        goesOn(all, "ready", true);
      },
      "it was cancelled and made",
    ],
    ["an order missing in the queue", ({ queues }) => queues.set("central", []), "the queue of central shows"],
    ["an order its customer does not see", ({ seen }) => seen.set(slot, undefined), "the customer sees undefined"],
    ["a shop that was not told", ({ mails }) => mails.pop(), "the shop heard of it 0 times"],
    ["a shop that was told twice", ({ mails }) => mails.push(...mails), "the shop heard of it 2 times"],
  ];
  for (const [what, damage, wrong] of damages) {
    it(`notices ${what}`, () => {
      const all = well();
      damage(all);
      expect(wrongs(all.ledger, all).join("\n")).to.contain(wrong);
    });
  }
});
