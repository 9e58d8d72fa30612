// Third step of a new order: from here on it stands, and only now may the customer be told.
import { notice, type Order } from "./order";
import { confirm } from "./reservation";
import { type Orders, orderOf, readSlot, type SlotKey } from "./slot";

export interface ConfirmOrderInput extends SlotKey {
  readonly orderid: string;
  /** The execution's name. */
  readonly execution: string;
}

export interface ConfirmOrderResult {
  readonly order: Order;
  /** Whether this execution made the change, and so has to tell the shop: one notice an order. */
  readonly notify: boolean;
  /** What the shop is told. */
  readonly notice: string;
}

export function confirmOrder({ orders, now }: { orders: Orders; now: () => Date }) {
  return async ({ accountid, vendorid, orderid, execution }: ConfirmOrderInput): Promise<ConfirmOrderResult> => {
    const at = { accountid, vendorid };
    const slot = (await confirm(orders, at, orderid, execution, now())) ?? (await readSlot(orders, at));
    if (slot?.orderid !== orderid || slot.status === "placing") {
      throw new Error(`The reservation of order ${orderid} at ${vendorid} is gone: it can't be confirmed`);
    }
    const order = orderOf(slot);
    const notify = slot.confirmedby === execution;
    return { order: notify ? { ...order, notified: false } : order, notify, notice: notice(order) };
  };
}
