// `npm run fuzz`: hostile requests by the ten thousand, and the page on what came of it.
import { parseArgs } from "node:util";
import { machine, writeProof } from "../../scripts/proof";
import { withShop } from "../api/alone";
import type { Outcome } from "./campaign";

const usage = "npm run fuzz -- [--requests 20000] [--seed 1] [--write]";

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      requests: { type: "string", default: "20000" },
      seed: { type: "string", default: "1" },
      write: { type: "boolean", default: false },
    },
  });
  const [requests, seed] = [Number(values.requests), Number(values.seed)];
  if (!(requests >= 100) || !Number.isInteger(seed)) throw new Error("--requests is 100 or more, --seed a whole number");
  await withShop(async (shop) => {
    const { campaign, mostGrowth } = await import("./campaign");
    const started = performance.now();
    const outcome = await campaign(shop, { requests, seed });
    const text = page(outcome, seed, (performance.now() - started) / 1000);
    console.log(text);
    if (values.write) writeProof("fuzz", text);
    const { faults, unchanged, heap } = outcome;
    if (faults.length > 0 || !unchanged || heap[1] - heap[0] > mostGrowth) process.exitCode = 1;
  });
}

function page({ requests, statuses, faults, unchanged, heap, rss }: Outcome, seed: number, seconds: number): string {
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
  const grown = ([before, after]: [number, number]) => `${megabytes(before)} once warm, ${megabytes(after)} at the end`;
  return [
    "# Hostile input",
    "Made by `npm run fuzz -- --write`: generated requests over every route, eight at a time, on raw sockets: wrong methods, paths, queries,\nheaders, tokens, encodings, sizes and bodies, slow, cut off and pipelined, by people who can order and change nothing. Whatever is wrong with\nan answer is shown with the smallest request that does it.",
    `| | |\n| --- | --- |\n${[
      ["requests", String(requests)],
      ["seed", String(seed)],
      ["on", `Node ${process.version}, ${machine()}, ${seconds.toFixed(0)} s`],
      [
        "answers by status",
        Object.entries(statuses)
          .map(([status, number]) => `${status}: ${number}`)
          .join(", "),
      ],
      ["5xx, hung, not as the document promises, or telling of the inside", String(faults.length)],
      ["table, bucket of invoices and inbox", unchanged ? "unchanged" : "CHANGED"],
      ["heap after a garbage collection", grown(heap)],
      ["memory of the whole process, its functions' threads too", grown(rss)],
    ]
      .map((row) => `| ${row.join(" | ")} |`)
      .join("\n")}`,
    ...faults.map((fault) => `\`\`\`\n${fault}\n\`\`\``),
  ].join("\n\n");
}

main().catch((error: unknown) => {
  console.error(`${error instanceof Error ? error.message : String(error)}\nusage: ${usage}`);
  process.exitCode = 1;
});
