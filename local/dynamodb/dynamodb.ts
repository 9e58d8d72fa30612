// DynamoDB's API: its operations, what IAM is asked for each, and the expiry of items.
import { join } from "node:path";
import type { Calls } from "../aws/calls";
import { notSupported } from "../aws/error";
import { arn, type Place } from "../aws/place";
import type { Principal } from "../aws/principal";
import { answerJson } from "../aws/protocols";
import type { Service } from "../aws/service";
import type { Definition, Item, Output } from "./dynalite";
import { Engine } from "./engine";

const onItems = ["GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan", "BatchGetItem", "BatchWriteItem"];
const onTables = ["ListTables", "DescribeTable", "DescribeTimeToLive"];
const programOnly = ["CreateTable", "UpdateTable", "DeleteTable", "UpdateTimeToLive"];

const hour = 3_600_000;
/** Seconds; what expired longer ago AWS leaves alone. */
const fiveYears = 5 * 365 * 24 * 3600;

export class DynamoDb implements Service {
  readonly handle: Service["handle"];
  private readonly engine: Engine;
  private readonly tables = new Map<string, { readonly table: Definition; readonly ttl: string | undefined }>();
  private readonly sweeper: NodeJS.Timeout;
  private swept: Promise<void> = Promise.resolve();

  constructor(
    private readonly place: Place,
    private readonly calls: Calls,
  ) {
    this.engine = new Engine(join(place.dataDir, "dynamodb"), place);
    const call = (name: string) => (input: Output, principal: Principal) => this.call(name, input, principal);
    const refuse = (name: string) => () => {
      throw notSupported(`${name} by a caller`, "tables belong to the program: change it and start again");
    };
    const operations = [
      ...[...onItems, ...onTables].map((name) => [name, call(name)]),
      ...programOnly.map((name) => [name, refuse(name)]),
    ];
    this.handle = answerJson("DynamoDB_20120810", "1.0", Object.fromEntries(operations), {
      code: "AccessDeniedException",
      status: 400,
    });
    this.sweeper = setInterval(() => {
      this.swept = this.sweep();
    }, hour).unref();
  }

  /**
   * Creates a table, or takes over the one of an earlier start with its items.
   * @param ttl the attribute that holds, in seconds since 1970, when an item expires
   */
  async createTable(table: Definition, ttl?: string): Promise<void> {
    await this.engine.open();
    await this.engine.define(table);
    this.tables.set(table.TableName, { table, ttl });
    await this.sweep();
  }

  /** Removes what has expired. As on AWS that takes its time, and an expired item is read like any other until then. */
  async sweep(): Promise<void> {
    for (const { table, ttl } of this.tables.values()) {
      if (ttl === undefined) continue;
      for await (const item of this.engine.items(table.TableName)) {
        const now = Date.now() / 1000;
        const expires = Number(item[ttl]?.N);
        if (expires <= now && expires > now - fiveYears) await this.expire(table, item, ttl, now);
      }
    }
  }

  async close(): Promise<void> {
    clearInterval(this.sweeper);
    await this.swept;
    await this.engine.close();
  }

  private async expire(table: Definition, item: Item, ttl: string, now: number): Promise<void> {
    const remove = this.engine.prepare("DeleteItem", {
      TableName: table.TableName,
      Key: Object.fromEntries(table.KeySchema.map(({ AttributeName }) => [AttributeName, item[AttributeName]])),
      // It may have been written anew since it was read.
      ConditionExpression: "#ttl <= :now",
      ExpressionAttributeNames: { "#ttl": ttl },
      ExpressionAttributeValues: { ":now": { N: String(now) } },
    });
    await remove().catch((error: Error) => {
      if (error.name !== "ConditionalCheckFailedException") throw error;
    });
  }

  private call(name: string, input: Output, principal: Principal): Promise<Output> {
    if (typeof input.TableName === "string") input.TableName = input.TableName.replace(arn(this.place, "dynamodb", "table/"), "");
    const run = this.engine.prepare(name, input);
    const effect = name === "DescribeTimeToLive" ? () => run().then(() => this.describeTimeToLive(String(input.TableName))) : run;
    const action = `dynamodb:${name}`;
    // A batch is allowed if it is on each of its tables.
    return this.resources(input).reduce(
      (next, resource) => () => this.calls.run({ principal, action, resource }, next),
      effect,
    )();
  }

  private describeTimeToLive(table: string): Output {
    const ttl = this.tables.get(table)?.ttl;
    const state = ttl === undefined ? { TimeToLiveStatus: "DISABLED" } : { TimeToLiveStatus: "ENABLED", AttributeName: ttl };
    return { TimeToLiveDescription: state };
  }

  private resources(input: Output): string[] {
    if (input.RequestItems) return Object.keys(input.RequestItems).map((table) => arn(this.place, "dynamodb", `table/${table}`));
    if (!input.TableName) return ["*"];
    const index = input.IndexName ? `/index/${input.IndexName}` : "";
    return [arn(this.place, "dynamodb", `table/${input.TableName}${index}`)];
  }
}
