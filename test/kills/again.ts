// After a restart everybody asks again: whoever had an answer gets the same one, whoever had none gets one now.
import type { Order } from "../../handlers/order";
import { isOpen, type Ledger, type Placing } from "./ledger";
import type { People } from "./people";

/** Asks with the same keys, and for the changes that were cut off. @returns what is wrong */
export async function askAgain({ recent }: Ledger, people: People): Promise<string[]> {
  const asked = [...recent];
  const wrong: string[] = [];
  const placed = asked.filter((each): each is Placing => each.kind === "place" && each.key !== undefined);
  for (const placing of placed.filter(({ answer }) => answer?.status === 201)) {
    wrong.push(...(await placeAgain(placing, people, placing.answer?.body)));
  }
  for (const placing of placed.filter(isOpen)) wrong.push(...(await placeAgain(placing, people)));
  for (const change of asked) {
    if (change.kind !== "change" || !isOpen(change)) continue;
    const again = await people.change(change);
    const done = again?.status === 200 && again.body.status === change.status;
    if (done || /^(WrongStatus|OrderNotFound)$/.test(again?.body.error ?? "")) continue;
    wrong.push(
      `${change.status} of ${change.accountid} at ${change.vendorid}, asked again, was answered ${JSON.stringify(again)}`,
    );
  }
  return wrong;
}

async function placeAgain(placing: Placing, people: People, before?: Order): Promise<string[]> {
  const again = await people.place(placing);
  const { orderid, orderdate, error = "" } = again?.body ?? {};
  const same = again?.status === 201 && orderid === placing.key && (!before || orderdate === before.orderdate);
  // It has ended, and others came after it; or, never answered, it was refused or overtaken.
  const fine = same || (before ? error === "KeyUsed" : /^(KeyUsed|OrderAlreadyActive|InvalidOrder)$/.test(error));
  return fine ? [] : [`key ${placing.key} was answered ${JSON.stringify(before)}, and again ${JSON.stringify(again)}`];
}
