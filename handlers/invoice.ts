// The invoice: a document a customer can read and an accountant can keep.
import { createHash } from "node:crypto";
import type { S3Client } from "@aws-sdk/client-s3";
import { money } from "./order";
import type { Slot } from "./slot";

/** Where invoices are kept. */
export interface Invoices {
  readonly s3: S3Client;
  readonly bucket: string;
}

/** Takes the whole invoice back: the same lines with the amounts against it, dated by the cancellation. */
export function creditNoteText(slot: Slot): string {
  const { lines, total, currency, ...invoice } = invoiceOf(slot);
  const creditNote = {
    creditnote: `${slot.orderid}.credit`,
    ...invoice,
    date: slot.changedat,
    lines: lines.map((line) => ({ ...line, quantity: -line.quantity, amount: -line.amount })),
    total: -total,
    currency,
    payable: `-${money(total, currency)}`,
  };
  return `${JSON.stringify(creditNote, null, 2)}\n`;
}

/** From the stored order alone: the same text at every retry, another for another reservation. */
export function invoiceText(slot: Slot): string {
  return `${JSON.stringify(invoiceOf(slot), null, 2)}\n`;
}

function invoiceOf(slot: Slot) {
  const { orderid, orderdate, vendorid, vendorname, city, accountid, details, total, currency, reservedby } = slot;
  const { coffeetype, coffeesize, quantity, unitprice } = details;
  return {
    invoice: orderid,
    date: orderdate,
    vendor: { vendorid, name: vendorname, city },
    customer: accountid,
    lines: [{ item: `${coffeetype}, ${coffeesize}`, quantity, unitprice, amount: total }],
    total,
    currency,
    payable: money(total, currency),
    reference: reservedby,
  };
}

/** S3's ETag of a text stored with SSE-S3 in one PUT: its MD5, quoted (S3 API Reference, "Object"). */
export function etagOf(text: string): string {
  return `"${createHash("md5").update(text).digest("hex")}"`;
}
