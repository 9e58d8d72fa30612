// The view into the kitchen as its page asks for it, over HTTP, beside a shop that really sells. What the page makes of it is shown in
// kitchenPage.test.ts.
import { request } from "node:http";
import { DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { build } from "esbuild";
import type { Call } from "../../../local/aws/calls";
import { AwsError } from "../../../local/aws/error";
import type {
  ExecutionShown,
  ExecutionSummary,
  ItemsShown,
  ObjectShown,
  ObjectsShown,
  StackShown,
} from "../../../local/kitchen/shown";
import { type Customer, openShop, type Shop } from "../../api/shop";
import { root } from "../../project";

describe("the kitchen view", () => {
  let shop: Shop;
  before(async () => {
    shop = await openShop();
  });
  afterEach(() => {
    shop.running.cloud.calls.fault = () => undefined;
  });

  async function look<T>(path: string): Promise<T> {
    const response = await fetch(`${shop.url}_local/${path}`);
    expect(response.status, path).to.equal(200);
    return (await response.json()) as T;
  }

  async function newest(): Promise<ExecutionShown> {
    const [execution] = await look<ExecutionSummary[]>("executions");
    return look(`execution?id=${execution?.id}`);
  }

  const keysOf = async () => {
    const { items } = await look<ItemsShown>(`items?table=${shop.output("tableName")}`);
    return items.map(({ accountid }) => accountid);
  };

  it("shows the resources as the tree that npm start prints, with type, ARN, and engine or none", async () => {
    const { resources, project, stack, machines, tables } = await look<StackShown>("stack");
    const named = (type: string, name: string) => resources.find((resource) => resource.type === type && resource.name === name);
    const bucket = named("aws:s3:Bucket", "invoices");
    expect([project, stack]).to.deep.equal(["skip-the-line", "dev"]);
    expect(bucket).to.deep.include({ arn: `arn:aws:s3:::${shop.output("bucketName")}`, engine: "local/s3", noEffect: false });
    expect(named("aws:s3:BucketLifecycleConfiguration", "invoices")).to.include({ parent: bucket?.urn, noEffect: true });
    expect(resources.filter(({ parent }) => !resources.some(({ urn }) => urn === parent))).to.have.lengthOf(1);
    expect(tables).to.deep.equal([shop.output("tableName")]);
    expect(machines.map(({ arn, definition }) => [arn, definition.StartAt])).to.deep.equal([
      [shop.output("stateMachineArn"), "Event"],
    ]);
  });

  it("shows an order's way through the workflow, newest first", async () => {
    const anna = await shop.customer();
    const { body } = await shop.order(anna);
    const execution = await newest();
    expect(execution).to.include({ status: "SUCCEEDED", first: "PlaceOrder", last: "Done", name: body.orderid });
    const states = execution.visits.map(({ state }) => state);
    expect(states).to.deep.equal("Event PlaceOrder IsReserved WriteInvoice ConfirmOrder IsNews Notify Notified Done".split(" "));
    expect(JSON.parse(execution.visits.at(-1)?.output ?? "")).to.deep.equal(body);
    expect(JSON.parse(execution.visits[0]?.input ?? "")).to.have.nested.property("claims.sub", anna.accountid);
  });

  it("shows a failed order's way with each try, the error, and where it was caught", async () => {
    shop.running.cloud.calls.fault = ({ action, resource }: Call) =>
      action === "lambda:InvokeFunction" && resource.includes("confirm-order")
        ? { when: "before", error: new AwsError("TooManyRequestsException", "Rate Exceeded.", 429) }
        : undefined;
    await shop.order(await shop.customer());
    const { visits, ...execution } = await newest();
    expect(execution).to.include({ status: "FAILED", error: "OrderNotPlaced" });
    const confirm = visits.find(({ state }) => state === "ConfirmOrder");
    expect(confirm?.failures.map(({ error, retried }) => [error, typeof retried])).to.deep.equal([
      ["Lambda.TooManyRequestsException", "string"],
      ["Lambda.TooManyRequestsException", "undefined"],
    ]);
    expect(confirm?.caught).to.equal("RemoveOrder");
    expect(visits.at(-1)).to.include({ state: "OrderNotPlaced", from: "IsRemoved" });
  });

  it("shows items as they were written, last first, and none that is gone", async () => {
    const [anna, ben, carl] = [await shop.customer(), await shop.customer(), await shop.customer()] as Customer[];
    for (const customer of [anna, ben]) await shop.order(customer as Customer);
    // The table is read once: this is what was there before anybody looked.
    expect((await keysOf()).slice(0, 2)).to.deep.equal([ben?.accountid, anna?.accountid]);
    await shop.order(carl as Customer);
    await shop.change(anna as Customer, "cancelled");
    expect((await keysOf()).slice(0, 3)).to.deep.equal([anna?.accountid, carl?.accountid, ben?.accountid]);
    const Key = { accountid: { S: anna?.accountid ?? "" }, vendorid: { S: "sydney-central" } };
    await shop.dynamodb.send(new DeleteItemCommand({ TableName: shop.output("tableName"), Key }));
    expect((await keysOf()).slice(0, 2)).to.deep.equal([carl?.accountid, ben?.accountid]);
    const { items, keys } = await look<ItemsShown>(`items?table=${shop.output("tableName")}`);
    expect(keys).to.deep.equal(["accountid", "vendorid"]);
    expect(items[0]).to.deep.include({ total: 900, status: "placed" });
    expect(items[0]).to.have.nested.property("details.coffeetype", "Latte");
  });

  it("shows invoices, newest first, and what is in one", async () => {
    const { body } = await shop.order(await shop.customer());
    const bucket = `bucket=${shop.output("bucketName")}`;
    const { objects } = await look<ObjectsShown>(`objects?${bucket}`);
    expect(objects[0]?.key).to.equal(body.invoice);
    const { text = "", headers } = await look<ObjectShown>(`object?${bucket}&key=${encodeURIComponent(body.invoice)}`);
    expect(JSON.parse(text)).to.include({ invoice: body.orderid, payable: "9.00 AUD" });
    expect(headers["content-type"]).to.equal("application/json; charset=utf-8");
  });

  it("says what is not there", async () => {
    const asked = [
      "execution?id=x",
      "items?table=x",
      "objects?bucket=x",
      `object?bucket=${shop.output("bucketName")}&key=x`,
      "x",
    ];
    for (const path of asked) {
      const response = await fetch(`${shop.url}_local/${path}`);
      const { error, message } = (await response.json()) as Record<string, string>;
      expect([response.status, typeof error], path).to.deep.equal([404, "string"]);
      expect(message).to.contain("x");
    }
  });

  it("answers what did not change in a word", async () => {
    const url = `${shop.url}_local/stack`;
    const etag = (await fetch(url)).headers.get("etag") ?? "";
    const again = await fetch(url, { headers: { "if-none-match": etag } });
    expect([again.status, await again.text()]).to.deep.equal([304, ""]);
  });

  it("only looks, only for this machine, and lets no page of others in", async () => {
    for (const method of ["POST", "PUT", "DELETE", "PATCH"]) {
      expect((await fetch(`${shop.url}_local/stack`, { method })).status, method).to.equal(404);
    }
    const status = await new Promise((done) => {
      request(`${shop.url}_local/`, { headers: { host: "evil.example" } }, (response) => {
        response.resume().on("end", () => done(response.statusCode));
      }).end();
    });
    expect(status).to.equal(403);
    const { headers } = await fetch(`${shop.url}_local`);
    expect(headers.get("content-type")).to.equal("text/html; charset=utf-8");
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).to.contain("default-src 'none'").and.contain("frame-ancestors 'none'").and.not.contain("unsafe");
    expect(headers.get("cross-origin-resource-policy")).to.equal("same-origin");
  });

  it("is loaded when somebody looks, and not for a start", async () => {
    const { metafile } = await build({
      ...{ absWorkingDir: root, entryPoints: ["local/main.ts"], bundle: true, packages: "external", platform: "node" },
      ...{ metafile: true, write: false },
    });
    const inKitchen = (path: string) => path.startsWith("local/kitchen/");
    const imports = Object.entries(metafile.inputs)
      .filter(([file]) => !inKitchen(file))
      .flatMap(([file, { imports }]) => imports.filter(({ path }) => inKitchen(path)).map(({ kind }) => [file, kind]));
    expect(imports).to.deep.equal([["local/routes.ts", "dynamic-import"]]);
  });
});
