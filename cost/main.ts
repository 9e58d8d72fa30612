// `npm run cost`: what an order costs on AWS, from what the local cloud is seen to do for it.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { root } from "../test/project";
import { page } from "./page";
import { type Region, regions } from "./prices";
import { figures, reckon } from "./reckon";

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
  const found = await reckon();
  const text = page({ region, ...found });
  if (values.write) writeFileSync(join(root, "docs/cost.md"), `${text}\n`);
  console.log(values.json ? JSON.stringify(figures(found, region), null, 2) : text);
}

function regionOf(name: string): Region {
  if (Object.hasOwn(regions, name)) return name as Region;
  throw new Error(`--region is '${name}'; prices are known of ${Object.keys(regions).join(" and ")}`);
}

main().catch((error: unknown) => {
  console.error(`${error instanceof Error ? error.message : String(error)}\nusage: ${usage}`);
  process.exitCode = 1;
});
