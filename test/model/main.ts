// `npm run model`: random days by the thousand, and the page on what came of them.
import { parseArgs } from "node:util";
import fc from "fast-check";
import { madeBy, writeProof } from "../../scripts/proof";
import { withShop } from "../api/alone";
import { day } from "./day";
import type { Figures } from "./days";

const usage = "npm run model -- [--days 20000] [--minutes 120] [--seed 1] [--path PATH] [--write]";

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      days: { type: "string", default: "20000" },
      minutes: { type: "string", default: "120" },
      seed: { type: "string", default: "1" },
      path: { type: "string" },
      write: { type: "boolean", default: false },
    },
  });
  const [numRuns, minutes, seed] = [Number(values.days), Number(values.minutes), Number(values.seed)];
  if (!(numRuns >= 1) || !(minutes > 0) || !Number.isInteger(seed)) throw new Error(`not a number\nusage: ${usage}`);
  await withShop(async (shop) => {
    const { Days } = await import("./days");
    const days = await Days.open(shop);
    const started = performance.now();
    // Throws, naming the smallest such day, its seed and its path, if the promise is broken.
    await fc.assert(fc.asyncProperty(day, days.live), {
      numRuns,
      seed,
      interruptAfterTimeLimit: minutes * 60_000,
      ...(values.path !== undefined && { path: values.path }),
    });
    const text = page(days.figures, seed, (performance.now() - started) / 60_000);
    console.log(text);
    if (values.write) writeProof("model", text);
  });
}

function page({ days, rounds, answers, struck, orders }: Figures, seed: number, minutes: number): string {
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

${madeBy(`npm run model -- --days ${days} --seed ${seed}`, minutes.toFixed(0))}.

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
