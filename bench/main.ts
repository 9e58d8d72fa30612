// `npm run bench`: how fast this is, in figures to compare with yesterday's; nothing here passes or fails.
import { parseArgs } from "node:util";
import { writeProof } from "../scripts/proof";
import { evaluate } from "../test/infra/evaluate";
import { type Run, ready, start } from "../test/process";
import { projectWith, removeProjects, root } from "../test/project";
import { fill, lookAround, readUnits } from "./crowd";
import { footprint, settled } from "./footprint";
import { customer, load, order, ordersOf, type Target } from "./load";
import { untilUsable } from "./pages";
import { type Figures, type Level, report } from "./report";
import { sizes } from "./sizes";
import { median } from "./times";

const usage = "npm run bench -- [--orders 10000] [--crowd 100000] [--write]";

/** Many shops, so that few customers can place many orders: each has one slot a shop. */
const vendorids = Array.from({ length: 200 }, (_, index) => `bench-${index}`);

/** The first is not counted: it warms up. */
const levels = [16, 1, 16, 64];

/** Of `npm start`, each on a data folder of its own; the last one serves what follows. */
const starts = 5;

interface Begun {
  readonly dir: string;
  readonly pid: number;
  readonly target: Target;
  readonly untilReady: number;
  readonly untilFirst: number;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      orders: { type: "string", default: "10000" },
      crowd: { type: "string", default: "100000" },
      write: { type: "boolean", default: false },
    },
  });
  const [orders, crowd] = [Number(values.orders), Number(values.crowd)];
  if (!(Number.isInteger(orders) && orders >= 1 && Number.isInteger(crowd) && crowd >= 1))
    throw new Error(`--orders and --crowd are whole numbers from 1 on\nusage: ${usage}`);
  const started = performance.now();
  const figures = await measure(orders, crowd);
  const page = report({ ...figures, orders, crowd, minutes: (performance.now() - started) / 60_000 });
  console.log(`\n${page}`);
  if (values.write) writeProof("load", page);
}

async function measure(orders: number, crowd: number): Promise<Figures> {
  const runs: Run[] = [];
  try {
    const evaluated = await timed(async () => evaluate(root, "dev"));
    // Before this process evaluates the program itself, which packages its functions in its own way.
    const zips = await sizes(root);
    say(`${starts} starts`);
    let last = await begin(runs);
    const begun = [last];
    while (begun.length < starts) {
      await end(runs);
      last = await begin(runs);
      begun.push(last);
    }
    const { dir, pid, target } = last;
    const page = await untilUsable(target.outputs.apiUrl ?? "");

    const measured: Level[] = [];
    for (const [index, callers] of levels.entries()) measured.push(await level(target, pid, index, callers, orders));

    say("looking at an order and a queue, and ordering, without and beside the crowd");
    const requests = Math.min(orders, 400);
    const alone = await lookAround(target, "alone", requests);
    const filled = await timed(() => fill(target, crowd));
    const beside = await lookAround(target, "beside", requests);
    const { memory } = await settled(pid);
    await end(runs);
    const units = await readUnits(dir, vendorids);
    return {
      untilReady: median(begun.map(({ untilReady }) => untilReady)),
      untilFirst: median(begun.map(({ untilFirst }) => untilFirst)),
      ...{ evaluated, starts, page, levels: measured, requests, alone, filled, beside, units, memory },
      sizes: zips,
    };
  } finally {
    await end(runs);
    removeProjects();
  }
}

/** From nothing to the first 201. */
async function begin(runs: Run[]): Promise<Begun> {
  const dir = projectWith((config) => {
    const shops = vendorids.map((vendorid) => ({ vendorid, name: vendorid, city: "Sydney" }));
    config["skip-the-line:menu"].vendors.push(...shops);
  });
  const before = performance.now();
  const run = start(dir);
  runs.push(run);
  const target: Target = { outputs: await ready(run), vendorids };
  const untilReady = performance.now() - before;
  await order(target, { token: await customer(target, "first@example.com"), vendorid: "sydney-central" });
  return { dir, pid: run.child.pid ?? 0, target, untilReady, untilFirst: performance.now() - before };
}

async function end(runs: Run[]): Promise<void> {
  for (const { child, ended } of runs.splice(0)) {
    child.kill("SIGINT");
    await ended;
  }
}

async function level(target: Target, pid: number, index: number, callers: number, all: number): Promise<Level> {
  const warming = index === 0;
  const orders = warming ? Math.ceil(all / 5) : all;
  say(`${orders} orders, ${callers} at a time`);
  const placed = await ordersOf(target, `${index}`, orders);
  const before = await settled(pid);
  const measured = await load(target, placed, callers);
  const { cpu } = footprint(pid);
  const { memory } = await settled(pid);
  return { warming, callers, ...measured, cpu: cpu - before.cpu, before: before.memory, after: memory };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await work();
  return performance.now() - before;
}

function say(what: string): void {
  console.log(`${new Date().toISOString().slice(11, 19)} ${what}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
