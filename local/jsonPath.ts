// JSONPath as Step Functions and API Gateway read it: Jayway's, of which those parts are taken that mean the same here.
import type { JSONValue } from "json-p3";

/** What is at the path; undefined where there is nothing, which JSON has no word for. */
export type Path = (root: unknown) => unknown;

export const supportedPaths = "$, .name, ['name'], [0], and for lists of all that match [*], .*, [1:3], ..name, [?(@.a == 1)]";

const step = /\.([\p{L}\p{N}_-]+)|\[(?:'([^'\\]+)'|"([^"\\]+)"|(\d+))\]/gu;
const definite = new RegExp(`^\\$(?:${step.source})*$`, "u");

/** The names and indexes of a path to one place; undefined for any other text. */
export function stepsOf(text: string): readonly (string | number)[] | undefined {
  if (!definite.test(text)) return undefined;
  return [...text.matchAll(step)].map(([, name, single, double, index]) => name ?? single ?? double ?? Number(index));
}

/** @returns undefined for a path that is wrong or not supported. */
export function parsePath(text: string): Path | undefined {
  const steps = stepsOf(text);
  return steps ? (root) => follow(root, steps) : parseQuery(text);
}

export function follow(root: unknown, steps: readonly unknown[]): unknown {
  let at = root;
  for (const key of steps) at = member(at, key);
  return at;
}

/** The member of an object or the item of a list; undefined where there is none. */
export function member(of: unknown, key: unknown): unknown {
  if (Array.isArray(of)) return of[Number(key)];
  return isObject(of) && Object.hasOwn(of, String(key)) ? of[String(key)] : undefined;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A path to many places gives a list, empty if there are none: recorded on Step Functions. */
function parseQuery(text: string): Path | undefined {
  const plain = text.replace(/'[^']*'|"[^"]*"/g, "''");
  // RFC 9535 has functions, lists of selectors and filters without brackets; Jayway has not, or others.
  if (!/^\$.*(\*|\.\.|:|\?\()/.test(plain) || /[\w-]\(|,|\?(?!\()/.test(plain)) return undefined;
  // Loaded for the definition that has such a path.
  const { compile, JSONPathError } = require("json-p3") as typeof import("json-p3");
  try {
    const query = compile(text);
    return (root) => query.query(root as JSONValue).values();
  } catch (error) {
    if (error instanceof JSONPathError) return undefined;
    throw error;
  }
}
