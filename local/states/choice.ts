// The rules of a Choice state, read once. A value of another kind than the operator's matches nothing.

import { anything, type Fields, flag, list, object, type Read, refuse, text } from "../fields";
import { RuntimeError } from "./error";
import { type Place, place, type Surroundings } from "./expressions";

export type Rule = (input: unknown, at: Surroundings) => boolean;

/** What operators compare; undefined for a value of another kind. */
const kinds: Readonly<Record<string, (value: unknown) => string | number | undefined>> = {
  String: (value) => (typeof value === "string" ? value : undefined),
  Numeric: (value) => (typeof value === "number" ? value : undefined),
  Timestamp: instant,
  Boolean: (value) => (typeof value === "boolean" ? Number(value) : undefined),
};
const relations: Readonly<Record<string, (one: string | number, other: string | number) => boolean>> = {
  Equals: (one, other) => one === other,
  LessThan: (one, other) => one < other,
  LessThanEquals: (one, other) => one <= other,
  GreaterThan: (one, other) => one > other,
  GreaterThanEquals: (one, other) => one >= other,
};

/** Milliseconds; undefined for what is no ISO 8601 time with an offset. */
export function instant(value: unknown): number | undefined {
  const isTime = typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value);
  const milliseconds = isTime ? Date.parse(value) : Number.NaN;
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}

type Operator = (variable: Place) => Read<Rule>;
const operators: Record<string, Operator> = {
  IsNull: is((value) => value === null),
  IsPresent: (variable) => (value, where) => {
    const wanted = flag(value, where);
    return (input, at) => (variable.find(input, at) !== undefined) === wanted;
  },
  StringMatches: (variable) => (value, where) => {
    const pattern = wildcards(text(value, where));
    return (input, at) => {
      const value = found(variable, input, at);
      return typeof value === "string" && pattern.test(value);
    };
  },
};
for (const [kind, of] of Object.entries(kinds)) {
  operators[`Is${kind}`] = is((value) => of(value) !== undefined);
  for (const [relation, holds] of Object.entries(relations)) {
    if (kind === "Boolean" && relation !== "Equals") continue;
    const compare = (one: unknown, other: unknown) => {
      const [left, right] = [of(one), of(other)];
      return left !== undefined && right !== undefined && holds(left, right);
    };
    operators[`${kind}${relation}`] = (variable) => (value, where) => {
      if (of(value) === undefined) refuse(where, value, kind === "Timestamp" ? "2026-01-31T12:00:00Z" : `a ${kind} value`);
      return (input, at) => compare(found(variable, input, at), value);
    };
    operators[`${kind}${relation}Path`] = (variable) => (value, where) => {
      const other = place(value, where);
      return (input, at) => compare(found(variable, input, at), found(other, input, at));
    };
  }
}

/** @param more reads what a rule has that stands in no other. */
export function rule(more: (fields: Fields) => void = () => {}): Read<Rule> {
  return object((fields) => {
    more(fields);
    fields.get("Comment", anything);
    const and = fields.get("And", list(rule(), 1));
    if (and) return (input, at) => and.every((holds) => holds(input, at));
    const or = fields.get("Or", list(rule(), 1));
    if (or) return (input, at) => or.some((holds) => holds(input, at));
    const not = fields.get("Not", rule());
    if (not) return (input, at) => !not(input, at);
    const variable = fields.need("Variable", place);
    const readers = Object.entries(operators).map(([name, operator]) => [name, operator(variable)] as const);
    return fields.one(Object.fromEntries(readers));
  });
}

function is(test: (value: unknown) => boolean): Operator {
  return (variable) => (value, where) => {
    const wanted = flag(value, where);
    return (input, at) => test(found(variable, input, at)) === wanted;
  };
}

function found({ find, text }: Place, input: unknown, at: Surroundings): unknown {
  const value = find(input, at);
  if (value !== undefined) return value;
  throw new RuntimeError(`Invalid path '${text}': The choice state's condition path references an invalid value.`);
}

/** `*` stands for any text, `\*` for a star, `\\` for a backslash. */
function wildcards(pattern: string): RegExp {
  const source = pattern.replace(/\\([\\*])|\*|./gsu, (token, escaped?: string) => {
    return token === "*" ? ".*" : `\\u{${(escaped ?? token).codePointAt(0)?.toString(16)}}`;
  });
  return new RegExp(`^${source}$`, "su");
}
