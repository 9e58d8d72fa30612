// `npm run permissions`: all tests of the API on one local cloud, and the page on who may do what and how often they did.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import Mocha from "mocha";
import { today, writeProof } from "../../scripts/proof";
import { root } from "../project";
import type { Grant } from "./grants";
import type { Permissions } from "./permissions";
import { isOf, unusable } from "./reasons";

const usage = "npm run permissions -- [--write]";
const tests = join(root, "test/api");

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { write: { type: "boolean", default: false } } });
  const mocha = new Mocha({ timeout: 60_000, reporter: "dot" });
  for (const file of readdirSync(tests).sort()) if (file.endsWith(".test.ts")) mocha.addFile(join(tests, file));
  let passed = 0;
  const failures = await new Promise<number>((resolve) => mocha.run(resolve).on("pass", () => passed++));
  const { permissions } = await (await import("../api/shop")).openShop();
  const text = page(permissions, passed);
  console.log(text);
  // What is wrong with the permissions is among them: the tests end by looking at it.
  if (failures > 0) throw new Error(`${failures} failed: see above; nothing is written`);
  if (values.write) writeProof("permissions", text);
}

function page(permissions: Permissions, passed: number): string {
  const { grants, refusals } = permissions;
  const reasonFor = (grant: Grant) => unusable.find((reason) => isOf(reason, grant))?.why;
  const usable = grants.filter((grant) => reasonFor(grant) === undefined);
  const excused = grants.filter((grant) => reasonFor(grant) !== undefined);
  const used = grouped(usable, ({ to, on }) => `${to} | ${on}`);
  const distinct = (texts: readonly string[]) => [...new Set(texts)].join(", ");
  return [
    "# Permissions both ways",
    `Made by \`npm run permissions -- --write\` on ${today()}: the ${passed} tests of the API on one local cloud, with IAM deciding on
every call. Of ${grants.length} permissions, each an action on a resource, ${usable.filter((grant) => grant.used > 0).length} were used, ${excused.length} can't be on a laptop, and
${usable.filter((grant) => grant.used === 0).length} never were. A call that no permission allows is denied; the tests fail with one that none of them provoked. The services ask
in a role's name, too: Lambda when it opens a log or sends a trace, API Gateway for all it may need when it is given a role for logs.`,
    table(
      "who | on | may, and how often it did",
      [...used].map(([key, all]) => `${key} | ${all.map(often).sort().join(", ")}`),
    ),
    ...permissions.faults().map((fault) => `- **${fault}**`),
    "What only AWS can use, and for what:",
    table(
      "who | may | for",
      [...grouped(excused, (grant) => reasonFor(grant) ?? "")].map(
        ([why, all]) => `${distinct(all.map(({ to }) => to))} | ${distinct(all.map(({ action }) => action))} | ${why}`,
      ),
    ),
    "What is asked for and refused on purpose:",
    table(
      "who | asks for | because",
      [...refusals].map(([{ to, action, why }, times]) => `${to} | ${action} ${times}× | ${why}`),
    ),
  ].join("\n\n");
}

function often({ action, used }: Grant): string {
  return `${action} ${used}×`;
}

function grouped(grants: readonly Grant[], key: (grant: Grant) => string): Map<string, Grant[]> {
  const groups = new Map<string, Grant[]>();
  for (const grant of grants) groups.set(key(grant), [...(groups.get(key(grant)) ?? []), grant]);
  return groups;
}

function table(head: string, rows: readonly string[]): string {
  return [head, head.replaceAll(/[^|]+/g, " --- ").trim(), ...rows.toSorted()].map((row) => `| ${row} |`).join("\n");
}

main().catch((error: unknown) => {
  console.error(`${error instanceof Error ? error.message : String(error)}\nusage: ${usage}`);
  process.exitCode = 1;
});
