// `npm start` as a person uses it: a process of its own, stopped, killed, started again, and told wrong things.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { stringify } from "yaml";
import { Folder } from "../local/folder";
import { readProject } from "../local/project";
import { latte } from "./api/shop";
import { type Run, ready, script, start as startProcess } from "./process";
import { projectWith, root } from "./project";

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

/** A new one, removed with its project. */
function folder(files: Record<string, string>): string {
  const dir = join(projectWith(), "folder");
  mkdirSync(dir);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
  return dir;
}

/** A holder that nobody can reach. */
const gone = { url: "http://127.0.0.1:9", nonce: "1" };

async function failureOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "it did not fail",
    (error: Error) => error.message,
  );
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

/** Orders at one shop and cancels, over and over, until it is refused: the order that stands, and the refusal. */
async function orderOn(apiUrl: string, headers: Record<string, string>, vendorid: string, placed: () => void) {
  let orderid: string | undefined;
  for (;;) {
    const place = { method: "POST", headers, body: JSON.stringify({ order: { ...latte(), vendorid, city: cities[vendorid] } }) };
    const cancel = { method: "PATCH", headers, body: JSON.stringify({ status: "cancelled" }) };
    try {
      const response = await fetch(`${apiUrl}order?vendorid=${vendorid}`, orderid ? cancel : place);
      const body = (await response.json()) as Record<string, string>;
      if (!response.ok) return { vendorid, orderid, refusal: [response.status, body.error, response.headers.get("connection")] };
      orderid = orderid ? undefined : body.orderid;
      placed();
    } catch (error) {
      // Asked when all was over.
      if (Object(Object(error).cause).code === "ECONNREFUSED") return { vendorid, orderid, refusal: stopping };
      throw error;
    }
  }
}

const stopping = [503, "Stopping", "close"];
const cities: Record<string, string> = {
  "sydney-central": "Sydney",
  "sydney-wynyard": "Sydney",
  "melbourne-flinders": "Melbourne",
  "brisbane-roma": "Brisbane",
  "perth-station": "Perth",
};

describe("npm start", function () {
  this.timeout(60_000);
  afterEach(async () => {
    for (const { child, ended } of runs.splice(0)) {
      child.kill("SIGKILL");
      await ended;
    }
  });

  describe("from a first start to a reset", () => {
    let dir: string;
    let run: Run;
    let outputs: Record<string, string>;
    let placed: Record<string, string>;
    before(async () => {
      dir = projectWith();
      await startAgain();
    });
    after(async () => {
      run.child.kill("SIGKILL");
      await run.ended;
    });

    async function startAgain(...args: string[]): Promise<void> {
      run = startProcess(dir, ...args);
      outputs = await ready(run);
    }

    it("prints a tree of the resources, the outputs, and last that it is ready and where its logs are", () => {
      expect(run.text()).to.match(/─ aws:dynamodb:Table {2}orders +created/);
      expect(run.text()).to.match(/│ {2}└─ aws:s3:BucketLifecycleConfiguration {2}invoices +no effect here/);
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
      expect(run.text().trim().split("\n").at(-1)).to.contain("is ready").and.contain("logs in .local/logs");
    });

    it("says who holds the data folder, and leaves it alone", async () => {
      const second = start(dir, "--reset");
      expect(await second.ended).to.equal(1);
      expect(second.text()).to.contain(`is in use by the npm start at ${outputs.apiUrl?.replace(/\/$/, "")}`);
      expect((await fetch(`${outputs.apiUrl}menu`)).status).to.equal(200);
    });

    it("leaves the folder to a holder that does not answer, and says which process that is", async () => {
      run.child.kill("SIGSTOP");
      const second = start(dir);
      expect(await second.ended).to.equal(1);
      run.child.kill("SIGCONT");
      expect(second.text()).to.contain(`does not answer; end process ${run.child.pid}`);
    });

    it("tells of a function that failed, why, and where its log is", async () => {
      const { awsEndpoint: endpoint = "", awsRegion: region = "", ...keys } = outputs;
      const { awsAccessKeyId: accessKeyId = "", awsSecretAccessKey: secretAccessKey = "" } = keys;
      const lambda = new LambdaClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
      const FunctionName = readdirSync(join(dir, ".local/lambda")).find((name) => name.startsWith("place-order"));
      await lambda.send(new InvokeCommand({ FunctionName, Payload: "null" }));
      await setTimeout(100);
      expect(run.text()).to.match(/^failed: place-order\S*: \w+: .*\.local\/logs\/.*\.log/m);
    });

    it("finishes a customer whose password was refused, and touches none who is whole", async () => {
      const user = (password: string) => command(dir, "scripts/user.ts", "anna@example.com", "--password", password);
      expect(await user("short")).to.contain("InvalidPassword");
      expect(await user("Correct-Horse-9")).to.match(/^accountid: [\w-]{36}$/m);
      expect(await user("Another-Horse-9")).to.contain("UsernameExists");
      expect(await signIn(dir))
        .to.have.property("authorization")
        .that.matches(/^Bearer ey/);
    });

    it("answers at Ctrl-C what is under way, refuses the rest, and has every order at the next start", async () => {
      const headers = await signIn(dir);
      let answers = 0;
      const stop = () => {
        // Twice at once, as a terminal and npm do; two of one kind would reach it as one.
        if (++answers === 10) for (const signal of ["SIGINT", "SIGTERM"] as const) run.child.kill(signal);
      };
      const shops = Object.keys(cities).map((shop) => orderOn(outputs.apiUrl ?? "", headers, shop, stop));
      const ends = await Promise.all(shops);
      expect(await run.ended, run.text()).to.equal(0);
      await startAgain();
      // Another port, another issuer.
      Object.assign(headers, await signIn(dir));
      for (const { vendorid, orderid, refusal } of ends) {
        expect(refusal).to.deep.equal(stopping);
        const seen = await fetch(`${outputs.apiUrl}order?vendorid=${vendorid}`, { headers });
        const order = (await seen.json()) as { orderid?: string };
        expect(order.orderid, JSON.stringify({ vendorid, order })).to.equal(orderid);
      }
    });

    it("waits no longer for what is under way if told a second time", async () => {
      const headers = { ...(await signIn(dir)), "content-length": "100" };
      const upload = request(`${outputs.apiUrl}order`, { method: "POST", headers }).on("error", () => {});
      upload.write("{");
      await setTimeout(200);
      run.child.kill("SIGINT");
      await setTimeout(1200);
      expect(run.child.exitCode).to.equal(null);
      run.child.kill("SIGINT");
      expect(await run.ended).to.equal(1);
    });

    it("starts anew with --reset, and leaves what others put there", async () => {
      writeFileSync(join(dir, ".local/notes.txt"), "keep");
      await startAgain("--reset");
      const { notified, ...order } = await firstOrder(dir, outputs.apiUrl);
      placed = order;
      expect(readFileSync(join(dir, ".local/notes.txt"), "utf8")).to.equal("keep");
    });

    it("loses no order to kill -9: the next start has it, its invoice and its customer, and goes on", async () => {
      run.child.kill("SIGKILL");
      await run.ended;
      writeFileSync(join(dir, "faults.yaml"), "faults: [{ action: sns:Publish, dies: process }]");
      await startAgain("--faults", "faults.yaml");
      const headers = await signIn(dir);
      const seen = await fetch(`${outputs.apiUrl}order?vendorid=sydney-central`, { headers });
      expect(await seen.json()).to.deep.equal(placed);
      const link = await fetch(`${outputs.apiUrl}invoice?objectKey=${placed.invoice}`, { headers });
      const { url } = (await link.json()) as { url: string };
      expect(await (await fetch(url)).json()).to.have.property("invoice", placed.orderid);
    });

    it("dies as an order is announced, if --faults says so: at the next start the order is there", async () => {
      expect(run.text()).to.contain("1 fault of faults.yaml may strike");
      const vendorid = "sydney-wynyard";
      const body = JSON.stringify({ order: { ...latte(), vendorid } });
      expect(await failureOf(fetch(`${outputs.apiUrl}order`, { method: "POST", headers: await signIn(dir), body }))).to.equal(
        "fetch failed",
      );
      expect(await run.ended).to.equal(null);
      await startAgain();
      const found = await fetch(`${outputs.apiUrl}order?vendorid=${vendorid}`, { headers: await signIn(dir) });
      expect(await found.json()).to.include({ vendorid, status: "placed" });
    });
  });

  const strangers: [string, Record<string, string>][] = [
    ["with a file called secret", { secret: "x", "important.txt": "keep" }],
    ["with a marker that npm start did not write", { "npm-start.json": "{}", s3: "keep" }],
  ];
  for (const [what, files] of strangers) {
    it(`will not empty a folder that isn't its own: one ${what}`, async () => {
      const dir = folder(files);
      const message = await failureOf(Folder.open(dir, gone, true));
      expect(message).to.contain("choose an empty or new folder with --data");
      for (const [name, text] of Object.entries(files)) expect(readFileSync(join(dir, name), "utf8")).to.equal(text);
    });
  }

  it("takes over a lock whose holder is gone, and removes no other's", async () => {
    const dir = folder({});
    const first = await Folder.open(dir, gone, false);
    const second = await Folder.open(dir, { ...gone, nonce: "2" }, false);
    expect(second.secret).to.deep.equal(first.secret);
    first.release();
    expect(readdirSync(dir)).to.include("lock.json");
    second.release();
    expect(readdirSync(dir)).to.deep.equal(["npm-start.json"]);
  });

  it("takes over a lock that was never written, for its start was killed that early", async () => {
    const dir = folder({ "lock.json": "" });
    const opened = await Folder.open(dir, gone, false);
    expect(JSON.parse(readFileSync(join(dir, "lock.json"), "utf8"))).to.include(gone);
    opened.release();
  });

  it("names a damaged file of its folder, and --reset mends it", async () => {
    const dir = folder({});
    await Folder.open(dir, gone, false);
    for (const name of ["lock.json", "resources.json"]) writeFileSync(join(dir, name), "{");
    expect(await failureOf(Folder.open(dir, gone, false))).to.match(/lock\.json is damaged: .*--reset/);
    rmSync(join(dir, "lock.json"));
    const damaged = await Folder.open(dir, gone, false);
    expect(() => damaged.kept()).to.throw(/resources\.json is damaged: .*--reset/);
    writeFileSync(join(dir, "lock.json"), "{");
    expect((await Folder.open(dir, gone, true)).kept()).to.deep.equal({});
  });

  it("says that --data names a file", async () => {
    const dir = folder({ file: "" });
    expect(await failureOf(Folder.open(join(dir, "file"), gone, false))).to.contain("--data names the file");
  });

  const projects: [string, string, RegExp][] = [
    ["does not parse", "name: a\nruntime: [", /Pulumi\.yaml:2 is not YAML: /],
    ["has no name", "runtime: nodejs", /Pulumi\.yaml has no name/],
  ];
  for (const [what, text, message] of projects) {
    it(`names a Pulumi.yaml that ${what}`, () => {
      expect(() => readProject(folder({ "Pulumi.yaml": text }), "dev")).to.throw(message);
    });
  }

  it("names the outputs it waits for in vain", async () => {
    const dir = projectWith();
    const program = join(root, "local/program");
    writeFileSync(join(dir, "index.ts"), "export const soon = 1; export const never = new Promise(() => {});");
    const project = JSON.stringify({ dir, name: "p", stack: "dev", main: join(dir, "index.ts"), config: {} });
    const patience = 200;
    const text = `import { runProgram } from "${program}";
      runProgram(${project}, {} as never, async () => ({ id: "" }), ${patience}).catch(({ message }) => console.log(message));`;
    writeFileSync(join(dir, "waiting.ts"), text);
    expect(await command(dir, join(dir, "waiting.ts"))).to.equal(
      "nothing has happened for 0.2 s; still awaited: the output never",
    );
  });

  it("runs on UTC, as AWS does", async () => {
    const dir = folder({ "hours.ts": "console.log(new Date(0).getHours());" });
    expect(await command(dir, join(dir, "hours.ts"))).to.equal("0");
  });

  it("npm run token says that a deployed pool needs its client", async () => {
    const args = ["anna@example.com", "--password", "p", "--user-pool-id", "ap-southeast-2_x"];
    expect(await command(folder({}), "scripts/token.ts", ...args)).to.contain("--user-pool-id needs --client-id");
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

  const stacks: [string, string, unknown, string][] = [
    ["a menu that is a text", "menu", "coffee", "skip-the-line:menu is coffee; it must be of type object"],
    ["a missing menu", "menu", undefined, "skip-the-line:menu is missing"],
    ["an unknown key", "colour", "red", "skip-the-line:colour is not known; Pulumi.yaml declares menu"],
  ];
  for (const [what, key, value, message] of stacks) {
    it(`names ${what} in a stack's file`, () => {
      const dir = projectWith((config) => Object.assign(config, { [`skip-the-line:${key}`]: value }));
      expect(() => readProject(dir, "dev")).to.throw(message);
    });
  }

  // One of each place that reads it besides: the program, the start itself. All the program refuses is in test/infra/config, all an engine in test/local.
  // biome-ignore lint/suspicious/noExplicitAny: a test may break any key.
  const configs: [string, (config: Record<string, any>) => void, string][] = [
    [
      "a price of 4.5",
      (config) => (config["skip-the-line:menu"].coffeesizes[0].unitprice = 4.5),
      "menu.coffeesizes[0].unitprice is 4.5; allowed: a whole number from 1 to 100000",
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
      `import * as aws from "@pulumi/aws"; new aws.kinesis.Stream("waiting");`,
      "aws:kinesis/stream:Stream 'waiting' (index.ts:1): this type is not supported on the laptop; supported are aws:",
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
