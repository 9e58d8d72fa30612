// `npm run cost`: what an order costs on AWS, from what the local cloud is seen to do for it.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { evaluateStack } from "../test/infra/evaluate";
import { root } from "../test/project";
import { estimate, goals, summary } from "./estimate";
import { live } from "./life";
import { page } from "./page";
import { type Region, regions } from "./prices";
import { readProgram } from "./program";
import { standing } from "./standing";
import { costOf, times } from "./usage";

const usage = "npm run cost -- [--region ap-southeast-2] [--json] [--write]";

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      region: { type: "string", default: "ap-southeast-2" },
      json: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
    },
  });
  const region = regionOf(values.region);
  const [dev, prod] = [evaluateStack("dev").resources, evaluateStack("prod").resources];
  const life = await live();
  const estimated = estimate(life, readProgram(prod));
  const months = { dev: standing(dev), prod: standing(prod) };
  const text = page({ region, life, estimate: estimated, standing: months });
  if (values.write) writeFileSync(join(root, "docs/cost.md"), `${text}\n`);
  if (!values.json) return console.log(text);
  const counted = Object.fromEntries(Object.entries(life.counted).map(([name, each]) => [name, summary(each)]));
  const usd = (of: typeof estimated.usage) =>
    Object.fromEntries(Object.entries(of).map(([name, each]) => [name, costOf(times(1_000_000, each), region)]));
  const million = { express: usd(estimated.usage), standard: usd(estimated.standard), goals };
  console.log(JSON.stringify({ region, counted, usage: estimated.usage, million, months }, null, 2));
}

function regionOf(name: string): Region {
  if (Object.hasOwn(regions, name)) return name as Region;
  throw new Error(`--region is '${name}'; prices are known of ${Object.keys(regions).join(" and ")}`);
}

main().catch((error: unknown) => {
  console.error(`${error instanceof Error ? error.message : String(error)}\nusage: ${usage}`);
  process.exitCode = 1;
});
