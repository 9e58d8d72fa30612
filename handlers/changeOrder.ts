// A barista or the customer moves an order along its life: one conditional write, which only one of two can make.
import { type Claims, callerOf } from "./caller";
import { type Changed, changedBy } from "./confirmOrder";
import { refusal, refusing } from "./errors";
import { type Move, moves } from "./life";
import { epochSeconds, orderSeconds } from "./order";
import { parameter } from "./parameter";
import { changeSlot, type Orders, readSlot, type Slot, type SlotKey, secondsAfter } from "./slot";

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
  return refusing(async (input: ChangeOrderInput): Promise<ChangeOrderResult> => {
    const { event, claims, execution } = input;
    const caller = callerOf(claims);
    const query = { vendorid: input.vendorid, accountid: input.accountid || caller.accountid };
    const [vendorid, accountid] = [parameter(query, "vendorid"), parameter(query, "accountid")];
    const at = { accountid, vendorid };
    const move: Move = moves[event];
    const allowed = move.by === "staff" ? caller.staffOf === vendorid : caller.accountid === at.accountid;
    if (!allowed) throw refusal("Forbidden", `Only ${who(move, vendorid)} may say that an order is ${move.to}`);
    // What refused the write may be over when it is looked at, as for an order that is just being placed: look again.
    for (let attempt = 0; attempt < 4; attempt++) {
      const slot =
        (await write(at, move, caller.accountid, input)) ?? (await alreadyChanged(at, move, caller.accountid, execution));
      if (slot) return { ...changedBy(slot, slot.changedby === execution), slot };
    }
    throw new Error(`The slot of ${at.accountid} at ${vendorid} kept changing while it was told ${event}`);
  });

  function write(
    at: SlotKey,
    { from, to }: Move,
    changer: string,
    { execution, time }: ChangeOrderInput,
  ): Promise<Slot | undefined> {
    const set = { status: { S: to }, changedby: { S: execution }, changedat: { S: time }, changer: { S: changer } };
    return changeSlot(orders, at, {
      now: now(),
      condition: "#status = :from AND #expires > :now",
      values: { ":from": { S: from }, ":now": secondsAfter(now(), 0) },
      // Ended, it is out of the queue and stays for a day, so that who asks again is told.
      ...(to === "ready" ? { set } : { set: { ...set, expires: secondsAfter(now(), orderSeconds) }, remove: ["queue"] }),
    });
  }

  /** The refused change, if this execution or this caller made it before: a lost answer may be asked for again. Undefined: try again. */
  async function alreadyChanged(at: SlotKey, move: Move, caller: string, execution: string): Promise<Slot | undefined> {
    const slot = await readSlot(orders, at);
    // One that ended is still told of for a day, to those who may know; one never confirmed is not.
    const known = slot && slot.orderid !== "" && slot.status !== "placing" && slot.expires > epochSeconds(now());
    if (!known) throw notFound(at);
    if (slot.status === move.to && (slot.changedby === execution || slot.changer === caller)) return slot;
    if (slot.status === move.from) return undefined;
    throw refusal("WrongStatus", `The order is ${slot.status}: only one that is ${move.from} can become ${move.to}`);
  }
}

function notFound({ vendorid }: SlotKey): Error {
  return refusal("OrderNotFound", `There is no order at ${vendorid} to change: it was never placed, or has expired`);
}

function who({ by }: Move, vendorid: string): string {
  return by === "staff" ? `the staff of ${vendorid}` : "the customer who placed it";
}
