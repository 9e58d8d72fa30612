// A customer opens the invoice: a link that works for a while and for this one object.
import { GetObjectCommand, HeadObjectCommand } from "@aws-sdk/client-s3";
import { refusal } from "./errors";
import type { Invoices } from "./invoice";
import { parameter } from "./parameter";
import { presign } from "./presign";
import { answering } from "./proxy";

/** How long the link works, in seconds. */
const expiresin = 900;

export function getInvoice({ invoices }: { invoices: Invoices }) {
  return answering(async ({ caller, query }): Promise<{ url: string; expiresin: number }> => {
    const objectKey = parameter(query, "objectKey");
    const [folder, accountid, vendorid] = objectKey.split("/");
    const allowed =
      folder === "invoices" && (accountid === caller.accountid || (vendorid !== undefined && vendorid === caller.staffOf));
    if (!allowed)
      throw refusal("Forbidden", "This invoice is not yours: send the `invoice` of an order of your own or of your shop");
    const object = { Bucket: invoices.bucket, Key: objectKey };
    try {
      await invoices.s3.send(new HeadObjectCommand(object));
    } catch (error) {
      const missing = error instanceof Error && ["NotFound", "NoSuchKey"].includes(error.name);
      throw missing
        ? refusal("InvoiceNotFound", "There is no invoice under this objectKey: send an order's `invoice` unchanged")
        : error;
    }
    return { url: await presign(invoices.s3, new GetObjectCommand(object), expiresin), expiresin };
  });
}
