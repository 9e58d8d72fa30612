// The workflows as GitHub reads them. Proves nothing of the roles they take on, nor that GitHub's environments are set up: docs/deploying.md says how.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { version } from "@pulumi/pulumi/package.json";
import { expect } from "chai";
import { parse } from "yaml";
import { scripts } from "../../package.json";
import { evaluateStack } from "../infra/evaluate";
import { removeProjects, root } from "../project";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly if?: string;
  readonly needs?: string;
  readonly uses?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: unknown;
  readonly concurrency?: unknown;
  readonly "timeout-minutes"?: number;
  readonly with?: Readonly<Record<string, string>>;
  readonly steps?: readonly Step[];
}

const folder = ".github/workflows";
const action = ".github/actions/pulumi/action.yml";
const files = [...readdirSync(join(root, folder)).map((name) => `${folder}/${name}`), action];
const text = (file: string) => readFileSync(join(root, file), "utf8");
const workflow = (name: string) => parse(text(`${folder}/${name}.yml`));
const job = (name: string, id: string): Job => workflow(name).jobs[id];
const jobs = files
  .filter((file) => file !== action)
  .flatMap((file) =>
    Object.entries<Job>(parse(text(file)).jobs).map(([id, found]) => [`${basename(file)} ${id}`, found] as const),
  );
const steps: Step[] = [...jobs.flatMap(([, { steps = [] }]) => steps), ...parse(text(action)).runs.steps];

/** What IAM calls a service, where the provider calls it otherwise. */
const prefixes: Readonly<Record<string, string>> = {
  cognito: "cognito-idp",
  sfn: "states",
  "cloudwatch/logGroup": "logs",
  "cloudwatch/logMetricFilter": "logs",
};

const expression = (value: string) => `\${{ ${value} }}`;

function github(...args: string[]): string {
  return execFileSync(process.execPath, [join(__dirname, "github.mjs"), ...args], { cwd: root, encoding: "utf8" }).trim();
}

describe("the workflows", function () {
  this.timeout(30_000);

  it("are what GitHub takes", () => {
    expect(JSON.parse(github("lint", ...files))).to.deep.equal([]);
  });

  it("are told apart from what GitHub doesn't take", () => {
    const dir = mkdtempSync(join(tmpdir(), "skip-the-line-"));
    const broken = join(dir, "deploy.yml");
    writeFileSync(broken, text(`${folder}/deploy.yml`).replace("needs: dev", "needs: def").replace("stack: prod", "stage: prod"));
    const found = JSON.parse(github("lint", broken)).join("\n");
    rmSync(dir, { recursive: true });
    expect(found).to.contain("unknown job 'def'").and.to.contain("stage");
  });

  it("name each action by the commit of a version, never by what can be moved", () => {
    const used = files.flatMap((file) => text(file).match(/uses: .*/g) ?? []);
    expect(used.length).to.be.above(10);
    for (const line of used) {
      if (!line.startsWith("uses: ./")) expect(line).to.match(/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
      else expect(existsSync(join(root, line.slice("uses: ".length))), line).to.equal(true);
    }
  });

  it("give each job what it needs of the repository, and no more", () => {
    expect(Object.fromEntries(jobs.map(([id, { permissions }]) => [id, permissions]))).to.deep.equal({
      "test.yml test": { contents: "read" },
      "test.yml workflows": { contents: "read" },
      "preview.yml none": {},
      "preview.yml preview": { contents: "read", "id-token": "write" },
      "preview.yml comment": { "pull-requests": "write" },
      "deploy.yml test": { contents: "read" },
      "deploy.yml dev": { contents: "read", "id-token": "write" },
      "deploy.yml prod": { contents: "read", "id-token": "write" },
      "up.yml up": { contents: "read", "id-token": "write" },
    });
    for (const file of files.filter((name) => name !== action)) expect(parse(text(file)).permissions, file).to.deep.equal({});
    for (const { uses, with: inputs } of steps) {
      if (uses?.startsWith("actions/checkout@")) expect(inputs).to.deep.include({ "persist-credentials": false });
    }
  });

  it("hold no secret, and run nothing of a stranger's with rights of ours", () => {
    for (const file of files) expect(text(file), file).to.not.match(/secrets[.[]|pull_request_target|workflow_run/);
    for (const [id, { steps = [] }] of jobs) {
      const takesRole = steps.some(({ uses }) => uses?.startsWith("./.github/actions/pulumi"));
      const writes = steps.some(({ run }) => run?.startsWith("gh "));
      expect(takesRole && writes, id).to.equal(false);
    }
  });

  it("end in time, each job", () => {
    for (const [id, { uses, "timeout-minutes": minutes }] of jobs) if (!uses) expect(minutes, id).to.be.within(5, 120);
  });

  it("run what anyone can run by hand", () => {
    const npm = steps.flatMap(({ run }) => [...(run ?? "").matchAll(/npm run (?:--silent )?(\S+)/g)].map(([, name]) => name));
    expect(new Set(npm)).to.deep.equal(new Set(["actionlint", "preview", "up"]));
    expect(scripts).to.include.all.keys(npm);
    const others = steps.flatMap(({ run }) => (run && !run.startsWith("npm run ") ? [run.split(/\s/)[0]] : []));
    expect(others).to.have.members([".ci/run", "npm", "echo", "echo", "gh"]);
  });

  it("put values of others into the environment, never into a script", () => {
    for (const { run = "" } of steps) expect(run).to.not.contain("${{");
  });

  it("use the Pulumi CLI of the SDK's version", () => {
    expect(steps.flatMap((step) => step.with?.["pulumi-version"] ?? [])).to.deep.equal([version]);
  });
});

describe("a pull request", function () {
  this.timeout(30_000);
  const runs = (id: string, from: string | null, DEPLOY?: string) =>
    github(
      "evaluate",
      job("preview", id).if ?? "",
      JSON.stringify({
        vars: { ...(DEPLOY && { DEPLOY }) },
        github: { repository: "shop/line", event: { pull_request: { head: { repo: from && { full_name: from } } } } },
      }),
    );

  const cases: [string, string | null, string | undefined, preview: boolean][] = [
    ["from a branch is previewed", "shop/line", "on", true],
    ["from a fork gets no credentials, and is told so", "stranger/line", "on", false],
    ["from a fork that is gone gets none either", null, "on", false],
    ["is not previewed before there are roles", "shop/line", undefined, false],
  ];
  for (const [what, from, deploy, preview] of cases) {
    it(what, () => {
      expect(runs("preview", from, deploy)).to.equal(`${preview}`);
      expect(runs("none", from, deploy)).to.equal(`${!preview}`);
    });
  }

  it("is the only thing that is previewed, for both stacks, each by a role of its own", () => {
    expect(workflow("preview").on).to.deep.equal({ pull_request: null });
    expect(workflow("preview").jobs.preview.strategy.matrix).to.deep.equal({ stack: ["dev", "prod"] });
    expect(job("preview", "preview").environment).to.deep.equal({
      name: `${expression("matrix.stack")}-preview`,
      deployment: false,
    });
  });

  it("is told what each stack's preview came to, and if there is none", () => {
    const dir = mkdtempSync(join(tmpdir(), "skip-the-line-"));
    writeFileSync(join(dir, "dev.txt"), `${"a change\n".repeat(5000)}Resources:\n    ~ 5000 to update\n`);
    const compose = job("preview", "comment").steps?.find(({ run }) => run?.includes("comment.md"))?.run ?? "";
    execFileSync("bash", ["-e", "-c", compose], { cwd: dir, env: { ...process.env, COMMIT: "4711" }, stdio: "ignore" });
    const comment = readFileSync(join(dir, "comment.md"), "utf8");
    rmSync(dir, { recursive: true });
    expect(comment).to.match(/^What 4711 would change:\n/);
    expect(comment).to.contain("<summary>dev</summary>").and.to.contain("~ 5000 to update");
    expect(comment).to.match(/<summary>prod<\/summary>\n\n~+diff\nThere is no preview/);
    expect(comment.length).to.be.below(65_536);
  });
});

describe("a deployment", function () {
  this.timeout(60_000);
  after(removeProjects);

  it("is of main only: tested, then dev, then prod, each in its environment", () => {
    expect(workflow("deploy").on).to.deep.equal({ push: { branches: ["main"] } });
    expect(Object.keys(workflow("up").on)).to.deep.equal(["workflow_call"]);
    expect(job("deploy", "dev")).to.deep.include({ needs: "test", uses: "./.github/workflows/up.yml", with: { stack: "dev" } });
    expect(job("deploy", "prod")).to.deep.include({ needs: "dev", uses: "./.github/workflows/up.yml", with: { stack: "prod" } });
    expect(job("up", "up").environment).to.equal(expression("inputs.stack"));
  });

  it("is one at a time in a stack, and never cut short by the next", () => {
    expect(job("up", "up").concurrency).to.deep.equal({ group: `up-${expression("inputs.stack")}`, "cancel-in-progress": false });
    for (const name of ["deploy", "up"]) expect(workflow(name)).to.not.have.property("concurrency");
  });

  it("ends with a preview of the same commit that must show no change", () => {
    const [up, again] = (job("up", "up").steps ?? []).flatMap(({ run }) => run ?? []);
    expect(up).to.match(/^npm run up -- .*--yes/);
    expect(again).to.match(/^npm run preview -- .*--expect-no-changes$/);
  });

  it("may make whatever the stacks ask for, as the documentation writes its role's policy", () => {
    const blocks = [...text("docs/deploying.md").matchAll(/^```json\n(.*?)^```/gms)].map(([, json]) => JSON.parse(json ?? ""));
    const actions: string[] = blocks.at(-1).Statement.flatMap(({ Action }: { Action: string | string[] }) => Action);
    const types = [...evaluateStack("dev").resources, ...evaluateStack("prod").resources].map(({ type }) => type);
    for (const type of new Set(types)) {
      const [, module = ""] = type.split(":");
      const service = prefixes[module] ?? prefixes[module.split("/")[0] ?? ""] ?? module.split("/")[0];
      expect(
        actions.some((action) => action.startsWith(`${service}:`)),
        type,
      ).to.equal(true);
    }
  });

  it("takes on its role after everything is installed", () => {
    const used: Step[] = parse(text(action)).runs.steps;
    expect(used.at(-1)?.uses).to.match(/^aws-actions\/configure-aws-credentials@/);
    expect(used.at(-1)?.with).to.include.keys("role-to-assume");
    expect(used.flatMap(({ run }) => run ?? [])).to.deep.equal(["npm ci --no-audit --no-fund --ignore-scripts"]);
  });
});
