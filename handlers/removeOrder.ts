// When a step failed before the order stood: takes the reservation and its invoice back, and nothing of anybody else's.
import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { type Changed, changedBy } from "./confirmOrder";
import { refusing } from "./errors";
import { etagOf, type Invoices, invoiceText } from "./invoice";
import { checkRepeated, requestHash } from "./key";
import { invoiceKey } from "./order";
import type { PlaceOrderInput } from "./placeOrder";
import { parseKey, parseOrder } from "./request";
import { deleteEmptied, takeBack } from "./reservation";
import { type Orders, readSlot, type Slot } from "./slot";

export type RemoveOrderResult =
  /** Nothing of this order is left. */
  | { readonly outcome: "removed" }
  /** A twin with the same key still places it. */
  | { readonly outcome: "uncertain" }
  /** It was confirmed after all, by a twin or by a step whose answer was lost: it stands. */
  | Changed;

export function removeOrder({ orders, invoices, now }: { orders: Orders; invoices: Invoices; now: () => Date }) {
  /** Refuses what PlaceOrder, which may not have come so far, would have refused: another order under a key that is known. */
  return refusing(async ({ accountid, key, body, execution }: PlaceOrderInput): Promise<RemoveOrderResult> => {
    const orderid = parseKey(key) ?? execution;
    const request = parseOrder(body, accountid);
    const at = { accountid, vendorid: request.vendorid };
    let slot = await readSlot(orders, at);
    if (slot?.orderid === orderid && slot.status === "placing" && slot.reservedby === execution) {
      // Refused: a twin was faster, or an earlier try of this step did it and its answer was lost.
      slot = (await takeBack(orders, slot, execution, now())) ?? (await readSlot(orders, at));
    }
    if (slot?.orderid === orderid) {
      checkRepeated(slot, requestHash(request), now());
      return slot.status === "placing" ? { outcome: "uncertain" } : changedBy(slot, slot.confirmedby === execution);
    }
    if (slot?.reservedby === execution && slot.removed === orderid) {
      await removeInvoice({ ...slot, orderid });
      if (slot.ids.length === 0) await deleteEmptied(orders, slot);
    }
    return { outcome: "removed" };
  });

  /** Only the text this reservation wrote: another reservation of the same key may have written its own since. */
  async function removeInvoice(slot: Slot): Promise<void> {
    const invoice = { Bucket: invoices.bucket, Key: invoiceKey(slot), IfMatch: etagOf(invoiceText(slot)) };
    try {
      await invoices.s3.send(new DeleteObjectCommand(invoice));
    } catch (error) {
      const gone = error instanceof Error && ["NoSuchKey", "NotFound", "PreconditionFailed"].includes(error.name);
      if (!gone) throw error;
    }
  }
}
