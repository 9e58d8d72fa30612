// What values are to a mapping template: how they print and compare, and the Java methods they have.
import { isObject, member } from "./json";

/** Objects print as Java maps, lists as JSON, and null or missing as nothing: recorded on API Gateway. */
export function text(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return JSON.stringify(value);
  if (!isObject(value)) return String(value);
  const members = Object.entries(value).map(
    ([key, item]) => `${key}=${item === null || item === undefined ? "null" : text(item)}`,
  );
  return `{${members.join(", ")}}`;
}

/** Only null and false are false: `#if("")` holds, as in Velocity 1. */
export function isTrue(value: unknown): boolean {
  return value !== null && value !== undefined && value !== false;
}

type Operator = <S>(left: (scope: S) => unknown, right: (scope: S) => unknown) => (scope: S) => unknown;

/** Missing and null equal both `$null` and ""; only numbers have an order. */
export const operators: Readonly<Record<string, Operator>> = {
  "==": (left, right) => (scope) => text(left(scope)) === text(right(scope)),
  "!=": (left, right) => (scope) => text(left(scope)) !== text(right(scope)),
  "&&": (left, right) => (scope) => isTrue(left(scope)) && isTrue(right(scope)),
  "||": (left, right) => (scope) => isTrue(left(scope)) || isTrue(right(scope)),
  not: (value) => (scope) => !isTrue(value(scope)),
  parenthesis: (value) => value,
  "<": ordered((left, right) => left < right),
  "<=": ordered((left, right) => left <= right),
  ">": ordered((left, right) => left > right),
  ">=": ordered((left, right) => left >= right),
};

function ordered(compare: (left: number, right: number) => boolean): Operator {
  return (left, right) => (scope) => {
    const [a, b] = [left(scope), right(scope)];
    return typeof a === "number" && typeof b === "number" && compare(a, b);
  };
}

type Methods<T> = Readonly<Record<string, (of: T, ...args: unknown[]) => unknown>>;

const ofText: Methods<string> = {
  length: (of) => of.length,
  isEmpty: (of) => of === "",
  equals: (of, other) => of === other,
  equalsIgnoreCase: (of, other) => of.toLowerCase() === text(other).toLowerCase(),
  contains: (of, part) => of.includes(text(part)),
  startsWith: (of, part) => of.startsWith(text(part)),
  endsWith: (of, part) => of.endsWith(text(part)),
  matches: (of, pattern) => new RegExp(`^(?:${text(pattern)})$`).test(of),
  replace: (of, part, by) => of.split(text(part)).join(text(by)),
  replaceAll: (of, pattern, by) => of.replace(new RegExp(text(pattern), "g"), javaReplacement(text(by))),
  toLowerCase: (of) => of.toLowerCase(),
  toUpperCase: (of) => of.toUpperCase(),
  trim: (of) => of.trim(),
  toString: text,
};

const ofList: Methods<unknown[]> = {
  size: (of) => of.length,
  isEmpty: (of) => of.length === 0,
  contains: (of, item) => of.includes(item),
  get: member,
  toString: text,
};

const ofMap: Methods<Record<string, unknown>> = {
  size: (of) => Object.keys(of).length,
  isEmpty: (of) => Object.keys(of).length === 0,
  containsKey: (of, key) => Object.hasOwn(of, text(key)),
  get: member,
  keySet: (of) => Object.keys(of),
  put: (of, key, value) => {
    Object.defineProperty(of, text(key), { value, writable: true, enumerable: true, configurable: true });
  },
  toString: text,
};

export function knowsMethod(name: string): boolean {
  return [ofText, ofList, ofMap].some((methods) => Object.hasOwn(methods, name));
}

/** Null where the value has no such method, as in Velocity. */
export function callMethod(name: string, of: unknown, args: readonly unknown[]): unknown {
  if (of === null || of === undefined) return null;
  if (Array.isArray(of)) return Object.hasOwn(ofList, name) ? ofList[name]?.(of, ...args) : null;
  if (isObject(of)) return Object.hasOwn(ofMap, name) ? ofMap[name]?.(of, ...args) : null;
  return Object.hasOwn(ofText, name) ? ofText[name]?.(text(of), ...args) : null;
}

/** In Java `\x` is a plain x, `$1` a group. */
function javaReplacement(by: string): string {
  return by.replace(/\\(.)|\$(?!\d)/gs, (_, escaped: string | undefined) => (escaped ?? "$").replace("$", "$$$$"));
}
