// Third step of a new order: from here on it stands, and only now may the customer be told.
import { notice, type Order } from "./order";
import { confirm } from "./reservation";
import { type Orders, orderOf, readSlot, type Slot, type SlotKey } from "./slot";

export interface ConfirmOrderInput extends SlotKey {
  readonly orderid: string;
  /** Which reservation of it: the execution that made it. */
  readonly reservedby: string;
  /** Those the reservation remembers. */
  readonly ids: readonly string[];
  /** This execution's name. */
  readonly execution: string;
}

export interface Changed {
  /** `changed` by this execution, which so has to tell the shop: one notice a change. */
  readonly outcome: "changed" | "unchanged";
  readonly order: Order;
  /** What the shop is told. */
  readonly notice: string;
}

export function confirmOrder({ orders, now }: { orders: Orders; now: () => Date }) {
  return async ({ execution, ...reservation }: ConfirmOrderInput): Promise<Changed> => {
    const slot = (await confirm(orders, reservation, execution, now())) ?? (await readSlot(orders, reservation));
    if (slot?.orderid !== reservation.orderid || slot.status === "placing") {
      throw new Error(
        `The reservation of order ${reservation.orderid} at ${reservation.vendorid} is gone: it can't be confirmed`,
      );
    }
    return changedBy(slot, slot.confirmedby === execution);
  };
}

export function changedBy(slot: Slot, mine: boolean): Changed {
  const order = orderOf(slot);
  return { outcome: mine ? "changed" : "unchanged", order: mine ? { ...order, notified: false } : order, notice: notice(order) };
}
