// The values of a mapping template: how they print and compare, their Java methods, and those API Gateway gives it.
import { follow, isObject, member, stepsOf } from "../jsonPath";
import { parseJson } from "./json";

/** Objects print as Java maps, lists as JSON, and null or missing as nothing: recorded on API Gateway. */
export function text(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return JSON.stringify(value);
  if (!isObject(value)) return String(value);
  const members = Object.entries(value).map(([key, item]) => `${key}=${item === null ? "null" : text(item)}`);
  return `{${members.join(", ")}}`;
}

/** Only null and false are false: `#if("")` holds, as in Velocity 1. */
export function isTrue(value: unknown): boolean {
  return value !== null && value !== undefined && value !== false;
}

type Operator = <S>(left: (scope: S) => unknown, right: (scope: S) => unknown) => (scope: S) => unknown;

/** Missing and null equal both `$null` and "". */
export const operators: Readonly<Record<string, Operator>> = {
  "==": (left, right) => (scope) => text(left(scope)) === text(right(scope)),
  "!=": (left, right) => (scope) => text(left(scope)) !== text(right(scope)),
  "&&": (left, right) => (scope) => isTrue(left(scope)) && isTrue(right(scope)),
  "||": (left, right) => (scope) => isTrue(left(scope)) || isTrue(right(scope)),
  not: (value) => (scope) => !isTrue(value(scope)),
  parenthesis: (value) => value,
};

/** A method of another kind of value gives null, as in Velocity. */
const methods: Readonly<Record<string, (of: unknown, ...args: unknown[]) => unknown>> = {
  contains: (of, item) => (Array.isArray(of) ? of.includes(item) : isObject(of) ? null : text(of).includes(text(item))),
  containsKey: (of, key) => (isObject(of) ? Object.hasOwn(of, text(key)) : null),
  get: member,
  keySet: (of) => (isObject(of) ? Object.keys(of) : null),
  length: (of) => (typeof of === "string" ? of.length : null),
  replaceAll: (of, pattern, by) => text(of).replace(new RegExp(text(pattern), "g"), javaReplacement(text(by))),
  size: (of) => (Array.isArray(of) ? of.length : isObject(of) ? Object.keys(of).length : null),
  toLowerCase: (of) => text(of).toLowerCase(),
  toString: text,
};

export function knowsMethod(name: string): boolean {
  return Object.hasOwn(methods, name);
}

export function callMethod(name: string, of: unknown, ...args: readonly unknown[]): unknown {
  return of === null || of === undefined ? null : methods[name]?.(of, ...args);
}

/** In Java `\x` is a plain x, `$1` a group. */
function javaReplacement(by: string): string {
  return by.replace(/\\(.)|\$(?!\d)/gs, (_, escaped: string | undefined) => (escaped ?? "$").replace("$", "$$$$"));
}

export interface Variables {
  readonly input: Input;
  readonly context: Record<string, unknown>;
}

export interface Input {
  readonly body: string;
  /** The body's JSON, read when it is first asked for. @throws Error if it is none. */
  json(): unknown;
  readonly params: Readonly<Record<"path" | "querystring" | "header", Readonly<Record<string, string>>>>;
}

export const contextNames = new Set([
  ...["accountId", "apiId", "deploymentId", "domainName", "domainPrefix", "extendedRequestId", "httpMethod", "path", "protocol"],
  ...["requestId", "requestTime", "requestTimeEpoch", "resourceId", "resourcePath", "stage"],
  ...["authorizer", "identity", "responseOverride"],
]);

/** What templates want otherwise in the answer. */
export interface Override {
  readonly status?: unknown;
  readonly header: Readonly<Record<string, string>>;
}

export function overrideOf({ responseOverride }: Variables["context"]): Override {
  return (responseOverride as Override | undefined) ?? { header: {} };
}

/** @param name a header's; without one it is the status that is set. */
export function override(context: Variables["context"], name: string | undefined, value: unknown): void {
  const { status, header } = overrideOf(context);
  context.responseOverride = name ? { status, header: { ...header, [name]: text(value) } } : { status: value, header };
}

type Builtin = (variables: Variables, argument: unknown) => unknown;

/** @throws Error for a name API Gateway has not, and for a JSONPath that is not plain text or not supported. */
export function builtin(name: string, literal: string | undefined): Builtin {
  switch (name) {
    case "$input.body":
      return ({ input }) => input.body || "{}";
    case "$input.json()":
      return byPath(literal, (value) => JSON.stringify(value ?? ""));
    case "$input.params()":
      return ({ input: { params } }, key) => (key === undefined ? params : findParameter(params, text(key)));
    case "$input.path()":
      return byPath(literal, (value) => value);
    case "$util.base64Decode()":
      return (_, value) => Buffer.from(text(value), "base64").toString();
    case "$util.escapeJavaScript()":
      return (_, value) => escapeJavaScript(text(value));
    case "$util.parseJson()":
      return (_, value) => parseJson(text(value) || "null");
    case "$util.urlEncode()":
      return (_, value) => urlEncode(text(value));
  }
  const supported =
    "$input.body, json(), params(), path(), $util.base64Decode(), $util.escapeJavaScript(), $util.parseJson() and $util.urlEncode()";
  throw new Error(`${name} is not supported on the laptop; use ${supported}`);
}

function byPath(path = "an expression", use: (value: unknown) => unknown): Builtin {
  const steps = stepsOf(path);
  if (!steps)
    throw new Error(`the JSONPath '${path}' is not supported on the laptop; use plain text of $, .name, ['name'] and [0]`);
  return ({ input }) => use(follow(input.json(), steps));
}

function findParameter({ path, querystring, header }: Input["params"], name: string): string {
  return [path, querystring, header].find((values) => Object.hasOwn(values, name))?.[name] ?? "";
}

const escapes: Readonly<Record<string, string>> = { "\b": "\\b", "\n": "\\n", "\t": "\\t", "\f": "\\f", "\r": "\\r" };

/** Java's, with its `\'`, which JSON does not know. */
function escapeJavaScript(value: string): string {
  return value.replace(/['"\\/]|[^ -~]/g, (character) => {
    if (/['"\\/]/.test(character)) return `\\${character}`;
    return escapes[character] ?? `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
  });
}

/** Java's, for forms: a blank is a plus. */
function urlEncode(value: string): string {
  const encoded = encodeURIComponent(value).replace(
    /[!'()~]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return encoded.replaceAll("%20", "+");
}
