// One line of a policy's Condition block: an operator, a key and the values it is compared with.
import { arnMatcher, matcher } from "./pattern";

/** The values of a key, given in lower case; none if the call does not have it. */
export type Context = (key: string) => readonly string[];
export type Condition = (context: Context) => boolean;

/** The global keys a call here can have; under any other a condition would mean something else than on AWS. */
const globalKeys = ["securetransport", "currenttime", "principalarn", "principalaccount", "sourcearn", "sourceaccount"].map(
  (name) => `aws:${name}`,
);

/** @throws Error naming the operator, key or value that is not supported. */
export function parseCondition(operator: string, name: string, expected: readonly string[]): Condition {
  const key = name.toLowerCase();
  if (key.startsWith("aws:") && !globalKeys.includes(key)) {
    throw new Error(`the condition key '${name}' is not known on the laptop; known are ${globalKeys.join(", ")}`);
  }
  if (operator === "Null") return (context) => expected.includes(String(context(key).length === 0));

  const [, set, bare = "", ifExists] = /^(?:(ForAnyValue|ForAllValues):)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  const positive = bare.replace(/Not(?=Equals|Like)/, "");
  const comparison = comparisons.get(positive);
  if (!comparison) {
    throw new Error(`the condition operator '${operator}' is not supported; use ${[...comparisons.keys()].join(", ")} or Null`);
  }
  const negated = positive !== bare;
  const tests = expected.map(comparison);
  const holds = (actual: string) => tests.some((test) => test(actual)) !== negated;
  const ofAbsent = Boolean(ifExists) || set === "ForAllValues" || (negated && !set);
  const ofEach = set === "ForAllValues" || (negated && !set);
  return (context) => {
    const actual = context(key);
    if (actual.length === 0) return ofAbsent;
    return ofEach ? actual.every(holds) : actual.some(holds);
  };
}

type Comparison = (expected: string) => (actual: string) => boolean;

const lowerCase: Comparison = (expected) => (actual) => actual.toLowerCase() === expected.toLowerCase();

const comparisons = new Map<string, Comparison>([
  ["StringEquals", (expected) => (actual) => actual === expected],
  ["StringEqualsIgnoreCase", lowerCase],
  ["StringLike", (expected) => matcher([expected])],
  ["ArnEquals", arnMatcher],
  ["ArnLike", arnMatcher],
  ["Bool", lowerCase],
  ...ordered("Numeric", Number),
  ...ordered("Date", (text) => (/^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text))),
]);

function ordered(type: string, read: (text: string) => number): [string, Comparison][] {
  const compare =
    (holds: (actual: number, bound: number) => boolean): Comparison =>
    (expected) => {
      const bound = read(expected);
      if (Number.isNaN(bound)) throw new Error(`a ${type} condition cannot compare with '${expected}'`);
      return (actual) => holds(read(actual), bound);
    };
  return [
    [`${type}Equals`, compare((actual, bound) => actual === bound)],
    [`${type}LessThan`, compare((actual, bound) => actual < bound)],
    [`${type}LessThanEquals`, compare((actual, bound) => actual <= bound)],
    [`${type}GreaterThan`, compare((actual, bound) => actual > bound)],
    [`${type}GreaterThanEquals`, compare((actual, bound) => actual >= bound)],
  ];
}
