// What an operation consumed, if the caller asks: dynalite leaves out writes to indexes and the least that a read costs.
import { isDeepStrictEqual } from "node:util";
import type { Callback, Item, Output, Part, Store } from "./dynalite";
import { itemSize } from "./dynalite";

interface Consumed {
  readonly TableName: string;
  CapacityUnits: number;
  Table?: { CapacityUnits: number };
  GlobalSecondaryIndexes?: Record<string, { CapacityUnits: number }>;
  LocalSecondaryIndexes?: Record<string, { CapacityUnits: number }>;
}

/** A store that counts writes to indexes, and the way to add them to an output. */
export function metered(store: Store, input: Output): { store: Store; addTo(output: Output): Output } {
  if (input.ReturnConsumedCapacity !== "TOTAL" && input.ReturnConsumedCapacity !== "INDEXES")
    return { store, addTo: (output) => output };
  const writes: { kind: string; table: string; index: string; units: number }[] = [];
  const leastRead = input.ConsistentRead ? 1 : 0.5;

  return {
    store: {
      ...store,
      getIndexDb(kind, table, index) {
        const part = store.getIndexDb(kind, table, index);
        return counting(part, (units) => writes.push({ kind, table, index, units }));
      },
    },
    addTo(output) {
      for (const consumed of [output.ConsumedCapacity ?? []].flat() as Consumed[]) {
        if (consumed.CapacityUnits === 0) {
          const [index] = Object.values(consumed.GlobalSecondaryIndexes ?? consumed.LocalSecondaryIndexes ?? {});
          for (const part of [consumed, index ?? consumed.Table]) if (part) part.CapacityUnits = leastRead;
        }
        for (const { kind, index, units } of writes.filter(({ table }) => table === consumed.TableName)) {
          consumed.CapacityUnits += units;
          if (!consumed.Table) continue;
          const name = `${kind as "Global" | "Local"}SecondaryIndexes` as const;
          const before = consumed[name]?.[index]?.CapacityUnits ?? 0;
          consumed[name] = { ...consumed[name], [index]: { CapacityUnits: before + units } };
        }
      }
      return output;
    },
  };
}

/** As AWS charges an index: a unit per KiB of the larger of old and new entry, none if the entry stays as it is. */
function counting(part: Part, count: (units: number) => void): Part {
  const write = (key: string, item: Item | undefined, done: Callback<void>, effect: () => void) =>
    part.get(key, (error, found) => {
      if (error) return done(error);
      const before = found as Item | undefined;
      const after = item && (JSON.parse(JSON.stringify(item)) as Item);
      if (isDeepStrictEqual(before, after)) return done(null);
      count(Math.max(...[before, after].map((entry) => (entry ? Math.ceil(itemSize(entry) / 1024) : 0))));
      effect();
    });
  return {
    ...part,
    put: (key, item, done) => write(key, item, done, () => part.put(key, item, done)),
    del: (key, done) => write(key, undefined, done, () => part.del(key, done)),
  };
}
