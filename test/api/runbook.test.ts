// What docs/runbook.md has somebody paste in a bad hour, pasted into a shell before that hour comes. Not what only AWS can do.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { DeleteItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { resourceTypes } from "../../local/resources";
import { root } from "../project";
import { type Customer, openShop, type Shop } from "./shop";

const text = readFileSync(join(root, "docs/runbook.md"), "utf8");
const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = ""]) => block);

describe("the runbook", function () {
  this.timeout(60_000);
  let shop: Shop;
  let anna: Customer;
  before(async () => {
    shop = await openShop();
    anna = await shop.customer();
  });

  /** The block that has these words in it, as bash runs it against the laptop. */
  async function paste(words: string, variables: Record<string, string> = {}): Promise<string> {
    const [block, ...others] = blocks.filter((candidate) => candidate.includes(words));
    if (!block || others.length > 0) throw new Error(`${others.length + (block ? 1 : 0)} blocks have ${words} in them`);
    const outputs = Object.entries(shop.running.outputs).map(([name, value]) => `${name}) echo '${value}';;`);
    const script = `set -euo pipefail\noutput() { case "$1" in ${outputs.join(" ")} esac; }\n${block}`;
    const { endpoint, region, credentials } = shop.aws;
    const { stdout } = await promisify(execFile)("bash", ["-c", script], {
      cwd: root,
      env: {
        ...process.env,
        ...variables,
        AWS_ENDPOINT_URL: endpoint,
        ...{ AWS_REGION: region, AWS_DEFAULT_REGION: region },
        // On AWS a synchronous start has a host of its own.
        AWS_DISABLE_HOST_PREFIX_INJECTION: "true",
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      },
    });
    return stdout;
  }

  it("has a cancelled order's missing credit note written, and nothing else done", async () => {
    const { body: order } = await shop.order(anna);
    const { calls } = shop.running.cloud;
    const down = { when: "before", error: Object.assign(new Error("down"), { name: "Down" }) } as const;
    calls.fault = ({ action }) => (action === "s3:PutObject" ? down : undefined);
    expect((await shop.change(anna, "cancelled")).status).to.equal(503);
    calls.fault = () => undefined;
    expect(await shop.invoices(anna)).to.have.lengthOf(1);
    const notices = (await shop.notices(order.orderid)).length;
    const answer = await paste("order_cancelled", { ACCOUNT: anna.accountid, VENDOR: order.vendorid });
    expect(answer).to.contain("SUCCEEDED").and.contain(order.orderid);
    expect(await shop.invoices(anna)).to.have.lengthOf(2);
    expect(await shop.notices(order.orderid)).to.have.lengthOf(notices);
  });

  it("brings lost orders back from a restored table, and leaves those that have moved on", async () => {
    const [lost, busy] = [await shop.customer(), await shop.customer()];
    for (const customer of [lost, busy]) expect((await shop.order(customer)).status).to.equal(201);
    const type = "aws:dynamodb/table:Table";
    const keys = ["accountid", "vendorid"];
    const inputs = {
      name: "orders-restored",
      billingMode: "PAY_PER_REQUEST",
      ...{ hashKey: keys[0], rangeKey: keys[1], attributes: keys.map((name) => ({ name, type: "S" })) },
    };
    await resourceTypes[type]?.create({ type, name: "restored", physicalName: "restored", inputs }, shop.running.cloud);
    const before = [...(await shop.items(lost)), ...(await shop.items(busy))];
    for (const Item of before)
      await shop.dynamodb.send(new PutItemCommand({ TableName: "orders-restored", Item: Item as never }));
    const [item] = before;
    const Key = { accountid: { S: lost.accountid }, vendorid: { S: item?.vendorid?.S ?? "" } };
    await shop.dynamodb.send(new DeleteItemCommand({ TableName: shop.output("tableName"), Key }));
    const barista = await shop.staff("sydney-central");
    await shop.change(barista, "ready", busy);
    const said = await paste("orders-restored");
    expect(said).to.contain("1 brought back, 1 left as they are now");
    expect(await shop.items(lost)).to.deep.equal([item]);
    expect((await shop.items(busy))[0]?.status).to.deep.equal({ S: "ready" });
  });
});
