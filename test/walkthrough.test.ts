// `npm run walkthrough` as somebody runs it who wants to see whether a stack works; and the notebook as it lies there (`npm run notebook` runs it).
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { AdminGetUserCommand } from "@aws-sdk/client-cognito-identity-provider";
import { expect } from "chai";
import { openPool } from "../scripts/pool";
import { type Run, ready, script, start } from "./process";
import { projectWith, root, withAddresses } from "./project";

describe("npm run walkthrough", function () {
  this.timeout(60_000);
  let dir: string;
  let run: Run;
  let outputs: Record<string, string>;
  before(async () => {
    dir = projectWith(withAddresses);
    run = start(dir);
    outputs = await ready(run);
  });
  after(async () => {
    run.child.kill("SIGINT");
    await run.ended;
  });

  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  /** The URL of somebody who answers so. */
  async function answering(listener: RequestListener): Promise<string> {
    const server = createServer(listener).listen(0, "127.0.0.1");
    servers.push(server);
    await new Promise((done) => server.on("listening", done));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  }

  async function walk(...args: string[]): Promise<{ code: number | null; text: string }> {
    const walking = script(dir, "scripts/walkthrough.ts", ...args);
    return { code: await walking.ended, text: walking.text() };
  }

  /** Whether any of those the walkthrough says it made is still there. */
  async function leftOf(text: string): Promise<string[]> {
    const { cognito, userPoolId } = await openPool({ data: join(dir, ".local") });
    const [, name] = /named (walkthrough-\w+)-/.exec(text) ?? [];
    const emails = ["customer-1", "customer-5", "barista"].map((role) => `${name}-${role}@example.com`);
    const asking = emails.map((Username) => cognito.send(new AdminGetUserCommand({ UserPoolId: userPoolId, Username })));
    const ends = await Promise.allSettled(asking);
    return ends.map((end) => (end.status === "rejected" ? end.reason.name : "still there"));
  }

  it("orders six coffees, has one handed out, and leaves neither an order that waits nor anybody it made", async () => {
    const { code, text } = await walk("--api-url", (outputs.apiUrl ?? "").replace("127.0.0.1", "localhost").replace(/\/$/, ""));
    expect(code, text).to.equal(0);
    expect(text.match(/^customer \d: \d × .*: placed, notified$/gm), text).to.have.lengthOf(6);
    expect(text).to.match(/"payable": "\d+\.\d\d AUD"/);
    expect(text).to.match(/^The mail to \S+: New order at /m);
    const table = text.split("\n\n").at(-1)?.trim().split("\n") ?? [];
    expect(table[0]).to.match(/^order +who +shop +coffee +total +status$/);
    expect(table.slice(1).map((line) => /^\w{8} (\d) .* (\w+)$/.exec(line)?.slice(1))).to.deep.equal([
      ["1", "collected"],
      ...["2", "3", "4", "5", "1"].map((customer) => [customer, "cancelled"]),
    ]);
    for (const line of text.split("\n")) expect(line.length, line).to.be.at.most(80);
    expect(await leftOf(text)).to.deep.equal(Array(3).fill("UserNotFoundException"));
  });

  it("ends with what the API says if an order is refused, and leaves nobody it made", async () => {
    const url = await answering(async (request, response) => {
      if (request.method === "GET") response.end(await (await fetch(`${outputs.apiUrl}${request.url?.slice(1)}`)).text());
      else response.writeHead(503).end(JSON.stringify({ error: "OrderNotPlaced", message: "No order was placed" }));
    });
    mkdirSync(join(dir, "proxied"));
    writeFileSync(join(dir, "proxied/outputs.json"), JSON.stringify({ ...outputs, apiUrl: url }));
    const { code, text } = await walk("--data", "proxied");
    expect(code).to.equal(1);
    expect(text).to.contain(`OrderNotPlaced: No order was placed (POST ${url}order was answered 503)`);
    expect(await leftOf(text)).to.deep.equal(Array(3).fill("UserNotFoundException"));
  });

  const wrongs: [string, () => Promise<string> | string, string][] = [
    ["where nobody listens", () => "http://127.0.0.1:65535", "Error: Nobody answers at "],
    ["of another service", () => answering((_, response) => response.writeHead(404).end("<h1>")), "that is not this service"],
    ["that is none", () => "coffee", "Error: --api-url is 'coffee'; allowed: the stack's output apiUrl"],
  ];
  for (const [what, url, message] of wrongs) {
    it(`says in one sentence that the URL is one ${what}`, async () => {
      const { code, text } = await walk("--api-url", await url());
      expect(code).to.equal(1);
      expect(text.trim().split("\n")).to.have.lengthOf(2);
      expect(text).to.contain(message).and.contain("\nusage: npm run walkthrough");
    });
  }

  it("says that the laptop's data folder is another, and never takes it for AWS", async () => {
    const { code, text } = await walk("--api-url", outputs.apiUrl ?? "", "--data", "elsewhere");
    expect(code).to.equal(1);
    expect(text).to.contain("is an npm start's with another data folder: name it with --data");
  });

  it("says that credentials are missing before it makes anybody", async () => {
    const before = { ...process.env };
    Object.assign(process.env, { AWS_PROFILE: "nobody", AWS_EC2_METADATA_DISABLED: "true" });
    const { code, text } = await walk("--user-pool-id", "ap-southeast-2_x", "--client-id", "x");
    process.env = before;
    expect(code).to.equal(1);
    expect(text).to.contain("There are no AWS credentials that may administer the user pool").and.not.contain("named");
  });
});

describe("notebook/client.ipynb", () => {
  it("holds nothing of anybody's run", () => {
    const { cells } = JSON.parse(readFileSync(join(root, "notebook/client.ipynb"), "utf8"));
    for (const { cell_type, outputs, execution_count } of cells) {
      if (cell_type === "code") expect({ outputs, execution_count }).to.deep.equal({ outputs: [], execution_count: null });
    }
  });
});
