// What docs/ promises of alarms and tests is there under that name. Not that a sentence is true: the named tests show that.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { evaluateStack } from "../infra/evaluate";
import { root } from "../project";

const text = (file: string) => readFileSync(join(root, file), "utf8");

describe("the runbook's alarms", function () {
  this.timeout(60_000);

  it("are those of the program, each with what somebody feels, where to look and what to do", () => {
    const alarms = evaluateStack("dev").resources.filter(({ type }) => type.endsWith(":MetricAlarm"));
    const sections =
      text("docs/runbook.md")
        .split(/^## /m)
        .find((section) => section.startsWith("Alarms")) ?? "";
    const entries = sections
      .split(/^### /m)
      .slice(1)
      .filter((entry) => /^[a-z-]+\n/.test(entry));
    expect(entries.map((entry) => entry.split("\n")[0])).to.have.members(alarms.map(({ name }) => name));
    for (const entry of entries) expect(entry).to.match(/\*\*A \w+ feels:\*\*[\s\S]*\*\*Look:\*\*[\s\S]*\*\*Do:\*\*/);
  });

  it("leads only to places that are there", () => {
    const runbook = text("docs/runbook.md");
    const headings = [...runbook.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => heading.toLowerCase().replaceAll(" ", "-"));
    for (const [, target] of runbook.matchAll(/\]\(#([^)]+)\)/g)) expect(headings).to.include(target);
  });
});

describe("the production review", () => {
  it("names a test for each point, and each is there", () => {
    const rows = text("docs/review.md")
      .split("\n")
      .filter((line) => line.startsWith("| ") && !line.startsWith("| the lens"));
    expect(rows.length).to.be.above(40);
    for (const row of rows) {
      const [, file = "", title = ""] = /`(test\/[\w./]+)`: "(.+)" \|$/.exec(row) ?? [];
      expect(existsSync(join(root, file)) && file !== "", row).to.equal(true);
      const literal = ['"', "`"].some((quote) => text(file).includes(`${quote}${title}${quote}`));
      // Made from a table of cases: "refuses " and the case.
      const [first = "", ...rest] = title.split(" ");
      const templated = text(file).includes(`\`${first} \${what}`) && text(file).includes(`"${rest.join(" ")}"`);
      expect(literal || templated, row).to.equal(true);
    }
  });
});
