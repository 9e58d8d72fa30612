// What the bench found, as a page.
import { madeBy } from "../scripts/proof";
import type { Asked } from "./crowd";
import type { Measured } from "./load";
import type { Size } from "./sizes";

export interface Level extends Measured {
  readonly callers: number;
  /** Not counted. */
  readonly warming: boolean;
  /** Time on a processor, seconds. */
  readonly cpu: number;
  /** Memory, MB. */
  readonly before: number;
  readonly after: number;
}

/** Times in milliseconds, memory in MB. */
export interface Figures {
  readonly evaluated: number;
  /** Of these, medians. */
  readonly starts: number;
  readonly untilReady: number;
  readonly untilFirst: number;
  readonly page: { readonly first: number; readonly again: number };
  readonly levels: readonly Level[];
  /** Of each kind, without and beside the crowd. */
  readonly requests: number;
  readonly alone: readonly Asked[];
  readonly filled: number;
  readonly beside: readonly Asked[];
  readonly units: Readonly<Record<string, number>>;
  /** At the end. */
  readonly memory: number;
  readonly sizes: readonly Size[];
}

interface Made {
  readonly orders: number;
  readonly crowd: number;
  readonly minutes: number;
}

export function report(figures: Figures & Made): string {
  const { orders, crowd, minutes, levels, requests, alone, beside, units, filled, memory } = figures;
  const placed = levels.reduce((sum, level) => sum + level.orders, 0);
  const [warm, last] = [levels[0]?.after ?? 0, levels.at(-1)?.after ?? 0];
  return [
    "# Under load",
    `${madeBy(`npm run bench -- --orders ${orders} --crowd ${crowd}`, minutes.toFixed(1))}, which the customers, a process of their own, took their share of.`,
    "## Start",
    table(
      ["", "ms", "goal"],
      [
        ["program evaluated, a process of its own", ms(figures.evaluated), ""],
        ["`npm start` until it is ready", ms(figures.untilReady), ""],
        ["`npm start` until the first 201, its customer made and signed in", ms(figures.untilFirst), "2000"],
        ["order page until it is usable: first visit", ms(figures.page.first), "1000"],
        ["later visits", ms(figures.page.again), "1000"],
      ],
    ),
    `Of \`npm start\` the medians of ${figures.starts}, each on an empty data folder.`,
    "## POST /order",
    table(
      ["orders", "at a time", "a second", "p50, ms", "p99, ms", "max, ms", "CPU an order, ms", "memory before, MB", "after, MB"],
      levels.map(({ orders, callers, warming, rate, p50, p99, max, cpu, before, after }) => [
        warming ? `${orders} to warm up` : String(orders),
        ...[String(callers), rate.toFixed(0), p50.toFixed(1), p99.toFixed(1), ms(max), ((1000 * cpu) / orders).toFixed(1)],
        ...[before.toFixed(0), after.toFixed(0)],
      ]),
    ),
    `Goals: 250 orders a second with a p99 of 120 ms at 16 at a time, and memory flat within 10 %: it went from ${warm.toFixed(0)} MB once warm to ${last.toFixed(0)} MB (${percent(last / warm - 1)}) after ${placed - (levels[0]?.orders ?? 0)} orders more, and to ${memory.toFixed(0)} MB with the crowd below.

Each customer orders once at every one of 200 shops, as one slot a shop is all they have; they are made and signed in before each row, which is
not in it. Each answer is a 201, its order and invoice written. CPU is the time of all threads of \`npm start\`, memory its resident set as \`ps\`
tells it, each time once it has stayed within 1 % for 5 s.`,
    `## Beside ${crowd} orders`,
    table(
      ["one at a time", "p50, ms", "p99, ms", `p50 beside ${crowd}, ms`, "p99, ms", "read units"],
      alone.map(({ what, p50, p99 }) => {
        const then = beside.find((each) => each.what === what);
        const after = [then?.p50.toFixed(1) ?? "", then?.p99.toFixed(1) ?? ""];
        return [what, p50.toFixed(1), p99.toFixed(1), ...after, String(units[what])];
      }),
    ),
    `${requests} requests of each kind, first beside the ${placed} orders above, then beside ${crowd} more: copies of a real slot, written in ${(filled / 1000).toFixed(0)} s by
\`BatchWriteItem\`, over all shops, every other one expired. Read units are those of one request beside them all, as the local DynamoDB counts them.`,
    "## Functions",
    table(
      ["zip, KB (goal: 20)", "as it is", "packaged the default way"],
      figures.sizes.map(({ name, zip, byDefault }) => [name, kilobytes(zip), kilobytes(byDefault)]),
    ),
  ].join("\n\n");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, column) => (column === 0 ? "---" : "--:"))), ...rows.map(line)].join("\n");
}

function ms(milliseconds: number): string {
  return milliseconds.toFixed(0);
}

function percent(share: number): string {
  return `${share < 0 ? "−" : "+"}${Math.abs(100 * share).toFixed(0)} %`;
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(1);
}
