// `npm run kills`: `npm start` killed and starved under load, many times over; ends with 1 if an order that was answered suffered by it.
import { parseArgs } from "node:util";
import { madeBy, writeProof } from "../scripts/proof";
import { limitedFiles, type MakeDisk, mounted } from "../test/kills/disk";
import { type Result, rounds } from "../test/kills/rounds";
import { removeProjects } from "../test/project";

const usage = "npm run kills -- [--rounds 20] [--seed NUMBER] [--write]";

/** Requests a round. */
const size = 150;

const ways: readonly { readonly name: string; readonly share: number; readonly makeDisk?: MakeDisk }[] = [
  { name: "`kill -9`", share: 1 },
  { name: "a file that can't grow", share: 1 / 4, makeDisk: limitedFiles },
  { name: "a full disk", share: 1 / 4, makeDisk: mounted },
];

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: "string", default: "20" },
      seed: { type: "string", default: String(Date.now() % 1_000_000) },
      write: { type: "boolean", default: false },
    },
  });
  const [count, seed] = [Number(values.rounds), Number(values.seed)];
  if (!(count >= 1) || !Number.isInteger(seed)) throw new Error(`--rounds and --seed are whole numbers\nusage: ${usage}`);
  const started = performance.now();
  const results: [name: string, result: Result | undefined][] = [];
  for (const { name, share, makeDisk } of ways) {
    console.log(`${name}, seed ${seed}`);
    const result = await rounds({ seed, rounds: Math.ceil(count * share), size, makeDisk, say: console.log });
    for (const wrong of result?.wrongs ?? []) console.log(`WRONG: ${wrong}`);
    if (!result) console.log("not possible here: it takes Linux, and a full disk the right to mount one");
    results.push([name, result]);
  }
  const minutes = ((performance.now() - started) / 60_000).toFixed(1);
  const made = `${madeBy(`npm run kills -- --rounds ${count} --seed ${seed}`, minutes)}.`;
  const page = [title, made, table(results), explanation].join("\n\n");
  console.log(`\n${page}`);
  if (results.some(([, result]) => result && result.wrongs.length > 0)) process.exitCode = 1;
  if (values.write) writeProof("kills", page);
}

const title = "# Killed on purpose";

const explanation = `In each round 8 new customers and the baristas of 5 shops send up to ${size} requests, 8 at a time: orders with and without a key, some
repeated under the same key, some not on the menu, and changes. In the midst of it the process ends: by \`kill -9\`, and in one round of
four the next start by another while it comes up; or because nothing can be written any more. Then it says so, answers 503, ends by itself,
and writes nothing more even if there is room again at once. After the restart everything that was ever answered is held against the table, every
document in the bucket, the queues, what the customers see, and the mails:

- an order that was told to anybody is in its slot, or ended by somebody who may; its invoice is there in full, and so is its credit note;
- nothing is there that nobody was told of, but for requests that were cut off;
- no status went back, and none went further than somebody asked;
- no shop was told twice of an order;
- the same key is answered with the same order, and what was cut off is answered when it is asked again.

Nothing is synced to the disk before it is answered: this is about processes that die and disks that fill up, not about power cuts.`;

function table(results: readonly [string, Result | undefined][]): string {
  const rows: [string, (result: Result) => number][] = [
    ["rounds", ({ figures }) => figures.rounds],
    ["requests under load", ({ figures }) => figures.requests],
    ["of them cut off, or told that it is not known", ({ figures }) => figures.open],
    ["starts killed as well", ({ figures }) => figures.killedStarting],
    ["orders that somebody was told of", ({ figures }) => figures.orders],
    ["documents read in full after restarts", ({ figures }) => figures.documents],
    ["wrong", ({ wrongs }) => wrongs.length],
  ];
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |`;
  const body = rows.map(([name, figure]) =>
    line([name, ...results.map(([, result]) => (result ? figure(result) : "not possible there"))]),
  );
  return [line(["", ...results.map(([name]) => name)]), line(["---", ...results.map(() => "--:")]), ...body].join("\n");
}

main()
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  })
  .finally(removeProjects);
