// The slot protocol's writes: reserve, renew, confirm, take back, and what keeps the slot small. The order of steps and why is in docs/slot.md.
import { DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import { orderSeconds, reservationSeconds } from "./order";
import { changeSlot, keyOf, type Orders, type Slot, type SlotKey, secondsAfter, storedId, unlessRefused } from "./slot";

/** What a reservation writes; the rest of a slot follows from it. */
export type Reservation = Omit<
  Slot,
  "ids" | "expires" | "status" | "confirmedby" | "changedby" | "changedat" | "changer" | "removed"
>;

/** The slot is free if nothing is there, or an order that ended or expired; an order it remembers can't be made twice. */
export function reserve(orders: Orders, reservation: Reservation, now: Date): Promise<Slot | undefined> {
  const { accountid, vendorid, details, total, ...texts } = reservation;
  return changeSlot(
    orders,
    { accountid, vendorid },
    {
      now,
      condition:
        "attribute_not_exists(#accountid) OR NOT contains(#ids, :id) AND #expires <= :now OR NOT contains(#ids, :id) AND #status IN (:collected, :cancelled)",
      set: {
        ...Object.fromEntries(Object.entries(texts).map(([name, value]) => [name, { S: value }])),
        details: {
          M: {
            coffeetype: { S: details.coffeetype },
            coffeesize: { S: details.coffeesize },
            unitprice: { N: String(details.unitprice) },
            quantity: { N: String(details.quantity) },
          },
        },
        total: { N: String(total) },
        status: { S: "placing" },
        expires: secondsAfter(now, reservationSeconds),
      },
      compute: "#ids = list_append(if_not_exists(#ids, :none), :mine)",
      // `changedby` stays: who ended the last order, and was not told so, must know itself again.
      remove: ["confirmedby", "changedat", "changer", "removed", "queue"],
      values: {
        ":now": secondsAfter(now, 0),
        ":id": storedId(reservation.orderid),
        ":collected": { S: "collected" },
        ":cancelled": { S: "cancelled" },
        ":none": { L: [] },
        ":mine": { L: [storedId(reservation.orderid)] },
      },
    },
  );
}

/** A second request with the same key goes on with the reservation as stored, and has its full time for it. */
export function renew(orders: Orders, at: SlotKey, orderid: string, now: Date): Promise<Slot | undefined> {
  return changeSlot(orders, at, {
    now,
    condition: "#orderid = :mine AND #status = :placing",
    set: { expires: secondsAfter(now, reservationSeconds) },
    values: { ":mine": { S: orderid }, ":placing": { S: "placing" } },
  });
}

/** Ids that a slot remembers: the API promises to know the last 20 keys. */
const mostIds = 20;

/** Makes the reservation an order: from here on it counts, and stands in the shop's queue. */
export function confirm(
  orders: Orders,
  { orderid, reservedby, ids, ...at }: SlotKey & Pick<Slot, "orderid" | "reservedby" | "ids">,
  execution: string,
  now: Date,
): Promise<Slot | undefined> {
  return changeSlot(orders, at, {
    now,
    // That very reservation: the same key may have been taken back and reserved anew, with another invoice.
    condition: "#orderid = :mine AND #status = :placing AND #reservedby = :reservation",
    set: {
      status: { S: "placed" },
      confirmedby: { S: execution },
      queue: { S: at.vendorid },
      expires: secondsAfter(now, orderSeconds),
      // The reservation's own, which nobody else changes while it stands.
      ...(ids.length > mostIds && { ids: { L: ids.slice(-mostIds).map(storedId) } }),
    },
    values: { ":mine": { S: orderid }, ":placing": { S: "placing" }, ":reservation": { S: reservedby } },
  });
}

/** Takes this execution's own, unconfirmed reservation back; it leaves the ids of earlier orders, and a mark for its own retry. */
export function takeBack(orders: Orders, slot: Slot, execution: string, now: Date): Promise<Slot | undefined> {
  return changeSlot(orders, slot, {
    now,
    condition: "#orderid = :mine AND #status = :placing AND #reservedby = :execution",
    set: {
      orderid: { S: "" },
      removed: { S: slot.orderid },
      status: { S: "cancelled" },
      ids: { L: slot.ids.slice(0, -1).map(storedId) },
    },
    values: { ":mine": { S: slot.orderid }, ":placing": { S: "placing" }, ":execution": { S: execution } },
  });
}

/** An emptied slot that remembers no earlier order has nothing more to say. */
export async function deleteEmptied({ db, table }: Orders, slot: Slot): Promise<void> {
  const command = new DeleteItemCommand({
    TableName: table,
    Key: keyOf(slot),
    ConditionExpression: "removed = :removed AND reservedby = :reservedby AND orderid = :none",
    ExpressionAttributeValues: {
      ":removed": { S: slot.removed ?? "" },
      ":reservedby": { S: slot.reservedby },
      ":none": { S: "" },
    },
  });
  // Refused: somebody orders here already, and the slot is theirs.
  await unlessRefused(db.send(command));
}
