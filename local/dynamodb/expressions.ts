// Parses an expression once for all calls that differ in their values only: dynalite's parsers take most of a write's time.

/** What dynalite hands its parsers; they delete from the last two what the expression uses. */
interface Context {
  readonly attrNames?: object | undefined;
  readonly attrVals?: Readonly<Record<string, object>> | undefined;
  readonly unusedAttrNames: Record<string, true>;
  readonly unusedAttrVals: Record<string, true>;
  readonly isKeyCondition?: boolean;
}

/** @returns the tree, in which the values of the call stand as they are; or what is wrong */
type Parse = (expression: string, options: { context: Context }) => unknown;

/** Makes a tree with these values. */
type Build = (values: Context["attrVals"]) => unknown;

const remembered = 200;

/** The whole parser stays as it is for what is new to it, and for what it refuses. */
export function remember(parser: { parse: Parse }): void {
  const { parse } = parser;
  const known = new Map<string, { readonly build: Build; readonly names: string[]; readonly values: string[] }>();
  parser.parse = (expression, options) => {
    const { context } = options;
    // These two look into the values; all else at their types only.
    if (/between|attribute_type/i.test(expression)) return parse(expression, options);
    const types = Object.entries(context.attrVals ?? {}).map(([name, value]) => [name, ...Object.keys(value)]);
    const key = JSON.stringify([expression, context.attrNames, types, context.isKeyCondition]);
    const found = known.get(key);
    if (found) {
      for (const name of found.names) delete context.unusedAttrNames[name];
      for (const name of found.values) delete context.unusedAttrVals[name];
      return found.build(context.attrVals);
    }
    const tree = parse(expression, options);
    if (typeof tree !== "object" || tree === null) return tree;
    if (known.size === remembered) known.clear();
    const used = (all: object | undefined, unused: object) => Object.keys(all ?? {}).filter((name) => !(name in unused));
    const names = used(context.attrNames, context.unusedAttrNames);
    const values = used(context.attrVals, context.unusedAttrVals);
    const build = builder(tree, new Map(Object.entries(context.attrVals ?? {}).map(([name, value]) => [value, name])));
    known.set(key, { build, names, values });
    // Not the tree itself: dynalite writes into it.
    return build(context.attrVals);
  };
}

function builder(node: unknown, nameOf: ReadonlyMap<object, string>): Build {
  if (typeof node !== "object" || node === null) return () => node;
  const name = nameOf.get(node);
  if (name !== undefined) return (values) => values?.[name];
  if (Array.isArray(node)) {
    const items = node.map((item) => builder(item, nameOf));
    return (values) => items.map((build) => build(values));
  }
  const prototype = Object.getPrototypeOf(node);
  const fields = Object.entries(node).map(([field, value]) => [field, builder(value, nameOf)] as const);
  return (values) => {
    const made = Object.create(prototype);
    for (const [field, build] of fields) made[field] = build(values);
    return made;
  };
}
