// Callers who ask what the plan says, one thing after another.
import type { People } from "./people";
import type { Ask } from "./plan";

/** Requests under way at any time. */
const callers = 8;

/** @param answered told of each status, undefined if there was no answer; false ends the load */
export async function load(
  asks: readonly Ask[],
  people: People,
  answered: (status: number | undefined) => boolean,
): Promise<void> {
  let next = 0;
  const caller = async () => {
    for (let ask = asks[next++]; ask; ask = asks[next++]) if (!answered(await send(ask, asks, people))) break;
  };
  await Promise.all(Array.from({ length: callers }, caller));
}

async function send(ask: Ask, asks: readonly Ask[], people: People): Promise<number | undefined> {
  const meant = ask.kind === "repeat" ? asks[ask.of] : ask;
  if (!meant || meant.kind === "repeat") throw new Error("a repeated ask repeats an order");
  const { accountid = "" } = people.customers[meant.customer] ?? {};
  const { vendorid = "", city } = people.shops[meant.shop] ?? {};
  const at = { accountid, vendorid };
  if (meant.kind === "change") return (await people.change({ kind: "change", ...at, status: meant.status }))?.status;
  const body = { order: { vendorid, city, details: meant.order } };
  return (await people.place({ kind: "place", ...at, key: meant.key, body }))?.status;
}
