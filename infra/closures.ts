// What goes into a function's package, and that Pulumi looks once, not anew for each of ours, at the functions that nearly all of them call.
import * as pulumi from "@pulumi/pulumi";

type Inspector = Record<
  "getFunctionLocationAsync" | "lookupCapturedVariableValueAsync",
  (func: object, ...details: unknown[]) => unknown
>;

type Parser = Record<"parseFunction", (text: string) => unknown>;

/**
 * The runtime brings the SDK, and nothing else is imported by a function of ours. To find that out Pulumi would read all that npm installed:
 * with the reader's own start, half a second of a preview.
 */
export function shipNoPackages(): void {
  Object.assign(pulumi.runtime, { computeCodePaths: async () => new Map() });
}

/** In this process, in which no function changes while the program runs. */
export function lookOnce(): void {
  const inspector: Inspector = require(pulumis("v8"));
  const parser: Parser = require(pulumis("parseFunction"));

  for (const name of ["getFunctionLocationAsync", "lookupCapturedVariableValueAsync"] as const) {
    const look = inspector[name];
    const seen = new WeakMap<object, Map<string, unknown>>();
    inspector[name] = (func, ...details) => {
      const found = seen.get(func) ?? new Map<string, unknown>();
      seen.set(func, found);
      return once(found, details.join(), () => look(func, ...details));
    };
  }

  const parse = parser.parseFunction;
  const parsed = new Map<string, unknown>();
  parser.parseFunction = (text) => once(parsed, text, () => parse(text));
}

function pulumis(module: string): string {
  return require.resolve(`@pulumi/pulumi/runtime/closure/${module}`);
}

function once<T>(found: Map<string, T>, key: string, look: () => T): T {
  const known = found.get(key);
  if (known !== undefined) return known;
  const value = look();
  found.set(key, value);
  return value;
}
