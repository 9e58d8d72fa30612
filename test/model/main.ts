// `npm run model`: random days by the thousand, and the page on what came of them.
import { fork } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import fc from "fast-check";
import { madeBy, writeProof } from "../../scripts/proof";
import { withShop } from "../api/alone";
import { root } from "../project";
import { dayOf } from "./day";
import type { Figures } from "./days";

const usage = "npm run model -- [--days 20000] [--at-once 2] [--minutes 120] [--seed 1] [--path PATH] [--write]";

interface Asked {
  readonly days: number;
  readonly minutes: number;
  readonly seed: number;
  readonly path: string | undefined;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      days: { type: "string", default: "20000" },
      "at-once": { type: "string", default: "2" },
      minutes: { type: "string", default: "120" },
      seed: { type: "string", default: "1" },
      path: { type: "string" },
      write: { type: "boolean", default: false },
    },
  });
  const { path, write } = values;
  const [days, minutes, seed, towns] = [values.days, values.minutes, values.seed, values["at-once"]].map(Number);
  if (!(days && days >= 1 && minutes && minutes > 0 && towns && towns >= 1 && Number.isInteger(seed)))
    throw new Error(`not a number\nusage: ${usage}`);
  const asked = { days, minutes, seed: seed ?? 1, path };
  const started = performance.now();
  const figures = towns === 1 || path !== undefined ? await live(asked) : await liveApart(asked, towns);
  // A town of its own that another process asked for.
  process.send?.(figures);
  const text = page(figures, asked.seed, towns, (performance.now() - started) / 60_000);
  console.log(text);
  if (write) writeProof("model", text);
}

/** @throws Error naming the smallest day on which the promise is broken, its seed and its path */
async function live({ days: numRuns, minutes, seed, path }: Asked): Promise<Figures> {
  let figures: Figures | undefined;
  await withShop(async (shop) => {
    const { Days } = await import("./days");
    const days = await Days.open(shop);
    const limit = { interruptAfterTimeLimit: minutes * 60_000, ...(path !== undefined && { path }) };
    await fc.assert(fc.asyncProperty(dayOf(5), days.live), { numRuns, seed, ...limit });
    figures = days.figures;
  });
  if (!figures) throw new Error("no day was lived");
  return figures;
}

/** Half of a day's time goes into waiting: several towns at once, each a process with a share of the days and a seed of its own. */
async function liveApart({ days, minutes, seed }: Asked, towns: number): Promise<Figures> {
  const shares = Array.from({ length: towns }, (_, town) => {
    const share = Math.floor((days + town) / towns);
    const args = ["--days", share, "--at-once", 1, "--minutes", minutes, "--seed", seed + town].map(String);
    return new Promise<Figures>((resolve, reject) => {
      const child = fork(__filename, args, {
        execArgv: ["-r", join(root, "scripts/register.js")],
        stdio: ["ignore", "ignore", "inherit", "ipc"],
      });
      child.on("message", (figures) => resolve(figures as Figures));
      child.on("exit", (code) => reject(new Error(`the town with seed ${seed + town} ended with ${code}`)));
    });
  });
  return (await Promise.all(shares)).reduce((all, one) => ({
    days: all.days + one.days,
    rounds: [all.rounds[0] + one.rounds[0], all.rounds[1] + one.rounds[1], all.rounds[2] + one.rounds[2]],
    answers: sums(all.answers, one.answers),
    struck: sums(all.struck, one.struck),
    orders: all.orders + one.orders,
  }));
}

function sums(one: Readonly<Record<string, number>>, other: Readonly<Record<string, number>>): Record<string, number> {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return Object.fromEntries(names.map((name) => [name, (one[name] ?? 0) + (other[name] ?? 0)]));
}

function page({ days, rounds, answers, struck, orders }: Figures, seed: number, towns: number, minutes: number): string {
  const counted = (figures: Record<string, number>) =>
    Object.entries(figures)
      .sort()
      .map(([name, number]) => `${name}: ${number}`)
      .join(", ");
  const rows = [
    ["days", days],
    ["rounds of one, two and three requests at the same time", rounds.join(", ")],
    ["answers by status", counted(answers)],
    ["orders that somebody was told of", orders],
    ["calls of a service that went wrong", counted(struck)],
    ["days on which the promise was broken", 0],
  ];
  return `# Random days

${madeBy(`npm run model -- --days ${days} --at-once ${towns} --seed ${seed}`, minutes.toFixed(0))}.

| | |
| --- | --- |
${rows.map((row) => `| ${row.join(" | ")} |`).join("\n")}

On each day three customers and the baristas of two shops order, with and without a key, cancel, prepare, hand out, look and let orders expire,
up to three at the same time, in up to five rounds; the calls to table and bucket that they make meanwhile go on one by one in a random order, and in
a third of the rounds one or two services fail. After each round table, bucket, mails and answers are held against the promise:

- at most one active order per customer and shop, and one that was answered 201 is there, active, until it is collected, cancelled or expired;
- its invoice is there and stays as it was, also afterwards; a cancelled one has its credit note;
- what was refused or failed left no order, and an invoice only if it may stand or something died;
- the same key is answered with the same order;
- a status moves along its life only; each mail says something true;
- nobody sees an order or an invoice that isn't theirs.

A day that breaks it is made smaller until nothing can be left out, and printed with the seed and the path that live it again.`;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
