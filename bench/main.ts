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

const usage = "npm run bench -- [--orders 10000] [--crowd 100000] [--write]";

/** Many shops, so that few customers can place many orders: each has one slot a shop. */
const vendorids = Array.from({ length: 200 }, (_, index) => `bench-${index}`);

/** The first is not counted: it warms up. */
const levels = [16, 1, 16, 64];

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
  const dir = projectWith((config) => {
    const shops = vendorids.map((vendorid) => ({ vendorid, name: vendorid, city: "Sydney" }));
    config["skip-the-line:menu"].vendors.push(...shops);
  });
  let running: Run | undefined;
  try {
    const evaluated = await timed(async () => evaluate(root, "dev"));
    // Before this process evaluates the program itself, which packages its functions in its own way.
    const zips = await sizes(root);
    const before = performance.now();
    running = start(dir);
    const target: Target = { outputs: await ready(running), vendorids };
    const untilReady = performance.now() - before;
    await order(target, { token: await customer(target, "first@example.com"), vendorid: "sydney-central" });
    const untilFirst = performance.now() - before;
    const page = await untilUsable(target.outputs.apiUrl ?? "");

    const { pid = 0 } = running.child;
    const run: Level[] = [];
    for (const [index, callers] of levels.entries()) run.push(await level(target, pid, index, callers, orders));

    say("looking at an order and a queue, and ordering, without and beside the crowd");
    const requests = Math.min(orders, 400);
    const alone = await lookAround(target, "alone", requests);
    const filled = await timed(() => fill(target, crowd));
    const beside = await lookAround(target, "beside", requests);
    const { memory } = await settled(pid);
    running.child.kill("SIGINT");
    await running.ended;
    const units = await readUnits(dir, vendorids);
    return {
      ...{ evaluated, untilReady, untilFirst, page, levels: run, requests, alone, filled, beside, units, memory },
      sizes: zips,
    };
  } finally {
    running?.child.kill("SIGINT");
    await running?.ended;
    removeProjects();
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
