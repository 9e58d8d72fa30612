// The README's lines, pasted into a shell by somebody who never saw this before: the journey of a customer and a barista.
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { type Run, ready, start } from "./process";
import { projectWith, root } from "./project";

/** Every shell block below the first screen: `npm ci && npm start` is what the test itself does. */
const blocks = [...readFileSync(join(root, "README.md"), "utf8").matchAll(/^```sh\n(.*?)^```/gms)]
  .map(([, lines]) => lines)
  .slice(1);

describe("the README", function () {
  this.timeout(120_000);
  let run: Run;
  let printed = "";
  before(async function () {
    // Where there is no AWS CLI a developer may go on without; CI installs it.
    if (spawnSync("aws", ["--version"]).error && !process.env.CI) this.skip();
    const dir = projectWith();
    run = start(dir, "--data", ".local");
    const { apiUrl = "" } = await ready(run);
    const script = blocks.join("\n").replaceAll("http://127.0.0.1:3000", apiUrl.replace(/\/$/, ""));
    const { AWS_PROFILE, ...env } = process.env;
    const shell = spawn("bash", ["-euo", "pipefail", "-c", script], { cwd: dir, env: { ...env, AWS_PAGER: "" } });
    for (const stream of [shell.stdout, shell.stderr]) stream.on("data", (chunk) => (printed += chunk));
    expect(await new Promise((done) => shell.on("close", done)), printed).to.equal(0);
  });
  after(async () => {
    run?.child.kill("SIGINT");
    await run?.ended;
  });

  it("orders a coffee, is refused a second one, and downloads the invoice", () => {
    expect(printed).to.match(/"status":"placed","invoice":"invoices\/[^"]+","notified":true/);
    expect(printed).to.contain('"error":"OrderAlreadyActive"');
    expect(printed).to.contain('"payable": "9.00 AUD"');
    expect(printed).to.contain("New order at sydney-central");
  });

  it("shows the queue to a barista, who hands the order out", () => {
    expect(printed).to.contain('{"orders":[{');
    expect(printed).to.match(/"status":"ready".*"status":"collected"/s);
  });

  it("takes the walkthrough", () => {
    expect(printed).to.match(/^order +who +shop.*\n(\w{8} \d .*\n){6}/m);
  });

  it("signs a customer up with the AWS CLI and the code from the mail", () => {
    expect(printed).to.contain('"UserConfirmed": false');
    expect(printed.match(/"status":"placed","invoice"/g)).to.have.lengthOf.at.least(3);
  });

  it("looks behind the scenes with the AWS CLI", () => {
    expect(printed).to.contain('"S": "collected"').and.contain('"TopicArn": "arn:aws:sns:').and.contain('"type": "EXPRESS"');
    expect(printed).to.match(/\d+ invoices\/[\w-]+\/sydney-central\/\d{4}\/\d\d\/[\w-]+\.json/);
    expect(printed).to.contain("PlaceOrder");
  });
});
