// `npm run bench`: how fast this is, in figures to compare with yesterday's; nothing here passes or fails.
import { cpus } from "node:os";
import { evaluate } from "../test/infra/evaluate";
import { type Run, ready, start } from "../test/process";
import { projectWith, removeProjects, root } from "../test/project";
import { customer, load, order, type Target } from "./load";
import { untilUsable } from "./pages";
import { sizes } from "./sizes";

/** Many shops, so that few customers can place many orders: each has one slot a shop. */
const vendorids = Array.from({ length: 100 }, (_, index) => `bench-${index}`);

async function main(): Promise<void> {
  console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}\n`);
  const dir = projectWith((config) => {
    const shops = vendorids.map((vendorid) => ({ vendorid, name: vendorid, city: "Sydney" }));
    config["skip-the-line:menu"].vendors.push(...shops);
  });
  let running: Run | undefined;
  try {
    const before = performance.now();
    evaluate(root, "dev");
    row("program evaluated (a process of its own)", `${Math.round(performance.now() - before)} ms`);

    const started = performance.now();
    running = start(dir);
    const target: Target = { outputs: await ready(running), vendorids };
    row("npm start until it is ready", `${Math.round(performance.now() - started)} ms`);
    await order(target, await customer(target, "first@example.com"), "sydney-central");
    row(
      "npm start until the first 201, its customer made and signed in",
      `${Math.round(performance.now() - started)} ms  (goal: 3000)`,
    );
    const { first, again } = await untilUsable(target.outputs.apiUrl ?? "");
    row(
      "order page until it is usable: first visit, later ones",
      `${Math.round(first)} ms, ${Math.round(again)} ms  (goal: 1000)`,
    );

    for (const [callers, customers] of [
      [1, 5],
      [16, 20],
    ] as const) {
      const emails = Array.from({ length: customers }, (_, index) => `${callers}-${index}@example.com`);
      const tokens = await Promise.all(emails.map((email) => customer(target, email)));
      const { orders, rate, p50, p99, max } = await load(target, tokens, callers);
      const goal = callers === 16 ? "  (goal: 200/s, p99 150 ms)" : "";
      const figures = `${rate.toFixed(0)}/s, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, max ${max.toFixed(0)} ms`;
      row(`POST /order, ${orders} orders, ${callers} at a time`, figures + goal);
    }
  } finally {
    running?.child.kill("SIGINT");
    await running?.ended;
    removeProjects();
  }
  console.log("\nzip of each function (goal: 20 KB), and packaged the default way");
  for (const { name, zip, byDefault } of await sizes(root)) row(name, `${kilobytes(zip)}, ${kilobytes(byDefault)}`);
}

function row(what: string, figure: string): void {
  console.log(`${what.padEnd(64)} ${figure}`);
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} KB`;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
