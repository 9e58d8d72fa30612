// DynamoDB on the laptop, through the real SDK client and the real endpoint.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type AttributeValue,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { Calls } from "../../local/aws/calls";
import { awsEndpoint } from "../../local/aws/endpoint";
import type { Cloud } from "../../local/cloud";
import { DynamoDb } from "../../local/dynamodb/dynamodb";
import { dynamodbTypes } from "../../local/dynamodb/resources";
import { type Credentials, Iam } from "../../local/iam/iam";
import { listen } from "../../local/server";

const orders = {
  billingMode: "PAY_PER_REQUEST",
  hashKey: "account",
  rangeKey: "vendor",
  attributes: ["account", "vendor", "queue", "date"].map((name) => ({ name, type: "S" })),
  globalSecondaryIndexes: [{ name: "queue", hashKey: "queue", rangeKey: "date", projectionType: "ALL" }],
  ttl: { attributeName: "expires", enabled: true },
};
const { globalSecondaryIndexes, ...withoutIndex } = { ...orders, attributes: orders.attributes.slice(0, 2) };
type Item = Record<string, AttributeValue>;
/** Run in a process of its own, it moves thirty items along the index, ten of them in batches, and prints what was acknowledged. */
const writing = `
  const { DynamoDb } = require("./local/dynamodb/dynamodb.ts");
  const { Calls } = require("./local/aws/calls.ts");
  const place = { partition: "aws", region: "r", accountId: "1", dataDir: process.argv[1] };
  const engine = new DynamoDb(place, new Calls(() => ({ allowed: true })));
  const call = async (operation, input) => {
    const request = { headers: { "x-amz-target": "DynamoDB_20120810." + operation }, body: Buffer.from(JSON.stringify(input)) };
    const { status, body } = await engine.handle(request);
    if (status !== 200) throw new Error(body);
  };
  const TableName = "orders-dev";
  const item = (account, n) =>
    ({ account: { S: account }, vendor: { S: "v1" }, queue: { S: "v" + (n % 2) }, date: { S: String(n).padStart(6, "0") } });
  const move = async (account, n) => {
    await call("PutItem", { TableName, Item: item(account, n) });
    process.stdout.write(account + " " + n + "\\n");
    await move(account, n + 1);
  };
  const moveAll = async (n) => {
    const requests = Array.from({ length: 10 }, (_, i) => ({ PutRequest: { Item: item("batch" + i, n) } }));
    await call("BatchWriteItem", { RequestItems: { [TableName]: requests } });
    await moveAll(n + 1);
  };
  const attributes = ["account", "vendor", "queue", "date"].map((AttributeName) => ({ AttributeName, AttributeType: "S" }));
  const keys = (hash, range) => [{ AttributeName: hash, KeyType: "HASH" }, { AttributeName: range, KeyType: "RANGE" }];
  const index = { IndexName: "queue", KeySchema: keys("queue", "date"), Projection: { ProjectionType: "ALL" } };
  engine.createTable({
    TableName, BillingMode: "PAY_PER_REQUEST", AttributeDefinitions: attributes, KeySchema: keys("account", "vendor"),
    GlobalSecondaryIndexes: [index],
  }).then(() => { for (let i = 0; i < 20; i += 1) move("a" + i, 1); moveAll(1); });
`;
const key = (account: string) => ({ account: { S: account }, vendor: { S: "v1" } });
const waiting = (account: string, date = "1") => ({ ...key(account), queue: { S: "v1" }, date: { S: date } });

describe("DynamoDB", () => {
  let folder: string;
  let running: { dynamodb: DynamoDb; calls: Calls; server: Server; iam: Iam; place: Cloud["place"] };
  let client: DynamoDBClient;

  /** A start of the cloud on the test's folder; `program` is the inputs of its one table. */
  async function start(program: object | undefined = orders): Promise<void> {
    const place = {
      partition: "aws",
      region: "ap-southeast-2",
      accountId: "123456789012",
      dataDir: folder,
      awsUrl: "",
      apiUrl: "",
    };
    const iam = new Iam(place, Buffer.from("a secret"));
    const calls = new Calls((call) => iam.decide(call));
    const dynamodb = new DynamoDb(place, calls);
    const server = await listen(awsEndpoint(place, iam, { dynamodb }), 0, "the tests");
    running = { dynamodb, calls, server, iam, place };
    client = clientOf(iam.administrator.credentials);
    await create(program);
  }

  async function stop(): Promise<void> {
    client.destroy();
    running.server.closeAllConnections();
    running.server.close();
    await running.dynamodb.close();
  }

  async function restart(program?: object): Promise<void> {
    await stop();
    await start(program);
  }

  const create = async (inputs: object) =>
    dynamodbTypes["aws:dynamodb/table:Table"]?.create(
      { type: "aws:dynamodb/table:Table", name: "orders", physicalName: "orders-dev", inputs: inputs as Record<string, unknown> },
      running as unknown as Cloud,
    );

  function clientOf({ accessKeyId, secretAccessKey, sessionToken }: Credentials): DynamoDBClient {
    const endpoint = `http://127.0.0.1:${(running.server.address() as AddressInfo).port}`;
    const credentials = { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
    return new DynamoDBClient({ endpoint, region: "ap-southeast-2", credentials, maxAttempts: 1 });
  }

  const TableName = "orders-dev";
  const put = (Item: Record<string, AttributeValue>, more: object = {}) =>
    client.send(new PutItemCommand({ TableName, Item, ...more }));
  const get = async (account: string) =>
    (await client.send(new GetItemCommand({ TableName, Key: key(account), ConsistentRead: true }))).Item;
  const queued = async () => {
    const input = {
      TableName,
      IndexName: "queue",
      KeyConditionExpression: "queue = :v",
      ExpressionAttributeValues: { ":v": { S: "v1" } },
    };
    return (await client.send(new QueryCommand(input))).Items?.map((item) => item.account?.S);
  };
  const failure = async (promise: Promise<unknown>): Promise<Error> =>
    promise.then(
      () => {
        throw new Error("it succeeded");
      },
      (error: Error) => error,
    );

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "dynamodb-"));
    await start();
  });
  afterEach(async () => {
    await stop();
    rmSync(folder, { recursive: true });
  });

  it("lets exactly one of fifty conditional writes at once win", async () => {
    const writes = Array.from({ length: 50 }, (_, n) =>
      put({ ...key("ann"), n: { N: String(n) } }, { ConditionExpression: "attribute_not_exists(account)" }).then(
        () => n,
        (error: Error) => error,
      ),
    );
    const results = await Promise.all(writes);
    const winners = results.filter((result) => typeof result === "number");
    expect(winners).to.have.length(1);
    expect(await get("ann")).to.deep.equal({ ...key("ann"), n: { N: String(winners[0]) } });
    for (const loser of results.filter((result) => result instanceof Error)) {
      expect(loser).to.include({ name: "ConditionalCheckFailedException", message: "The conditional request failed" });
    }
  });

  it("loses none of fifty increments at once", async () => {
    const add = {
      TableName,
      Key: key("ann"),
      UpdateExpression: "ADD cups :one",
      ExpressionAttributeValues: { ":one": { N: "1" } },
    };
    await Promise.all(Array.from({ length: 50 }, () => client.send(new UpdateItemCommand(add))));
    expect((await get("ann"))?.cups).to.deep.equal({ N: "50" });
  });

  it("knows an expression again without taking over its values, types, names or errors", async () => {
    const update = (value: AttributeValue, attribute = "n", more: Record<string, AttributeValue> = {}) =>
      client.send(
        new UpdateItemCommand({
          ...{ TableName, Key: key("again"), ReturnValues: "ALL_NEW" },
          UpdateExpression: "SET #a = if_not_exists(#a, :zero) + :v",
          ConditionExpression: "attribute_not_exists(#a) OR #a < :limit",
          ExpressionAttributeNames: { "#a": attribute },
          ExpressionAttributeValues: { ":zero": { N: "0" }, ":limit": { N: "5" }, ":v": value, ...more },
        }),
      );
    const messageOf = (sent: Promise<unknown>) =>
      sent.then(
        () => "accepted",
        (error: Error) => error.message,
      );
    for (const [value, sum] of [
      ["1", "1"],
      ["2", "3"],
      ["4", "7"],
    ] as const) {
      expect((await update({ N: value })).Attributes?.n).to.deep.equal({ N: sum });
    }
    expect((await update({ N: "9" }, "m")).Attributes).to.deep.include({ n: { N: "7" }, m: { N: "9" } });
    expect(await messageOf(update({ N: "1" }))).to.equal("The conditional request failed");
    expect(await messageOf(update({ S: "1" }))).to.include("operand type: S");
    expect(await messageOf(update({ N: "1" }, "n", { ":other": { N: "1" } }))).to.include(
      "unused in expressions: keys: {:other}",
    );
  });

  it("keeps items and their index entries over a restart", async () => {
    await put(waiting("ann"));
    await restart();
    expect(await get("ann")).to.deep.equal(waiting("ann"));
    expect(await queued()).to.deep.equal(["ann"]);
  });

  it("reads a sparse index in order, and drops an item that loses its key", async () => {
    for (const [account, date] of [
      ["cid", "3"],
      ["ann", "1"],
      ["bob", "2"],
    ] as const)
      await put(waiting(account, date));
    await put(key("dot"));
    expect(await queued()).to.deep.equal(["ann", "bob", "cid"]);
    await client.send(new UpdateItemCommand({ TableName, Key: key("bob"), UpdateExpression: "REMOVE queue" }));
    await client.send(new DeleteItemCommand({ TableName, Key: key("cid") }));
    expect(await queued()).to.deep.equal(["ann"]);
  });

  it("fills an index that the program adds later, and drops one it gives up", async () => {
    await restart(withoutIndex);
    await put(waiting("ann"));
    expect(await failure(queued()))
      .to.have.property("message")
      .that.contains("does not have the specified index: queue");
    await restart();
    expect(await queued()).to.deep.equal(["ann"]);
    await restart(withoutIndex);
    await client.send(new DeleteItemCommand({ TableName, Key: key("ann") }));
    await restart();
    expect(await queued()).to.deep.equal([]);
  });

  it("refuses another key schema for a table with items, names both, and leaves the items", async () => {
    await put(waiting("ann"));
    const error = await failure(
      restart({ hashKey: "account", attributes: [{ name: "account", type: "N" }], billingMode: "PAY_PER_REQUEST" }),
    );
    expect(error.message)
      .to.contain("'orders-dev'")
      .and.contain("the keys account (HASH, S), vendor (RANGE, S); the program asks for the keys account (HASH, N)")
      .and.contain("--reset");
    await restart();
    expect(await get("ann")).to.deep.equal(waiting("ann"));
  });

  it("says which item does not fit a new index", async () => {
    await put({ ...key("ann"), size: { S: "large" } });
    const bySize = { name: "size", hashKey: "size", projectionType: "KEYS_ONLY" };
    const attributes = [...orders.attributes, { name: "size", type: "N" }];
    const error = await failure(restart({ ...orders, attributes, globalSecondaryIndexes: [...globalSecondaryIndexes, bySize] }));
    expect(error.message).to.contain("size size (HASH, N)").and.contain('"large"').and.contain("--reset");
  });

  it("removes expired items when swept, and leaves those still good, dated oddly or without a date", async () => {
    const now = Date.now() / 1000;
    const expiring = (account: string, seconds: number) =>
      put({ ...waiting(account), expires: { N: String(Math.floor(now + seconds)) } });
    await expiring("past", -5);
    await expiring("future", 60);
    await put({ ...key("text"), expires: { S: "1" } });
    expect(await get("past"), "until the sweep it is there").to.not.equal(undefined);
    await running.dynamodb.sweep();
    expect(await get("past")).to.equal(undefined);
    expect(await queued()).to.deep.equal(["future"]);
    expect(await get("text")).to.not.equal(undefined);
  });

  it("does not remove an item that was renewed while the sweep went on", async () => {
    const accounts = Array.from({ length: 40 }, (_, n) => `a${n}`);
    const old = { N: String(Math.floor(Date.now() / 1000) - 5) };
    const fresh = { N: String(Math.floor(Date.now() / 1000) + 60) };
    await Promise.all(accounts.map((account) => put({ ...key(account), expires: old })));
    const sweep = running.dynamodb.sweep();
    await Promise.all(accounts.map((account) => put({ ...key(account), expires: fresh })));
    await sweep;
    const { Count } = await client.send(new ScanCommand({ TableName, Select: "COUNT" }));
    expect(Count).to.equal(40);
  });

  it("tells the items written last, those of an earlier start by their dates, as many as are asked for", async () => {
    const newest = async (limit: number) => {
      const { items, more } = await running.dynamodb.newestItems(TableName, limit);
      return [...items.map(({ account }) => account?.S), more];
    };
    const dated = (account: string, day: number) => put({ ...key(account), date: { S: `2026-11-0${day}T08:00:00.000Z` } });
    for (const [account, day] of [
      ["b", 2],
      ["e", 5],
      ["a", 1],
      ["d", 4],
      ["c", 3],
    ] as const)
      await dated(account, day);
    await restart();
    expect(await newest(2)).to.deep.equal(["e", "d", true]);
    await dated("a", 1);
    await put(key("f"));
    expect(await newest(2)).to.deep.equal(["f", "a", true]);
    // Fewer than are asked for are remembered by then: the table is read again.
    for (const account of ["f", "e", "d"]) await client.send(new DeleteItemCommand({ TableName, Key: key(account) }));
    expect(await newest(2)).to.deep.equal(["c", "b", true]);
    expect(await newest(9)).to.deep.equal(["c", "b", "a", false]);
  });

  it("describes its tables by this cloud's account and region", async () => {
    const arn = "arn:aws:dynamodb:ap-southeast-2:123456789012:table/orders-dev";
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    expect(Table).to.include({ TableName, TableArn: arn, TableStatus: "ACTIVE" });
    expect(Table?.GlobalSecondaryIndexes?.[0]).to.include({ IndexArn: `${arn}/index/queue`, IndexStatus: "ACTIVE" });
    const { TableId, CreationDateTime } = Table ?? {};
    await restart();
    const { Table: again } = await client.send(new DescribeTableCommand({ TableName }));
    expect(again).to.deep.include({ TableId, CreationDateTime });
    expect((await client.send(new ListTablesCommand({}))).TableNames).to.deep.equal([TableName]);
  });

  it("counts what a read consumes, by the items it reads and not by those there are", async () => {
    const note = { S: "x".repeat(3000) };
    for (let n = 0; n < 20; n += 1) await put({ ...waiting(`a${n}`, String(n)), note });
    const ReturnConsumedCapacity = "TOTAL";
    const queue = async (queue: string, Limit: number, more: object = {}) => {
      const asked = { KeyConditionExpression: "queue = :q", ExpressionAttributeValues: { ":q": { S: queue } }, Limit };
      const input = { TableName, IndexName: "queue", ...asked, ReturnConsumedCapacity, ...more } as const;
      return (await client.send(new QueryCommand(input))).ConsumedCapacity;
    };
    expect(await queue("v1", 4)).to.deep.equal({ TableName, CapacityUnits: 1.5 });
    expect(await queue("v1", 20)).to.deep.equal({ TableName, CapacityUnits: 7.5 });
    expect(await queue("none", 4)).to.deep.equal({ TableName, CapacityUnits: 0.5 });
    const item = { TableName, Key: key("a1"), ReturnConsumedCapacity } as const;
    expect((await client.send(new GetItemCommand(item))).ConsumedCapacity?.CapacityUnits).to.equal(0.5);
    expect((await client.send(new GetItemCommand({ ...item, ConsistentRead: true }))).ConsumedCapacity?.CapacityUnits).to.equal(
      1,
    );
  });

  it("counts what a write consumes: in the table, in an index it changes, and even if it is refused", async () => {
    let consumed = 0;
    running.calls.onEnded = (call) => {
      consumed = call.consumed?.().write ?? 0;
    };
    const write = async (item: Item, more: object = {}) => {
      const { ConsumedCapacity } = await put(item, { ReturnConsumedCapacity: "TOTAL", ...more });
      expect(ConsumedCapacity).to.deep.equal({ TableName, CapacityUnits: consumed });
      return consumed;
    };
    const large = { note: { S: "x".repeat(3000) } };
    expect(await write(key("ann"))).to.equal(1);
    expect(await write(waiting("ann"))).to.equal(1 + 1);
    expect(await write(waiting("ann"))).to.equal(1);
    expect(await write({ ...waiting("ann"), ...large })).to.equal(3 + 3);
    expect(await write(waiting("ann", "2"))).to.equal(3 + 3 + 1);
    expect(await write({ ...key("ann"), ...large })).to.equal(3 + 1);
    expect(await failure(put(key("ann"), { ConditionExpression: "attribute_not_exists(account)" }))).to.include({
      name: "ConditionalCheckFailedException",
    });
    expect(consumed).to.equal(3);
    const set = { UpdateExpression: "SET queue = :v, #date = :v", ExpressionAttributeNames: { "#date": "date" } };
    await client.send(
      new UpdateItemCommand({ TableName, Key: key("ann"), ...set, ExpressionAttributeValues: { ":v": { S: "v1" } } }),
    );
    expect(consumed).to.equal(3 + 3);
    await client.send(new DeleteItemCommand({ TableName, Key: key("ann") }));
    expect(consumed).to.equal(3 + 3);
    const requests = ["ann", "ben"].map((account) => ({ PutRequest: { Item: waiting(account) } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }));
    expect(consumed).to.equal(2 + 2);
  });

  it("asks IAM for the table, the index, and each table of a batch", async () => {
    await running.dynamodb.createTable({
      TableName: "notes",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    });
    const { iam } = running;
    const role = iam.createRole(
      "r",
      '{"Statement":{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}}',
    );
    const table = "arn:aws:dynamodb:ap-southeast-2:123456789012:table/orders-dev";
    const Statement = { Effect: "Allow", Action: ["dynamodb:Query", "dynamodb:BatchGetItem"], Resource: table };
    iam.putRolePolicy("r", "p", JSON.stringify({ Version: "2012-10-17", Statement }));
    client = clientOf(iam.credentialsOf(iam.assumeRole(role, "lambda.amazonaws.com", "session")));

    const batch = (tables: string[]) => {
      const keys: Record<string, Record<string, AttributeValue>[]> = { [TableName]: [key("ann")], notes: [{ id: { S: "1" } }] };
      const RequestItems = Object.fromEntries(tables.map((name) => [name, { Keys: keys[name] }]));
      return client.send(new BatchGetItemCommand({ RequestItems }));
    };
    expect((await batch([TableName])).Responses).to.deep.equal({ [TableName]: [] });
    expect(await failure(batch([TableName, "notes"])))
      .to.include({ name: "AccessDeniedException" })
      .and.have.property("message")
      .that.contains("table/notes");
    const denied = await failure(queued());
    expect(denied).to.include({ name: "AccessDeniedException" });
    expect(denied.message).to.contain("dynamodb:Query").and.contain(`${table}/index/queue`).and.contain("assumed-role/r/session");
  });

  it("answers missing tables and wrong input as AWS does", async () => {
    const missing = await failure(client.send(new GetItemCommand({ TableName: "nowhere", Key: key("ann") })));
    expect(missing).to.include({ name: "ResourceNotFoundException", message: "Requested resource not found" });
    const partial = await failure(client.send(new GetItemCommand({ TableName, Key: { account: { S: "ann" } } })));
    expect(partial).to.include({ name: "ValidationException", message: "The provided key element does not match the schema" });
  });

  it("has table and index agree, and every acknowledged write, after each kill -9 amid writes", async () => {
    const byAccount = (items: Item[] = []) => Object.fromEntries(items.map((item) => [item.account?.S, item]));
    for (let round = 0; round < 3; round += 1) {
      await stop();
      const writer = spawn(process.execPath, ["-r", "./scripts/register.js", "-e", writing, folder]);
      let acknowledged = "";
      for await (const chunk of writer.stdout) {
        acknowledged += chunk;
        // A while later: just now, it acknowledged and is between writes.
        if (acknowledged.length > 2000) setTimeout(() => writer.kill("SIGKILL"), 20 * Math.random());
      }
      expect(acknowledged).to.have.length.above(2000);
      await start();
      const { Items } = await client.send(new ScanCommand({ TableName }));
      const { Items: entries } = await client.send(new ScanCommand({ TableName, IndexName: "queue" }));
      expect(entries).to.have.length(30);
      expect(byAccount(entries)).to.deep.equal(byAccount(Items));
      for (const line of acknowledged.split("\n").slice(0, -1)) {
        const [account = "", date] = line.split(" ");
        expect(Number(byAccount(Items)[account]?.date?.S)).to.be.at.least(Number(date));
      }
    }
  });

  it("refuses clearly what its engine does not do", async () => {
    const Item = key("ann");
    const refusals = [
      [client.send(new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName, Item } }] })), "TransactWriteItems"],
      [put(Item, { ReturnValuesOnConditionCheckFailure: "ALL_OLD" }), "ReturnValuesOnConditionCheckFailure"],
      [put(Item, { ReturnItemCollectionMetrics: "SIZE" }), "ReturnItemCollectionMetrics"],
      [put(Item, { ReturnConsumedCapacity: "INDEXES" }), "ReturnConsumedCapacity"],
      [client.send(new CreateTableCommand({ TableName: "mine", KeySchema: [], AttributeDefinitions: [] })), "CreateTable"],
    ] as const;
    for (const [promise, text] of refusals) {
      expect(await failure(promise))
        .to.include({ name: "NotImplemented" })
        .and.have.property("message")
        .that.contains(text);
    }
    await put(Item, { ReturnValuesOnConditionCheckFailure: "NONE" });
    for (const [inputs, text] of [
      [{ ...orders, billingMode: "PROVISIONED" }, "billingMode is PROVISIONED"],
      [{ ...orders, ttl: { ...orders.ttl, region: "x" } }, "ttl has region"],
      [{ ...orders, globalSecondaryIndexes: [{ ...globalSecondaryIndexes[0], warmThroughput: {} }] }, "warmThroughput"],
    ] as const) {
      expect((await failure(create(inputs))).message).to.contain(text);
    }
  });
});
