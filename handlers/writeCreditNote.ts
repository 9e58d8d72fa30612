// After a cancellation: the invoice stays as it was issued, and a credit note beside it takes its amount back.
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { creditNoteText, type Invoices } from "./invoice";
import { creditNoteKey } from "./order";
import type { Slot } from "./slot";

export function writeCreditNote({ invoices }: { invoices: Invoices }) {
  return async (slot: Slot): Promise<{ creditnote: string }> => {
    const creditnote = creditNoteKey(slot);
    await invoices.s3.send(
      new PutObjectCommand({
        Bucket: invoices.bucket,
        Key: creditnote,
        Body: creditNoteText(slot),
        ContentType: "application/json; charset=utf-8",
      }),
    );
    return { creditnote };
  };
}
