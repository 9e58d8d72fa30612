// What axe-core has against a page that somebody looks at: for the tests of the pages and of the kitchen.
import axe, { type AxeResults } from "axe-core";
import type { Page } from "playwright-core";

/** @returns one line each. @param options for `axe.run` */
export async function violations(page: Page, options: object): Promise<string[]> {
  // It is half a megabyte: not anew on a page that has it.
  if (await page.evaluate<boolean>("!window.axe")) await page.evaluate(axe.source);
  const run = `axe.run({ resultTypes: ["violations"], ...${JSON.stringify(options)} }).then(({ violations }) => violations)`;
  const found = await page.evaluate<AxeResults["violations"]>(run);
  return found.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
}
