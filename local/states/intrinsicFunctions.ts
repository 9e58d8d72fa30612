// What the intrinsic functions do. One that can't do it throws why.
import { createHash, randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { isObject } from "../jsonPath";

// biome-ignore lint/suspicious/noExplicitAny: arguments are JSON of any shape; each function checks its own.
type Json = any;

const algorithms: Readonly<Record<string, string>> = {
  ...{ MD5: "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512" },
};
/** Characters, and items of a range: "Intrinsic functions", Step Functions guide. */
const longest = 10_000;
const mostItems = 1000;

export const functions: Readonly<Record<string, (...args: Json[]) => unknown>> = {
  Array: (...items) => items,
  ArrayContains: (items, wanted) => array(items).some((item) => isDeepStrictEqual(item, wanted)),
  ArrayGetItem: (items, index) => {
    const item = array(items)[whole(index)];
    return item === undefined ? fail(`index ${index} is not in a list of ${items.length}`) : item;
  },
  ArrayLength: (items) => array(items).length,
  ArrayPartition: (items, size) => {
    const length = Math.max(whole(size), 0) || fail(`${size} is not a size of 1 or more`);
    return Array.from({ length: Math.ceil(array(items).length / length) }, (_, at) =>
      items.slice(at * length, (at + 1) * length),
    );
  },
  ArrayRange: (first, last, step) => {
    const count = Math.floor((whole(last) - whole(first)) / (whole(step) || fail("the step is 0"))) + 1;
    if (count > mostItems) fail(`${count} items are more than ${mostItems}`);
    return Array.from({ length: Math.max(count, 0) }, (_, at) => whole(first) + at * whole(step));
  },
  ArrayUnique: (items) =>
    array(items).filter((item, at) => items.findIndex((other: Json) => isDeepStrictEqual(other, item)) === at),
  Base64Decode: (encoded) => Buffer.from(short(encoded), "base64").toString(),
  Base64Encode: (plain) => Buffer.from(short(plain)).toString("base64"),
  Hash: (data, name) => {
    const algorithm = algorithms[name] ?? fail(`'${name}' is none of ${Object.keys(algorithms).join(", ")}`);
    return createHash(algorithm).update(short(data)).digest("hex");
  },
  JsonMerge: (one, other, deep) => {
    if (deep !== false) fail("a deep merge is not supported: the third argument must be false");
    return { ...record(one), ...record(other) };
  },
  JsonToString: (value) => JSON.stringify(value),
  MathAdd: (one, other) => whole(one) + whole(other),
  MathRandom: (from, to) => whole(from) + Math.floor(Math.random() * (whole(to) - whole(from))),
  StringSplit: (joined, separators) => {
    const any = [...text(separators)].map((separator) => `\\u{${separator.codePointAt(0)?.toString(16)}}`).join("");
    return text(joined)
      .split(new RegExp(`[${any}]`, "u"))
      .filter((part) => part !== "");
  },
  StringToJson: (json) => (text(json).trim() === "" ? null : JSON.parse(json)),
  UUID: () => randomUUID(),
};

/** The least and the most arguments it takes. */
export function arity(name: string): readonly [number, number] {
  const { length = 0 } = functions[name] ?? {};
  return name === "Array" ? [0, Number.POSITIVE_INFINITY] : [length, length];
}

/** As Java prints it. */
export function textOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(textOf).join(", ")}]`;
  if (!isObject(value)) return String(value);
  return `{${Object.entries(value)
    .map(([key, item]) => `${key}=${textOf(item)}`)
    .join(", ")}}`;
}

function fail(why: string): never {
  throw new Error(why);
}

function array(value: unknown): Json[] {
  return Array.isArray(value) ? value : fail(`${JSON.stringify(value)} is not a list`);
}

function record(value: unknown): object {
  return isObject(value) ? value : fail(`${JSON.stringify(value)} is not an object`);
}

function text(value: unknown): string {
  return typeof value === "string" ? value : fail(`${JSON.stringify(value)} is not a text`);
}

function short(value: unknown): string {
  const { length } = text(value);
  return length <= longest ? text(value) : fail(`a text of ${length} characters is longer than ${longest}`);
}

/** Halves go up: recorded on AWS. */
function whole(value: unknown): number {
  return typeof value === "number" ? Math.round(value) : fail(`${JSON.stringify(value)} is not a number`);
}
