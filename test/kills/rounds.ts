// Rounds of load, death and restart. After each restart all that was ever answered is held against all that there is.
import { join } from "node:path";
import { randomFrom } from "../../local/random";
import { ready, start } from "../process";
import { projectWith, withAddresses } from "../project";
import { askAgain } from "./again";
import { wrongs } from "./check";
import { fillUp, kill, killStarting } from "./death";
import type { MakeDisk } from "./disk";
import { isOpen, Ledger } from "./ledger";
import { People } from "./people";
import { planOf } from "./plan";
import { look, type World } from "./world";

export interface Settings {
  readonly seed: number;
  readonly rounds: number;
  /** Requests a round, at most. */
  readonly size: number;
  /** What fills up in the midst of the load; without it the load ends by `kill -9`. */
  readonly makeDisk?: MakeDisk | undefined;
  readonly say?: (line: string) => void;
}

/** Over all rounds. */
export interface Figures {
  rounds: number;
  /** Sent under load, and of these cut off or told that nobody knows. */
  requests: number;
  open: number;
  /** Told to somebody. */
  orders: number;
  /** Invoices and credit notes read whole, each anew after each restart. */
  documents: number;
  /** Restarts that were killed, too, before they were ready. */
  killedStarting: number;
}

export interface Result {
  readonly figures: Figures;
  /** None, if the promise holds. */
  readonly wrongs: readonly string[];
  /** In the end. */
  readonly ledger: Ledger;
  readonly world: World;
}

const customers = 8;

/** Under load: done, refused for a reason that the API tells, or not possible now. */
const expected = [200, 201, 404, 409, 422, 503];

/** @returns undefined if there can't be such a disk here */
export async function rounds({ seed, rounds: count, size, makeDisk, say = () => {} }: Settings): Promise<Result | undefined> {
  const dir = projectWith(withAddresses);
  const random = randomFrom(seed);
  const disk = makeDisk?.(dir, random);
  if (makeDisk && !disk) return undefined;
  const data = disk?.data ?? join(dir, ".local");
  const ledger = new Ledger();
  const people = new People(data, ledger);
  const figures: Figures = { rounds: 0, requests: 0, open: 0, orders: 0, documents: 0, killedStarting: 0 };
  const wrong: string[] = [];
  const again = () => start(dir, "--data", data);
  let run = again();
  const check = async (): Promise<World> => {
    const world = await look(await ready(run), people);
    figures.documents += world.documents.size;
    wrong.push(...wrongs(ledger, world).map((line) => `after round ${figures.rounds}: ${line}`));
    return world;
  };
  try {
    while (figures.rounds < count) {
      figures.rounds += 1;
      ledger.begin();
      await people.comeBack((await ready(run)).apiUrl ?? "");
      await people.come(customers);
      const plan = planOf(random, size, customers, people.shops.length);
      const end = disk ? await fillUp(run, plan, people, disk, again) : await kill(run, plan, people);
      const open = ledger.recent.filter(isOpen).length;
      figures.requests += ledger.recent.length;
      figures.open += open;
      const strange = ledger.recent.filter(({ answer }) => answer && !expected.includes(answer.status));
      end.push(...strange.map(({ answer }) => `a request was answered ${JSON.stringify(answer)}`));
      say(`round ${figures.rounds}: ${ledger.recent.length} requests, ${open} open, ${ledger.told.size} orders so far`);
      if (plan.killedStartingAfter !== undefined && (await killStarting(again(), plan.killedStartingAfter)))
        figures.killedStarting += 1;
      run = again();
      await people.comeBack((await ready(run)).apiUrl ?? "");
      await check();
      wrong.push(...[...end, ...(await askAgain(ledger, people))].map((line) => `round ${figures.rounds}: ${line}`));
    }
    const world = await check();
    figures.orders = ledger.told.size;
    return { figures, wrongs: wrong, ledger, world };
  } finally {
    run.child.kill("SIGKILL");
    await run.ended;
    disk?.remove();
  }
}
