// What an operation consumes, as DynamoDB bills it: reads in steps of 4 KB, writes of 1 KB, in the table and in each index they change.
import { isDeepStrictEqual } from "node:util";
import type { Definition, Index, Item, Output, Part, Store } from "./dynalite";
import { capacityUnits, getIndexActions } from "./dynalite";

/** Capacity units; of a table that is paid per request, request units. */
export interface Consumed {
  readonly read: number;
  readonly write: number;
}

interface Write {
  readonly table: string;
  readonly before: Item | undefined;
  /** Null for what was removed; absent if the write was refused, which costs as much as the item that is there. */
  after?: Item | null;
}

/** A store for one operation, which remembers what that writes in place of what. */
export class Metered {
  readonly store: Store;
  private readonly writes: Write[] = [];

  constructor(
    store: Store,
    private readonly definition: (table: string) => Definition | undefined,
  ) {
    this.store = { ...store, getItemDb: (table) => this.watched(table, store.getItemDb(table)) };
  }

  /** "Write operations consumption" and "Global secondary indexes: write capacity", DynamoDB guide. */
  writeUnits(): number {
    return sum(this.writes, (write) => Math.max(capacityUnits(write.before), capacityUnits(write.after)) + this.inIndexes(write));
  }

  /** dynalite reads each item once before it writes it, through a part of its own. */
  private watched(table: string, part: Part): Part {
    let write: Write | undefined;
    return {
      ...part,
      get: (key, done) =>
        part.get(key, (error, item) => {
          write = { table, before: item as Item | undefined };
          this.writes.push(write);
          done(error, item);
        }),
      put: (key, item, done) => {
        if (write) write.after = item;
        part.put(key, item, done);
      },
      del: (key, done) => {
        if (write) write.after = null;
        part.del(key, done);
      },
    };
  }

  private inIndexes({ table, before, after }: Write): number {
    const definition = this.definition(table);
    if (!definition || after === undefined) return 0;
    return sum(definition.GlobalSecondaryIndexes ?? [], (index) => {
      const [was, is] = [before, after].map((item) => entryOf(item, index, definition));
      if (was?.key !== is?.key) return sum([was, is], (entry) => (entry ? capacityUnits(entry.item) : 0));
      return was && is && !same(was.item, is.item) ? Math.max(capacityUnits(was.item), capacityUnits(is.item)) : 0;
    });
  }
}

/** As an answer tells it that was asked for the total. */
export function readUnits({ ConsumedCapacity }: Output): number {
  const tables = [ConsumedCapacity ?? []].flat() as { CapacityUnits: number }[];
  return sum(tables, ({ CapacityUnits }) => CapacityUnits);
}

function entryOf(item: Item | null | undefined, index: Index, definition: Definition) {
  return item ? getIndexActions([index], null, item, definition).puts[0] : undefined;
}

/** Some of dynalite's objects have no prototype. */
function same(one: Item, other: Item): boolean {
  return isDeepStrictEqual(structuredClone(one), structuredClone(other));
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
