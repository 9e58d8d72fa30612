// A customer looks how far the order is; staff look up one at their shop.
import { refusal } from "./errors";
import type { Order } from "./order";
import { parameter } from "./parameter";
import { answering } from "./proxy";
import { isActive, type Orders, orderOf, readSlot } from "./slot";

export function getOrder({ orders, now }: { orders: Orders; now: () => Date }) {
  return answering(async ({ caller, query }): Promise<Order> => {
    const vendorid = parameter(query, "vendorid");
    const accountid = parameter(query, "accountid", caller.accountid);
    // Before anything is read: a stranger learns nothing from the answer, not even whether there is an order.
    if (accountid !== caller.accountid && caller.staffOf !== vendorid) {
      throw refusal("Forbidden", "This order is not yours: leave accountid out to see your own; staff see their own shop's");
    }
    const slot = await readSlot(orders, { accountid, vendorid });
    if (!isActive(slot, now()))
      throw refusal(
        "OrderNotFound",
        "There is no active order there: it was never placed, or was collected, cancelled or expired",
      );
    return orderOf(slot);
  });
}
