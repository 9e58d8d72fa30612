// `npm start` as a person uses it: a process of its own, stopped, killed, started again, and told wrong things.
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect } from "chai";
import { stringify } from "yaml";
import { latte } from "./api/shop";
import { type Run, ready, script, start as startProcess } from "./process";
import { projectWith } from "./project";

const runs: Run[] = [];

function start(dir: string, ...args: string[]): Run {
  const run = startProcess(dir, ...args);
  runs.push(run);
  return run;
}

/** A command of the README, run in the project's folder. */
async function command(dir: string, file: string, ...args: string[]): Promise<string> {
  const run = script(dir, file, ...args);
  await run.ended;
  return run.text().trim();
}

async function signIn(dir: string): Promise<Record<string, string>> {
  const token = await command(dir, "scripts/token.ts", "anna@example.com", "--password", "Correct-Horse-9");
  return { authorization: `Bearer ${token}`, "content-type": "application/json" };
}

/** Anna's first order: made a customer, signed in, 201. */
async function firstOrder(dir: string, apiUrl = ""): Promise<Record<string, string>> {
  await command(dir, "scripts/user.ts", "anna@example.com", "--password", "Correct-Horse-9");
  const response = await fetch(`${apiUrl}order`, {
    method: "POST",
    headers: await signIn(dir),
    body: JSON.stringify({ order: latte() }),
  });
  expect(response.status, await response.clone().text()).to.equal(201);
  return (await response.json()) as Record<string, string>;
}

describe("npm start", function () {
  this.timeout(60_000);
  afterEach(async () => {
    for (const { child, ended } of runs.splice(0)) {
      child.kill("SIGKILL");
      await ended;
    }
  });

  it("prints a tree of the resources, the outputs, and last that it is ready; Ctrl-C ends it cleanly", async () => {
    const run = start(projectWith());
    const outputs = await ready(run);
    expect(run.text()).to.match(/─ aws:dynamodb\/table:Table {2}orders +created/);
    expect(outputs).to.include.keys(
      "apiUrl",
      "userPoolId",
      "userPoolClientId",
      "stateMachineArn",
      "tableName",
      "bucketName",
      "topicArn",
    );
    expect(outputs).to.include.keys("awsEndpoint", "awsAccessKeyId", "awsSecretAccessKey");
    expect(run.text().trim().split("\n").at(-1)).to.contain("is ready");
    run.child.kill("SIGINT");
    expect(await run.ended).to.equal(0);
  });

  it("loses no order to kill -9: the next start has it, its invoice and its customer, and goes on", async () => {
    const dir = projectWith();
    const first = start(dir);
    const { notified, ...order } = await firstOrder(dir, (await ready(first)).apiUrl);
    first.child.kill("SIGKILL");
    await first.ended;
    const { apiUrl } = await ready(start(dir));
    const headers = await signIn(dir);
    const seen = await fetch(`${apiUrl}order?vendorid=sydney-central`, { headers });
    expect(await seen.json()).to.deep.equal(order);
    const link = await fetch(`${apiUrl}invoice?objectKey=${order.invoice}`, { headers });
    const { url } = (await link.json()) as { url: string };
    expect(await (await fetch(url)).json()).to.have.property("invoice", order.orderid);
  });

  it("says who holds the data folder, and leaves it alone", async () => {
    const dir = projectWith();
    const { apiUrl = "" } = await ready(start(dir));
    const second = start(dir, "--reset");
    expect(await second.ended).to.equal(1);
    expect(second.text()).to.contain(`is in use by the npm start at ${apiUrl.replace(/\/$/, "")}`);
    expect((await fetch(`${apiUrl}menu`)).status).to.equal(200);
  });

  it("starts anew with --reset", async () => {
    const dir = projectWith();
    const first = start(dir);
    await firstOrder(dir, (await ready(first)).apiUrl);
    first.child.kill("SIGINT");
    await first.ended;
    await firstOrder(dir, (await ready(start(dir, "--reset"))).apiUrl);
  });

  it("will not empty a folder that isn't its own", async () => {
    const dir = projectWith();
    const run = start(dir, "--reset", "--data", ".");
    expect(await run.ended).to.equal(1);
    expect(run.text()).to.contain("choose an empty or new folder with --data");
  });

  it("says which port is busy and what to do", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((done) => server.on("listening", done));
    const { port } = server.address() as { port: number };
    const run = start(projectWith(), "--port", String(port));
    expect(await run.ended).to.equal(1);
    expect(run.text()).to.contain(
      `port ${port} is in use; it is needed for the REST API: end what listens there or start with --port N`,
    );
    server.close();
  });

  // biome-ignore lint/suspicious/noExplicitAny: a test may break any key.
  const configs: [string, (config: Record<string, any>) => void, string][] = [
    ["a missing menu", (config) => delete config["skip-the-line:menu"], "skip-the-line:menu is missing"],
    [
      "a menu that is a text",
      (config) => (config["skip-the-line:menu"] = "coffee"),
      "skip-the-line:menu is coffee; it must be of type object",
    ],
    [
      "a price of 4.5",
      (config) => (config["skip-the-line:menu"].coffeesizes[0].unitprice = 4.5),
      "menu.coffeesizes[0].unitprice is 4.5; allowed: a whole number from 1 to 100000",
    ],
    [
      "a shop twice",
      (config) => config["skip-the-line:menu"].vendors.push(config["skip-the-line:menu"].vendors[0]),
      "allowed: each vendorid once",
    ],
    [
      "a retention of 6 days",
      (config) => (config["skip-the-line:logRetentionDays"] = 6),
      "logRetentionDays is 6; allowed: one of 1, 3, 5",
    ],
    [
      "an unknown key",
      (config) => (config["skip-the-line:colour"] = "red"),
      "skip-the-line:colour is not known; Pulumi.yaml declares menu",
    ],
    ["no region", (config) => delete config["aws:region"], "aws:region is missing"],
  ];
  for (const [what, change, message] of configs) {
    it(`refuses ${what}, in one clear message`, async () => {
      const run = start(projectWith(change));
      expect(await run.ended).to.equal(1);
      expect(run.text()).to.contain(message).and.not.contain("    at ");
    });
  }

  const programs: [string, string, string][] = [
    ["throws", `throw new Error("no coffee today");`, "no coffee today"],
    [
      "asks for a type that isn't known",
      `import * as aws from "@pulumi/aws"; new aws.sqs.Queue("waiting");`,
      "aws:sqs/queue:Queue 'waiting' (index.ts:1): this type is not supported on the laptop; supported are aws:",
    ],
    [
      "asks for an input that has no meaning here",
      `import * as aws from "@pulumi/aws"; new aws.dynamodb.Table("t", { hashKey: "a", attributes: [{ name: "a", type: "S" }], billingMode: "PAY_PER_REQUEST", streamEnabled: true });`,
      "streamEnabled",
    ],
    [
      "is refused by an engine",
      `import * as aws from "@pulumi/aws"; new aws.iam.Role("r", { assumeRolePolicy: '{"Version":"2012-10-17","Statement":[{"Effect":"Maybe"}]}' });`,
      "aws:iam/role:Role 'r' (index.ts:1): ",
    ],
    [
      "has a state machine it can't run",
      `import * as aws from "@pulumi/aws";
       const trust = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { Service: "states.amazonaws.com" }, Action: "sts:AssumeRole" }] };
       const role = new aws.iam.Role("r", { assumeRolePolicy: JSON.stringify(trust) });
       const definition = JSON.stringify({ QueryLanguage: "JSONata", StartAt: "A", States: { A: { Type: "Succeed" } } });
       new aws.sfn.StateMachine("m", { type: "EXPRESS", roleArn: role.arn, definition });`,
      "QueryLanguage",
    ],
  ];
  for (const [what, source, message] of programs) {
    it(`ends with one clear message and exit code 1 if the program ${what}`, async () => {
      const dir = projectWith();
      writeFileSync(join(dir, "index.ts"), source);
      writeFileSync(join(dir, "Pulumi.yaml"), "name: broken\nruntime: nodejs\n");
      writeFileSync(join(dir, "Pulumi.dev.yaml"), stringify({ config: { "aws:region": "ap-southeast-2" } }));
      const run = start(dir);
      expect(await run.ended).to.equal(1);
      expect(run.text().match(/npm start failed/g)).to.have.lengthOf(1);
      expect(run.text()).to.contain(message).and.not.contain("    at ");
    });
  }
});
