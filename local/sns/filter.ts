// Which messages reach a subscription: a filter policy over message attributes.

/** A message's attributes, which are strings here. */
export type Attributes = ReadonlyMap<string, string>;
export type Filter = (attributes: Attributes) => boolean;
type Condition = (value: string | undefined) => boolean;

/** @throws Error on what is not a filter policy, or one that is not supported */
export function parseFilterPolicy(text: string): Filter {
  const policy: Record<string, unknown> = JSON.parse(text);
  const entries = Object.entries(policy);
  if (entries.length > 5) throw new Error(`A filter policy has at most 5 attributes, this one ${entries.length}: ${text}`);
  const rules = entries.map(([attribute, conditions]) => ({
    attribute,
    conditions: Array.isArray(conditions) && conditions.length > 0 ? conditions.map(parseCondition) : unsupported(conditions),
  }));
  return (attributes) => rules.every((rule) => rule.conditions.some((condition) => condition(attributes.get(rule.attribute))));
}

function parseCondition(condition: unknown): Condition {
  if (typeof condition === "string") return (value) => value === condition;
  const [[operator, operand] = [], ...others] = Object.entries(condition ?? {});
  if (others.length > 0) return unsupported(condition);
  if (operator === "exists" && typeof operand === "boolean") return (value) => (value !== undefined) === operand;
  if (operator === "prefix" && typeof operand === "string") return (value) => value?.startsWith(operand) ?? false;
  if (operator === "anything-but") {
    const refused: unknown[] = [operand].flat();
    if (refused.every((each) => typeof each === "string")) return (value) => value !== undefined && !refused.includes(value);
  }
  return unsupported(condition);
}

function unsupported(condition: unknown): never {
  throw new Error(
    `The filter policy condition ${JSON.stringify(condition)} is not supported on the laptop; an attribute takes a list of ` +
      'strings, {"prefix": "a"}, {"anything-but": ["a"]} or {"exists": true}',
  );
}
