// The same requests without and beside a crowd of other orders in the table: what they take, and what they read.
import { join } from "node:path";
import { type AttributeValue, BatchWriteItemCommand, DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { Meter } from "../cost/meter";
import { readProject } from "../local/project";
import { up } from "../local/up";
import { ask, customer, type Order, order, ordersOf, type Target } from "./load";
import { type Times, timesOf } from "./times";

/** One after another. */
export interface Asked extends Times {
  readonly what: string;
}

/** @param name of the customers who order */
export async function lookAround(target: Target, name: string, requests: number): Promise<Asked[]> {
  const [vendorid = ""] = target.vendorids;
  const barista = await customer(target, `${name}-barista@example.com`, vendorid);
  const orders = await ordersOf(target, name, requests);
  const timed = async (what: string, one: (each: Order) => Promise<string>): Promise<Asked> => {
    const times: number[] = [];
    for (const each of orders) {
      const before = performance.now();
      await one(each);
      times.push(performance.now() - before);
    }
    return { what, ...timesOf(times) };
  };
  return [
    await timed("POST /order", (each) => order(target, each)),
    await timed("GET /order", ({ token, vendorid }) => ask(target, `order?vendorid=${vendorid}`, { token })),
    await timed("GET /orders, first page", () => ask(target, "orders", { token: barista })),
  ];
}

/** Copies of a slot with an order, of as many customers, over all shops; every other one was never collected and has expired. */
export async function fill({ outputs, vendorids }: Target, crowd: number): Promise<void> {
  const { awsEndpoint = "", awsRegion = "", awsAccessKeyId = "", awsSecretAccessKey = "", tableName = "" } = outputs;
  const credentials = { accessKeyId: awsAccessKeyId, secretAccessKey: awsSecretAccessKey };
  const dynamodb = new DynamoDBClient({ endpoint: awsEndpoint, region: awsRegion, credentials });
  const slot = await firstOf(dynamodb, tableName);
  const yesterday = new Date(Date.now() - 25 * 3_600_000);
  const expired = {
    orderdate: { S: yesterday.toISOString() },
    expires: { N: String(Math.floor(yesterday.getTime() / 1000) + 86_400) },
  };
  const items = Array.from({ length: crowd }, (_, n) => {
    const vendor = { S: vendorids[n % vendorids.length] ?? "" };
    const accountid = { S: `00000000-0000-4000-8000-${String(n).padStart(12, "0")}` };
    return { ...slot, accountid, vendorid: vendor, queue: vendor, ...(Math.floor(n / vendorids.length) % 2 === 1 && expired) };
  });
  for (let at = 0; at < items.length; at += 25) {
    const writes = items.slice(at, at + 25).map((Item) => ({ PutRequest: { Item } }));
    await dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [tableName]: writes } }));
  }
  dynamodb.destroy();
}

async function firstOf(client: DynamoDBClient, TableName: string): Promise<Record<string, AttributeValue>> {
  for await (const { Items = [] } of paginateScan({ client }, { TableName, Limit: 1 })) if (Items[0]) return Items[0];
  throw new Error(`There is no order in ${TableName} to copy`);
}

/** Read units of one request each, on what `npm start` left in its data folder: only in this process can its calls be counted. */
export async function readUnits(dir: string, vendorids: readonly string[]): Promise<Readonly<Record<string, number>>> {
  const data = join(dir, ".local");
  const running = await up({
    ...{ project: readProject(dir, "dev"), port: 0, awsPort: 0, data, reset: false },
    log: console.error,
  });
  try {
    const outputs = Object.fromEntries(Object.entries(running.outputs).map(([name, value]) => [name, String(value)]));
    const [vendorid = ""] = vendorids;
    const target = { outputs, vendorids };
    const [anna, ben] = [await customer(target, "anna@example.com"), await customer(target, "ben@example.com", vendorid)];
    const meter = new Meter(running.cloud, data);
    const units = async (path: string, token: string, body?: object): Promise<number> => {
      const request = { method: body ? "POST" : "GET", headers: { authorization: `Bearer ${token}` }, ...(body && { body }) };
      const { counted } = await meter.ask(`${outputs.apiUrl}${path}`, request, body ? 201 : 200);
      return counted.calls.reduce((sum, { read }) => sum + read, 0);
    };
    const details = { coffeetype: "Latte", coffeesize: "Large", quantity: 2 };
    return {
      "POST /order": await units("order", anna, { order: { vendorid, city: "Sydney", details } }),
      "GET /order": await units(`order?vendorid=${vendorid}`, anna),
      "GET /orders, first page": await units("orders", ben),
    };
  } finally {
    await running.close();
  }
}
