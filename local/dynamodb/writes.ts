// How dynalite reads and writes here: an item and its index entries in one batch, so that no `kill -9` can part them.
import type { Callback, Item, Part, Store, Write } from "./dynalite";
import { inTurn } from "./inTurn";

/** @param written told of each item once it is there, or gone */
export function atomic(store: Store, written: (item: Write) => void): Store {
  /** Index entries, until the item they are of is written. */
  let pending: Write[] = [];
  const write = inTurn((writes) => store.db.batch(writes));
  const keep = (write: Write, done: Callback<void>) => {
    pending.push(write);
    done(null);
  };
  const flush = (item: Write, done: Callback<void>) => {
    // dynalite hands over an item's entries and then the item without a pause: those of two items never mix.
    const batch = [...pending, item];
    pending = [];
    write(batch).then(
      () => {
        written(item);
        setImmediate(done, null);
      },
      (error) => setImmediate(done, error),
    );
  };
  return {
    ...store,
    getIndexDb: (kind, table, index) => writing(store.getIndexDb(kind, table, index), entryPrefix(table, index), keep),
    getItemDb: (table) => reading(store, writing(store.getItemDb(table), itemPrefix(table), flush), itemPrefix(table)),
  };
}

/** Where dynalite keeps what, in the one LevelDB. */
export function itemPrefix(table: string): string {
  return `item-${table}~`;
}

export function entryPrefix(table: string, index: string): string {
  return `index-global~${table}~${index}~`;
}

function writing(part: Part, prefix: string, write: (write: Write, done: Callback<void>) => void): Part {
  return {
    ...part,
    put: (key, value, done) => write({ type: "put", key: prefix + key, value }, done),
    del: (key, done) => write({ type: "del", key: prefix + key }, done),
  };
}

/** Without a way through another thread: LevelDB has found an item in less time than that takes. */
function reading({ db }: Store, part: Part, prefix: string): Part {
  return {
    ...part,
    get(key, done) {
      let item: Item | undefined;
      try {
        item = db.getSync(prefix + key);
      } catch (error) {
        return done(error);
      }
      // As dynalite knows that there is none.
      if (item) done(null, item);
      else done(Object.assign(new Error(`There is no ${key}`), { name: "NotFoundError" }));
    },
  };
}
