// DynamoDB's API: its operations, what IAM is asked for each, and the expiry of items.
import { join } from "node:path";
import type { Calls } from "../aws/calls";
import { arn, type Place } from "../aws/place";
import type { Principal } from "../aws/principal";
import { answerJson, type Operations } from "../aws/protocols";
import type { Service } from "../aws/service";
import type { Definition, Item, Output } from "./dynalite";
import { Engine } from "./engine";

const onItems = ["GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan", "BatchGetItem", "BatchWriteItem"];
/** Tables belong to the program: a caller can only look at them. */
const onTables = ["ListTables", "DescribeTable"];

/** Milliseconds, and none while the program comes up: AWS itself may take two days. */
const sweepEvery = 600_000;

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
    const operations: Operations = Object.fromEntries(
      [...onItems, ...onTables].map((name) => [name, (input, principal) => this.call(name, input, principal)]),
    );
    this.handle = answerJson("DynamoDB_20120810", "1.0", operations, { code: "AccessDeniedException", status: 400 });
    this.sweeper = setInterval(() => {
      this.swept = this.sweep().catch((error) => this.calls.onBroken(error));
    }, sweepEvery).unref();
  }

  /**
   * Creates a table, or takes over the one of an earlier start with its items.
   * @param ttl the attribute that holds, in seconds since 1970, when an item expires
   */
  async createTable(table: Definition, ttl?: string): Promise<void> {
    await this.engine.open();
    await this.engine.define(table);
    this.tables.set(table.TableName, { table, ttl });
  }

  /** Removes what has expired. As on AWS that takes its time, and an expired item is read like any other until then. */
  async sweep(): Promise<void> {
    for (const { table, ttl } of this.tables.values()) {
      if (ttl === undefined) continue;
      for await (const item of this.engine.items(table.TableName)) {
        const now = Date.now() / 1000;
        if (Number(item[ttl]?.N) <= now) await this.expire(table, item, ttl, now);
      }
    }
  }

  /** Past IAM, for whoever looks into the kitchen. */
  newestItems(table: string, limit: number): ReturnType<Engine["newestItems"]> {
    return this.engine.newestItems(table, limit);
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
    await remove.run().catch((error: Error) => {
      if (error.name !== "ConditionalCheckFailedException") throw error;
    });
  }

  private call(name: string, input: Output, principal: Principal): Promise<Output> {
    const { run, consumed } = this.engine.prepare(name, input);
    const action = `dynamodb:${name}`;
    const [first = "*", ...others] = this.resources(input);
    // A batch is allowed if it is on each of its tables; it consumes once.
    const asked = others.reduce((next, resource) => () => this.calls.run({ principal, action, resource }, next), run);
    return this.calls.run({ principal, action, resource: first, consumed }, asked);
  }

  private resources(input: Output): string[] {
    const { RequestItems, TableName, IndexName } = input;
    if (!RequestItems && !TableName) return ["*"];
    const on = RequestItems ? Object.keys(RequestItems) : [IndexName ? `${TableName}/index/${IndexName}` : TableName];
    return on.map((name) => arn(this.place, "dynamodb", `table/${name}`));
  }
}
