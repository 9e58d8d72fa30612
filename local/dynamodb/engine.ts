// Tables and items on disk: dynalite in one folder, kept over restarts.
import { setTimeout } from "node:timers/promises";
import { notSupported } from "../aws/error";
import type { Place } from "../aws/place";
import { type Consumed, Metered, readUnits } from "./capacity";
import type { Callback, Definition, Index, Item, Output, Store, Write } from "./dynalite";
import { create, getIndexActions, operation, promised } from "./dynalite";
import { Newest } from "./newest";
import { atomic, entryPrefix, itemPrefix } from "./writes";

/** dynalite takes these and answers wrongly or not at all, but for the values that stand here. */
const limited: Readonly<Record<string, (name: string) => readonly string[]>> = {
  ReturnValuesOnConditionCheckFailure: () => ["NONE"],
  ReturnItemCollectionMetrics: () => ["NONE"],
  ReturnConsumedCapacity: (name) => (name === "BatchWriteItem" ? ["NONE"] : ["NONE", "TOTAL"]),
};

/** An operation, its input checked. */
export interface Work {
  /** The effect. @throws AwsError */
  readonly run: () => Promise<Output>;
  /** Once that has ended; a refused write consumes, too. */
  readonly consumed: () => Consumed;
}

export class Engine {
  private readonly store: Store;
  /** By name. */
  private readonly active = new Map<string, Definition>();
  /** Of each table somebody looks at. */
  private readonly newest = new Map<string, Newest>();

  constructor(
    private readonly path: string,
    place: Place,
  ) {
    const store = atomic(create({ path, createTableMs: 0 }), (item) => {
      for (const [table, newest] of this.newest) if (item.key.startsWith(itemPrefix(table))) newest.note(item);
    });
    this.store = { ...store, getTable: (name, ...rest) => this.table(store, name, rest) };
    Object.assign(this.store.tableDb, { awsRegion: place.region, awsAccountId: place.accountId });
  }

  async open(): Promise<void> {
    try {
      await this.store.db.open();
    } catch (error) {
      const { message, cause } = error as Error & { cause?: Error };
      throw new Error(`The folder ${this.path} can't be opened: ${cause?.message ?? message}`, { cause });
    }
  }

  close(): Promise<void> {
    return this.store.db.close();
  }

  /** Checks an input as DynamoDB does. @throws AwsError */
  prepare(name: string, input: Output, store = this.store): Work {
    const { takes, check, run } = operation(name);
    for (const [field, value] of Object.entries(input)) {
      const fine = limited[field]?.(name).includes(String(value)) ?? takes(field);
      if (!fine) throw notSupported(`${name} with ${field} ${JSON.stringify(value)}`, "leave it out");
    }
    const data = check(input, store);
    const isRead = /Query|Scan|Get/.test(name);
    const metered = new Metered(store, (table) => this.active.get(table));
    let read = 0;
    return {
      run: async () => {
        const output = await run(isRead ? store : metered.store, isRead ? { ...data, ReturnConsumedCapacity: "TOTAL" } : data);
        const { ConsumedCapacity: consumed, ...answer } = output;
        // The least that AWS charges, for a read that finds nothing.
        if (isRead) read = readUnits(output) || (data.ConsistentRead ? 1 : 0.5);
        if (data.ReturnConsumedCapacity !== "TOTAL") return answer;
        const CapacityUnits = isRead ? read : metered.writeUnits();
        return { ...answer, ConsumedCapacity: Array.isArray(consumed) ? consumed : { TableName: data.TableName, CapacityUnits } };
      },
      consumed: () => ({ read, write: metered.writeUnits() }),
    };
  }

  /** Creates a table, or takes over the one of an earlier start with its items. @throws Error if its keys are others now */
  async define(table: Definition): Promise<void> {
    const found = await this.definition(table.TableName);
    const [before, now] = [found ?? table, table].map((each) => describeKeys(each.KeySchema, each));
    if (before !== now) {
      throw new Error(
        `The table '${table.TableName}' of an earlier start has the keys ${before}; the program asks for the keys ${now}. ` +
          "These can't be changed on a table: go back to them, or start with --reset to drop all data",
      );
    }
    const [indexesBefore, indexes] = [found, table].map(indexesOf);
    if (found?.TableStatus === "ACTIVE" && String(indexesBefore) === String(indexes)) return;
    // Before the definition is written: a start that is killed in between does it again.
    if (found) await this.fillNewIndexes(table, found);
    // CreateTable refuses a table that exists: shown none, it writes the definition anew and the items stay.
    const blind = { ...this.store, tableDb: { ...this.store.tableDb, get: (_: string, done: Callback<unknown>) => done(null) } };
    await this.prepare("CreateTable", { ...table }, blind).run();
    while ((await this.definition(table.TableName))?.TableStatus !== "ACTIVE") await setTimeout(1);
    this.active.delete(table.TableName);
  }

  items(table: string): AsyncIterable<Item> {
    return this.store.db.values(under(itemPrefix(table)));
  }

  /** Those written last first. */
  newestItems(table: string, limit: number): ReturnType<Newest["list"]> {
    let newest = this.newest.get(table);
    if (!newest || newest.isShortOf(limit)) {
      newest = new Newest(this.store.db.iterator(under(itemPrefix(table))), 2 * limit);
      this.newest.set(table, newest);
    }
    return newest.list(limit);
  }

  /** As dynalite finds a table, but read once: only `define` changes one. */
  private table(store: Store, name: string, rest: unknown[]): void {
    const done = rest.pop() as Callback<Definition>;
    const known = this.active.get(name);
    if (known) done(null, known);
    else {
      store.getTable(name, ...rest, (error: unknown, table?: Definition) => {
        if (table?.TableStatus === "ACTIVE") this.active.set(name, table);
        done(error, table);
      });
    }
  }

  private definition(table: string): Promise<Definition | undefined> {
    return promised((callback) => this.store.tableDb.get(table, callback as Callback<unknown>));
  }

  private async fillNewIndexes(table: Definition, found: Definition): Promise<void> {
    const known = indexesOf(found);
    const indexes = table.GlobalSecondaryIndexes?.filter((index) => !known.includes(describeIndex(index, table))) ?? [];
    for (const { IndexName } of indexes) await this.store.db.clear(under(entryPrefix(table.TableName, IndexName)));
    let batch: Write[] = [];
    for await (const item of this.items(table.TableName)) {
      batch.push(...entriesOf(item, indexes, table));
      if (batch.length < 500) continue;
      await this.store.db.batch(batch);
      batch = [];
    }
    await this.store.db.batch(batch);
  }
}

function entriesOf(item: Item, indexes: readonly Index[], table: Definition): Write[] {
  try {
    const { puts } = getIndexActions(indexes, null, item, table);
    return puts.map(({ index, key, item: value }) => ({ type: "put", key: entryPrefix(table.TableName, index) + key, value }));
  } catch (cause) {
    const keys = indexes.map((index) => describeIndex(index, table)).join("; ");
    throw new Error(
      `An item of '${table.TableName}' has a key of another type than its new index (${keys}): ${JSON.stringify(item)}. ` +
        "Change the index back, or start with --reset to drop all data",
      { cause },
    );
  }
}

function indexesOf(table: Definition | undefined): string[] {
  return table?.GlobalSecondaryIndexes?.map((index) => describeIndex(index, table)) ?? [];
}

function describeIndex({ IndexName, KeySchema, Projection }: Index, table: Definition): string {
  return `${IndexName} ${describeKeys(KeySchema, table)}, ${Projection.ProjectionType}`;
}

function describeKeys(schema: Index["KeySchema"], { AttributeDefinitions }: Definition): string {
  const typeOf = (name: string) => AttributeDefinitions.find(({ AttributeName }) => AttributeName === name)?.AttributeType;
  return schema.map(({ AttributeName, KeyType }) => `${AttributeName} (${KeyType}, ${typeOf(AttributeName)})`).join(", ");
}

/** All keys with a prefix: dynalite's keys are ASCII. */
function under(prefix: string): { gte: string; lt: string } {
  return { gte: prefix, lt: `${prefix}\xff` };
}
