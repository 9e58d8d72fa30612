// When a step failed before the order stood: takes the reservation and its invoice back, and nothing of anybody else's.
import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { etagOf, type Invoices, invoiceText } from "./invoice";
import { invoiceKey } from "./order";
import type { PlaceOrderInput } from "./placeOrder";
import { parseKey, parseOrder } from "./request";
import { deleteEmptied, takeBack } from "./reservation";
import { type Orders, readSlot, type Slot } from "./slot";

export function removeOrder({ orders, invoices, now }: { orders: Orders; invoices: Invoices; now: () => Date }) {
  return async ({ accountid, key, body, execution }: PlaceOrderInput): Promise<{ removed: boolean }> => {
    const orderid = parseKey(key) ?? execution;
    const slot = await readSlot(orders, { accountid, vendorid: parseOrder(body, accountid).vendorid });
    if (slot?.reservedby !== execution) return { removed: false };
    const mine = slot.orderid === orderid && slot.status === "placing";
    const emptied = mine ? await takeBack(orders, slot, execution, now()) : slot;
    // Not emptied by this execution, now or in an earlier try: a twin confirmed it, and its invoice stays.
    if (emptied?.orderid !== "" || emptied.removed !== orderid) return { removed: false };
    await removeInvoice({ ...emptied, orderid });
    if (emptied.ids.length === 0) await deleteEmptied(orders, emptied);
    return { removed: true };
  };

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
