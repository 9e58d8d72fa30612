// To package a function Pulumi looks at each installed package and at each function that it calls, anew for each of ours though they share
// nearly all: half a second of a preview. From now on it looks once.

interface Arborist {
  Arborist: { prototype: Record<"loadActual", (...options: unknown[]) => unknown> };
}

type Inspector = Record<
  "getFunctionLocationAsync" | "lookupCapturedVariableValueAsync",
  (func: object, ...details: unknown[]) => unknown
>;

type Parser = Record<"parseFunction", (text: string) => unknown>;

/** In this process, in which nothing is installed and no function changes while the program runs. */
export function readPackagesOnce(): void {
  const arborist: Arborist = require(pulumis("@npmcli/arborist"));
  const inspector: Inspector = require(pulumis("@pulumi/pulumi/runtime/closure/v8"));
  const parser: Parser = require(pulumis("@pulumi/pulumi/runtime/closure/parseFunction"));

  const { prototype } = arborist.Arborist;
  const loadActual = prototype.loadActual;
  let tree: unknown;
  prototype.loadActual = function (...options) {
    tree ??= loadActual.apply(this, options);
    return tree;
  };

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

/** Pulumi's own, and not ours: found where Pulumi finds it. */
function pulumis(module: string): string {
  return require.resolve(module, { paths: [require.resolve("@pulumi/pulumi")] });
}

function once<T>(found: Map<string, T>, key: string, look: () => T): T {
  const known = found.get(key);
  if (known !== undefined) return known;
  const value = look();
  found.set(key, value);
  return value;
}
