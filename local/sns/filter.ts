// Which messages reach a subscription: a filter policy over message attributes.

/** A message's attributes as a filter sees them: each with its values, several if it is a String.Array. */
export type Attributes = ReadonlyMap<string, readonly unknown[]>;
export type Filter = (attributes: Attributes) => boolean;
type Condition = (values: readonly unknown[] | undefined) => boolean;

/** @throws Error on what is not a filter policy, or one that is not supported */
export function parseFilterPolicy(text: string): Filter {
  const policy: unknown = JSON.parse(text);
  if (policy === null || typeof policy !== "object" || Array.isArray(policy))
    throw new Error(`A filter policy is a JSON object, not ${text}`);
  const entries = Object.entries(policy);
  if (entries.length > 5) throw new Error(`A filter policy has at most 5 attributes, this one ${entries.length}: ${text}`);
  const rules = entries.map(([attribute, conditions]) => ({
    attribute,
    conditions: Array.isArray(conditions) && conditions.length > 0 ? conditions.map(parseCondition) : unsupported(conditions),
  }));
  return (attributes) => rules.every((rule) => rule.conditions.some((condition) => condition(attributes.get(rule.attribute))));
}

function parseCondition(condition: unknown): Condition {
  if (typeof condition === "string") return any((value) => value === condition);
  const [entry, ...others] = Object.entries(condition ?? {});
  const parsed = others.length === 0 && entry && operators.get(entry[0])?.(entry[1]);
  return parsed || unsupported(condition);
}

function unsupported(condition: unknown): never {
  throw new Error(
    `The filter policy condition ${JSON.stringify(condition)} is not supported on the laptop; an attribute takes a list of strings, ` +
      '{"prefix": "a"}, {"anything-but": ["a"]}, {"numeric": [">=", 1, "<", 5]} or {"exists": true}',
  );
}

const operators = new Map<string, (operand: unknown) => Condition | undefined>([
  ["exists", (wanted) => (typeof wanted === "boolean" ? (values) => (values !== undefined) === wanted : undefined)],
  [
    "prefix",
    (prefix) => (typeof prefix === "string" ? any((value) => typeof value === "string" && value.startsWith(prefix)) : undefined),
  ],
  [
    "anything-but",
    (operand) => {
      const refused: unknown[] = [operand].flat();
      const simple = refused.every((value) => ["string", "number"].includes(typeof value));
      return simple ? any((value) => !refused.includes(value)) : undefined;
    },
  ],
  [
    "numeric",
    (operand) => {
      const within = Array.isArray(operand) && range(operand);
      return within ? any((value) => typeof value === "number" && within(value)) : undefined;
    },
  ],
]);

const comparisons = new Map<unknown, (value: number, bound: number) => boolean>([
  ["=", (value, bound) => value === bound],
  ["<", (value, bound) => value < bound],
  ["<=", (value, bound) => value <= bound],
  [">", (value, bound) => value > bound],
  [">=", (value, bound) => value >= bound],
]);

/** `[">=", 1, "<", 5]` */
function range([operator, bound, ...more]: readonly unknown[]): ((value: number) => boolean) | undefined {
  const compare = comparisons.get(operator);
  const rest = more.length > 0 ? range(more) : () => true;
  if (!compare || typeof bound !== "number" || !rest) return undefined;
  return (value) => compare(value, bound) && rest(value);
}

/** A missing attribute never matches. */
function any(matches: (value: unknown) => boolean): Condition {
  return (values) => values?.some(matches) ?? false;
}
