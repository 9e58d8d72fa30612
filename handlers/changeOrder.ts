// A barista or the customer moves an order along its life: one conditional write, which only one of two can make.
import { type Claims, callerOf } from "./caller";
import { type Changed, changedBy } from "./confirmOrder";
import { refusal, refusing } from "./errors";
import { type Move, moves } from "./life";
import { epochSeconds, orderSeconds } from "./order";
import { changeSlot, type Orders, readSlot, type Slot, type SlotKey } from "./slot";

export interface ChangeOrderInput {
  /** One of `moves`. */
  readonly event: keyof typeof moves;
  readonly claims: Claims;
  readonly vendorid: string;
  /** Whose order, or empty for the caller's own. */
  readonly accountid: string;
  /** The execution's name, and when it started, ISO 8601. */
  readonly execution: string;
  readonly time: string;
}

/** `slot` is what a credit note is written from. */
export type ChangeOrderResult = Changed & { readonly slot: Slot };

export function changeOrder({ orders, now }: { orders: Orders; now: () => Date }) {
  /** What it refuses is an answer; an error is a technical failure. */
  return refusing(
    async ({ event, claims, vendorid, accountid, execution, time }: ChangeOrderInput): Promise<ChangeOrderResult> => {
      const caller = callerOf(claims);
      const at = { accountid: accountid || caller.accountid, vendorid };
      const move: Move = moves[event];
      const allowed = move.by === "staff" ? caller.staffOf === vendorid : caller.accountid === at.accountid;
      if (!allowed) throw refusal("Forbidden", `Only ${who(move, vendorid)} may say that an order is ${move.to}`);
      const changed = await changeSlot(orders, at, {
        now: now(),
        condition: "#status = :from AND #expires > :now",
        set: {
          status: { S: move.to },
          changedby: { S: execution },
          changedat: { S: time },
          changer: { S: caller.accountid },
          ...(move.to !== "ready" && { expires: { N: String(epochSeconds(now()) + orderSeconds) } }),
        },
        // Out of the queue; the slot itself stays for a day, so that a repeated key is known.
        ...(move.to !== "ready" && { remove: ["queue"] }),
        values: { ":from": { S: move.from }, ":now": { N: String(epochSeconds(now())) } },
      });
      const slot = changed ?? (await alreadyChanged(at, move, execution, caller.accountid));
      return { ...changedBy(slot, slot.changedby === execution), slot };
    },
  );

  /** The refused change, if this execution or this caller made it before: a lost answer may be asked for again. */
  async function alreadyChanged(at: SlotKey, move: Move, execution: string, caller: string): Promise<Slot> {
    const slot = await readSlot(orders, at);
    // One that ended is still told of for a day, to those who may know; one never confirmed is not.
    const known = slot && slot.orderid !== "" && slot.status !== "placing" && slot.expires > epochSeconds(now());
    if (!known)
      throw refusal("OrderNotFound", `There is no order at ${at.vendorid} to change: it was never placed, or has expired`);
    if (slot.status === move.to && (slot.changedby === execution || slot.changer === caller)) return slot;
    throw refusal("WrongStatus", `The order is ${slot.status}: only one that is ${move.from} can become ${move.to}`);
  }
}

function who({ by }: Move, vendorid: string): string {
  return by === "staff" ? `the staff of ${vendorid}` : "the customer who placed it";
}
