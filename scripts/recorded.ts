// `npm run recorded`: how many of the cases AWS recorded the laptop's engines pass, and what they refuse; a page with --write.
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import Mocha from "mocha";

const usage = "npm run recorded -- [--write]";
const cases = "test/local/recorded";
const page = "docs/proof/recorded.md";
const kinds = ["Recorded on AWS: ", "Refused before anything runs: "] as const;

interface Result {
  /** Suites from the outermost on, and the test itself. */
  readonly path: readonly string[];
  readonly why: string | undefined;
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { write: { type: "boolean", default: false } } });
  const results = await runAll();
  const text = pageOf(results);
  if (values.write) {
    mkdirSync("docs/proof", { recursive: true });
    writeFileSync(page, text);
  }
  console.log(text);
  for (const { path, why } of results) if (why !== undefined) console.error(`${path.join(" › ")}: ${why}`);
  if (results.some(({ why }) => why !== undefined)) process.exitCode = 1;
}

/** Tells nothing while it runs. */
class Silent extends Mocha.reporters.Base {}

function runAll(): Promise<Result[]> {
  const mocha = new Mocha({ timeout: 20_000, reporter: Silent });
  for (const file of readdirSync(cases).sort()) if (file.endsWith(".test.ts")) mocha.addFile(join(cases, file));
  const results: Result[] = [];
  return new Promise((resolve) => {
    const runner = mocha.run(() => resolve(results));
    runner.on("pass", (test) => results.push({ path: test.titlePath(), why: undefined }));
    runner.on("fail", (test, error) => results.push({ path: test.titlePath(), why: String(error?.message ?? error) }));
  });
}

function pageOf(results: readonly Result[]): string {
  const [recorded, refused] = kinds.map((kind) => {
    const titles = new Set(results.map(({ path: [title = ""] }) => title).filter((title) => title.startsWith(kind)));
    return [...titles].map((title) => ({
      name: title.slice(kind.length),
      of: results.filter(({ path: [first] }) => first === title),
    }));
  });
  const passed = (of: readonly Result[]) => of.filter(({ why }) => why === undefined).length;
  const all = (recorded ?? []).flatMap(({ of }) => of);
  return [
    "# True to AWS",
    "Made by `npm run recorded -- --write`; nothing here is typed in.",
    "Each case is something AWS did, in our own words and data: a definition or template, what was put in, and how it ended.",
    `The laptop's engines pass ${passed(all)} of ${all.length}:`,
    [
      "| cases | pass | of |",
      "|---|---|---|",
      ...(recorded ?? []).map(({ name, of }) => `| ${name} | ${passed(of)} | ${of.length} |`),
    ].join("\n"),
    "What they would do otherwise than AWS, or AWS would not take, is refused when the program is brought up, saying where and what is allowed:",
    ...(refused ?? []).flatMap(({ name, of }) => [
      `## ${name}: ${passed(of)} of ${of.length} refused`,
      of.map(({ path }) => `- ${path.at(-1)}`).join("\n"),
    ]),
  ]
    .join("\n\n")
    .concat("\n");
}

main().catch((error: unknown) => {
  console.error(`${error instanceof Error ? error.message : String(error)}\nusage: ${usage}`);
  process.exitCode = 1;
});
