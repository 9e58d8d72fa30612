// Second step of a new order: its invoice, before anybody is told that the order stands.
import { HeadObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { etagOf, type Invoices, invoiceText } from "./invoice";
import { invoiceKey } from "./order";
import { type Orders, readSlot, type Slot } from "./slot";

export function writeInvoice({ orders, invoices }: { orders: Orders; invoices: Invoices }) {
  return async (slot: Slot): Promise<{ invoice: string }> => {
    const invoice = invoiceKey(slot);
    const object = { Bucket: invoices.bucket, Key: invoice };
    const text = invoiceText(slot);
    if (await put({ IfNoneMatch: "*" })) return { invoice };
    const { ETag: found } = await invoices.s3.send(new HeadObjectCommand(object));
    // Our own earlier try, or a twin's with the same key.
    if (found === etagOf(text)) return { invoice };
    // An earlier reservation of this key left its text: who holds the slot now may replace it. Looked at after the text was seen
    // and before the write that names it, so that a late twin can't write over the invoice of a later reservation.
    const now = await readSlot(orders, slot);
    const holds = now?.orderid === slot.orderid && now.reservedby === slot.reservedby;
    if (holds && (await put({ IfMatch: found }))) return { invoice };
    throw new Error(
      `The reservation of order ${slot.orderid} at ${slot.vendorid} is gone, or its invoice was just written by another`,
    );

    /** False if the condition refused it, or another write was under way. */
    async function put(condition: { IfNoneMatch: "*" } | { IfMatch: string | undefined }): Promise<boolean> {
      const content = { Body: text, ContentType: "application/json; charset=utf-8" };
      try {
        await invoices.s3.send(new PutObjectCommand({ ...object, ...content, ...condition }));
        return true;
      } catch (error) {
        if (error instanceof Error && ["PreconditionFailed", "ConditionalRequestConflict"].includes(error.name)) return false;
        throw error;
      }
    }
  };
}
