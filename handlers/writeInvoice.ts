// Second step of a new order: its invoice, before anybody is told that the order stands.
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { type Invoices, invoiceText } from "./invoice";
import { invoiceKey } from "./order";
import type { Slot } from "./slot";

export function writeInvoice({ invoices }: { invoices: Invoices }) {
  return async (slot: Slot): Promise<{ invoice: string }> => {
    const invoice = invoiceKey(slot);
    await invoices.s3.send(
      new PutObjectCommand({
        Bucket: invoices.bucket,
        Key: invoice,
        Body: invoiceText(slot),
        ContentType: "application/json; charset=utf-8",
      }),
    );
    return { invoice };
  };
}
