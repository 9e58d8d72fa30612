// Whether a run of mocha was one of all tests of the API: only then is what nothing used of no use.
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";

/** @param run the suite around those of all files */
export function isWhole(run: Mocha.Suite | undefined): boolean {
  const suites = run?.suites.filter(({ file }) => file !== undefined && dirname(file) === __dirname) ?? [];
  const files = readdirSync(__dirname).filter((name) => name.endsWith(".test.ts"));
  let passed = files.every((name) => suites.some(({ file }) => file === join(__dirname, name)));
  for (const suite of suites) {
    suite.eachTest(({ state }) => {
      passed &&= state === "passed";
    });
  }
  return passed;
}
