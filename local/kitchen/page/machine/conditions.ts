// A Choice's rules in words.
import type { Rule } from "../../shown";

const signs: Readonly<Record<string, string>> = {
  Equals: "=",
  LessThan: "<",
  GreaterThan: ">",
  LessThanEquals: "≤",
  GreaterThanEquals: "≥",
  Matches: "~",
};

/** @param bare leaves the variable out, where the state itself says it */
export function conditionOf(rule: Rule, bare: boolean): string {
  const { And, Or, Not, Variable, Next, ...comparison } = rule as Rule & Readonly<Record<"And" | "Or", Rule[]>> & { Not?: Rule };
  if (And) return And.map((each) => conditionOf(each, bare)).join(" and ");
  if (Or) return Or.map((each) => conditionOf(each, bare)).join(" or ");
  if (Not) return `not ${conditionOf(Not, bare)}`;
  const [[operator = "", value] = []] = Object.entries(comparison).filter(([name]) => name !== "Comment");
  const is = /^Is(.+)$/.exec(operator)?.[1];
  const sign = signs[operator.replace(/^(String|Numeric|Boolean|Timestamp)|Path$/g, "")];
  const test = is ? `${value ? "is" : "is not"} ${is.toLowerCase()}` : `${sign ?? operator} ${textOf(value)}`;
  if (!bare) return `${lastOf(String(Variable))} ${test}`;
  return sign === "=" ? textOf(value) : test;
}

/** The variables that rules look at, each once. */
export function variablesOf(rules: readonly Rule[]): string[] {
  return [...new Set(rules.flatMap(variablesIn))];
}

function variablesIn({ Variable, And, Or, Not }: Rule): string[] {
  const inner = [And, Or, Not].flat().filter((rule) => rule !== undefined) as Rule[];
  return typeof Variable === "string" ? [Variable] : inner.flatMap(variablesIn);
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
