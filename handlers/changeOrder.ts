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
    let tried: Slot | undefined;
    // What refused the write may be over when it is looked at, as for an order that is just being placed: look again.
    for (let attempt = 0; attempt < 4; attempt++) {
      const slot = await readSlot(orders, at);
      if (tried && slot?.orderid !== tried.orderid) {
        // The write's answer was lost, and the customer ordered again since.
        if (slot?.changedby === execution) return made({ ...tried, status: move.to, changedat: input.time });
        throw new Error(`The slot of ${accountid} at ${vendorid} has another order since it was told ${event}`);
      }
      const found = standing(slot, at, execution);
      if (found.changedby === execution) return made(found);
      if (found.status === move.to && found.changer === caller.accountid) return { ...changedBy(found, false), slot: found };
      if (found.status !== move.from) throw wrongStatus(found, move);
      const written = await write(found, move, caller.accountid, input);
      if (written) return made(written);
      tried = found;
    }
    throw new Error(`The slot of ${accountid} at ${vendorid} kept changing while it was told ${event}`);
  });

  /** Only that very order: another may take its place as soon as it has ended. */
  function write(slot: Slot, { from, to }: Move, changer: string, input: ChangeOrderInput): Promise<Slot | undefined> {
    const { execution, time } = input;
    const set = { status: { S: to }, changedby: { S: execution }, changedat: { S: time }, changer: { S: changer } };
    return changeSlot(orders, slot, {
      now: now(),
      condition: "#orderid = :mine AND #status = :from AND #expires > :now",
      values: { ":mine": { S: slot.orderid }, ":from": { S: from }, ":now": secondsAfter(now(), 0) },
      // Ended, it is out of the queue and stays for a day, so that who asks again is told.
      ...(to === "ready" ? { set } : { set: { ...set, expires: secondsAfter(now(), orderSeconds) }, remove: ["queue"] }),
    });
  }

  /** The order in the slot. One that ended is still told of for a day, to those who may know; one never confirmed is not. */
  function standing(slot: Slot | undefined, at: SlotKey, execution: string): Slot {
    const isConfirmed = slot !== undefined && slot.orderid !== "" && slot.status !== "placing";
    // This step, tried again: what it ended is no longer here, and what is here is another order.
    if (slot?.changedby === execution && (!isConfirmed || slot.status === "placed"))
      throw new Error(`Order ${slot.orderid} has taken the place of the one that ${execution} changed`);
    if (isConfirmed && slot.expires > epochSeconds(now())) return slot;
    throw notFound(at);
  }
}

function made(slot: Slot): ChangeOrderResult {
  return { ...changedBy(slot, true), slot };
}

function wrongStatus({ status }: Slot, { from, to }: Move): Error {
  return refusal("WrongStatus", `The order is ${status}: only one that is ${from} can become ${to}`);
}

function notFound({ vendorid }: SlotKey): Error {
  return refusal("OrderNotFound", `There is no order at ${vendorid} to change: it was never placed, or has expired`);
}

function who({ by }: Move, vendorid: string): string {
  return by === "staff" ? `the staff of ${vendorid}` : "the customer who placed it";
}
