// Tables and items on disk: dynalite in one folder, its tables kept over restarts, its indexes rebuilt.
import { setTimeout } from "node:timers/promises";
import { notSupported } from "../aws/error";
import type { Place } from "../aws/place";
import { metered } from "./capacity";
import type { Callback, Definition, Index, Item, Output, Store } from "./dynalite";
import { create, getIndexActions, operation, promised } from "./dynalite";

/** dynalite takes or drops these without a word; only the value that asks for nothing is right. */
const withoutEffect = ["ReturnValuesOnConditionCheckFailure", "ReturnItemCollectionMetrics"];

export class Engine {
  private readonly store: Store;

  constructor(
    private readonly path: string,
    place: Place,
  ) {
    this.store = create({ path, createTableMs: 0 });
    Object.assign(this.store.tableDb, { awsRegion: place.region, awsAccountId: place.accountId });
  }

  async open(): Promise<void> {
    try {
      await this.store.db.open();
    } catch (error) {
      const { message, cause } = error as Error & { cause?: Error & { code?: string } };
      const locked = cause?.code === "LEVEL_LOCKED";
      const why = locked ? "another process uses it: stop that one, or choose another --data" : (cause?.message ?? message);
      throw new Error(`The folder ${this.path} can't be opened: ${why}`, { cause });
    }
  }

  close(): Promise<void> {
    return this.store.db.close();
  }

  /** Checks an input as DynamoDB does; what it returns is the effect. @throws AwsError */
  prepare(name: string, input: Output, store = this.store): () => Promise<Output> {
    const { takes, check, run } = operation(name);
    for (const [field, value] of Object.entries(input)) {
      const fine = withoutEffect.includes(field) ? value === "NONE" : takes(field);
      if (!fine) throw notSupported(`${name} with ${field} ${JSON.stringify(value)}`, "leave it out");
    }
    const data = check(input, store);
    const meter = metered(store, data);
    return async () => meter.addTo(await run(meter.store, data));
  }

  /** Creates a table, or takes over the one of an earlier start with its items. @throws Error if its keys are others now */
  async define(table: Definition): Promise<void> {
    const found = await this.definition(table.TableName);
    if (found && keysOf(found) !== keysOf(table)) {
      throw new Error(
        `The table '${table.TableName}' of an earlier start has ${keysOf(found)}; the program asks for ${keysOf(table)}. ` +
          "These can't be changed on a table: go back to them, or start with --reset to drop all data",
      );
    }
    // CreateTable refuses a table that exists: shown none, it writes the definition anew and the items stay.
    const blind = { ...this.store, tableDb: { ...this.store.tableDb, get: (_: string, done: Callback<unknown>) => done(null) } };
    const { TableDescription } = await this.prepare("CreateTable", { ...table }, blind)();
    if (found) Object.assign(TableDescription as object, { CreationDateTime: found.CreationDateTime, TableId: found.TableId });
    while ((await this.definition(table.TableName))?.TableStatus !== "ACTIVE") await setTimeout(1);
    await this.rebuildIndexes(table);
  }

  items(table: string): AsyncIterable<Item> {
    return this.store.db.values(under(`item-${table}~`));
  }

  private definition(table: string): Promise<Definition | undefined> {
    return promised((callback) => this.store.tableDb.get(table, callback as Callback<unknown>));
  }

  /** An index may be new; and `kill -9` can strike between dynalite's write to an index and that to the table. */
  private async rebuildIndexes(table: Definition): Promise<void> {
    for (const kind of ["Local", "Global"] as const) {
      const prefix = `index-${kind.toLowerCase()}~${table.TableName}~`;
      await this.store.db.clear(under(prefix));
      const indexes = table[`${kind}SecondaryIndexes`];
      if (!indexes) continue;
      let batch: { type: "put"; key: string; value: Item }[] = [];
      for await (const item of this.items(table.TableName)) {
        for (const { index, key, item: value } of entriesOf(item, indexes, table)) {
          batch.push({ type: "put", key: `${prefix}${index}~${key}`, value });
        }
        if (batch.length < 500) continue;
        await this.store.db.batch(batch);
        batch = [];
      }
      await this.store.db.batch(batch);
    }
  }
}

function entriesOf(item: Item, indexes: readonly Index[], table: Definition): ReturnType<typeof getIndexActions>["puts"] {
  try {
    return getIndexActions(indexes, null, item, table).puts;
  } catch (error) {
    const asked = indexes.map((index) => describe(index.IndexName, index.KeySchema, table)).join("; ");
    throw new Error(
      `An item of the table '${table.TableName}' has a key of another type than its index (${asked}) asks for: ` +
        `${JSON.stringify(item)}. Change the type back, or start with --reset to drop all data`,
      { cause: error },
    );
  }
}

/** What AWS replaces a table for. */
function keysOf(table: Definition): string {
  const local = table.LocalSecondaryIndexes?.map((index) => describe(`local index ${index.IndexName}`, index.KeySchema, table));
  return [describe("the keys", table.KeySchema, table), ...(local ?? []).sort()].join("; ");
}

function describe(what: string, schema: Index["KeySchema"], table: Definition): string {
  const typeOf = (name: string) => table.AttributeDefinitions.find(({ AttributeName }) => AttributeName === name)?.AttributeType;
  return `${what} ${schema.map(({ AttributeName, KeyType }) => `${AttributeName} (${KeyType}, ${typeOf(AttributeName)})`).join(", ")}`;
}

/** All keys with a prefix: dynalite's keys are ASCII. */
function under(prefix: string): { gte: string; lt: string } {
  return { gte: prefix, lt: `${prefix}\xff` };
}
