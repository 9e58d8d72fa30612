// dynalite 4 from inside: it has no types, and its public face is an HTTP server that can't be closed unless it listens.
import { AwsError } from "../aws/error";
import { remember } from "./expressions";

export type Item = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
export type Output = Record<string, unknown>;
export type Callback<T> = (error: unknown, result?: T) => void;

export interface Index {
  readonly IndexName: string;
  readonly KeySchema: readonly { readonly AttributeName: string; readonly KeyType: string }[];
  readonly Projection: { readonly ProjectionType: string };
}

/** A table as CreateTable takes it; with what DescribeTable adds, once it exists. */
export interface Definition {
  readonly TableName: string;
  readonly BillingMode?: string;
  readonly KeySchema: Index["KeySchema"];
  readonly AttributeDefinitions: readonly { readonly AttributeName: string; readonly AttributeType: string }[];
  readonly GlobalSecondaryIndexes?: readonly Index[];
  readonly TableStatus?: string;
}

/** A part of the one LevelDB, keyed without its prefix. */
export interface Part {
  get(key: string, callback: Callback<unknown>): void;
  put(key: string, value: Item, callback: Callback<void>): void;
  del(key: string, callback: Callback<void>): void;
}

export type Write =
  | { readonly type: "put"; readonly key: string; readonly value: Item }
  | { readonly type: "del"; readonly key: string };

interface Range {
  readonly gte: string;
  readonly lt: string;
}

export interface Store {
  readonly tableDb: Part;
  readonly db: {
    open(): Promise<void>;
    close(): Promise<void>;
    clear(range: Range): Promise<void>;
    batch(writes: readonly Write[]): Promise<void>;
    getSync(key: string): Item | undefined;
    values(range: Range): AsyncIterable<Item>;
    iterator(range: Range): AsyncIterable<[string, Item]>;
  };
  getTable(name: string, ...rest: unknown[]): void;
  getItemDb(table: string): Part;
  getIndexDb(kind: string, table: string, index: string): Part;
}

interface Operation {
  readonly types: Readonly<Record<string, unknown>>;
  readonly custom?: unknown;
  readonly act: (store: Store, data: object, callback: Callback<Output>) => void;
}

export const { create, getIndexActions, capacityUnits } = require("dynalite/db") as {
  create(options: { path: string; createTableMs: number }): Store;
  /** Of a write, by the item's size; the least if there is none. */
  capacityUnits(item: Item | null | undefined): number;
  /** What an item puts into its indexes. */
  getIndexActions(
    indexes: readonly Index[],
    before: null,
    after: Item,
    table: Definition,
  ): { puts: { index: string; key: string; item: Item }[] };
};

const { checkTypes, checkValidations } = require("dynalite/validations") as {
  checkTypes(input: object, types: Operation["types"]): Output;
  checkValidations(input: object, types: Operation["types"], custom: unknown, store: Store): void;
};

for (const kind of ["condition", "update", "projection"]) remember(require(`dynalite/db/${kind}Parser`));

/** An operation's fields, its input checked as DynamoDB does, and its effect. */
export function operation(name: string) {
  const file = name.charAt(0).toLowerCase() + name.slice(1);
  const { types, custom } = require(`dynalite/validations/${file}`) as Operation;
  const act = require(`dynalite/actions/${file}`) as Operation["act"];
  return {
    takes: (field: string): boolean => Object.hasOwn(types, field),
    /** @throws AwsError */
    check(input: object, store: Store): Output {
      try {
        const data = checkTypes(input, types);
        checkValidations(data, types, custom, store);
        return data;
      } catch (error) {
        throw asAwsError(error);
      }
    },
    run: (store: Store, data: object): Promise<Output> => promised((callback) => act(store, data, callback)),
  };
}

export function promised<T>(start: (callback: Callback<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => start((error, result) => (error ? reject(asAwsError(error)) : resolve(result as T))));
}

/** dynalite's own errors carry the answer; others are faults. */
function asAwsError(error: unknown): unknown {
  const { statusCode, body } = error as { statusCode?: number; body?: { __type: string; message?: string; Message?: string } };
  if (!body) return error;
  return new AwsError(body.__type.replace(/.*#/, ""), body.message ?? body.Message ?? "", statusCode);
}
