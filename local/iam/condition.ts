// One line of a policy's Condition block: an operator, a key and the values it is compared with.
import { arnMatcher, matcher } from "./pattern";

/** The value of a key, given in lower case; undefined if the call does not have it. */
export type Context = (key: string) => string | undefined;
export type Condition = (context: Context) => boolean;

/** The global keys a call here can have; under any other a condition would mean something else than on AWS. */
const globalKeys = ["securetransport", "principalarn", "principalaccount", "sourcearn", "sourceaccount"].map(
  (name) => `aws:${name}`,
);

const comparisons = new Map<string, (expected: string) => (actual: string) => boolean>([
  ["StringEquals", (expected) => (actual) => actual === expected],
  ["StringLike", (expected) => matcher([expected])],
  ["ArnEquals", arnMatcher],
  ["ArnLike", arnMatcher],
  ["Bool", (expected) => (actual) => actual.toLowerCase() === expected.toLowerCase()],
]);

/** @throws Error naming the operator or key that is not supported. */
export function parseCondition(operator: string, name: string, expected: readonly string[]): Condition {
  const key = name.toLowerCase();
  if (key.startsWith("aws:") && !globalKeys.includes(key)) {
    throw new Error(`the condition key '${name}' is not known on the laptop; known are ${globalKeys.join(", ")}`);
  }
  if (operator === "Null") return (context) => expected.includes(String(context(key) === undefined));

  const bare = operator.replace(/IfExists$/, "");
  const positive = bare.replace(/Not(?=Equals|Like)/, "");
  const comparison = comparisons.get(positive);
  if (!comparison) {
    const known = [...comparisons.keys()].join(", ");
    throw new Error(`the condition operator '${operator}' is not supported; use ${known}, their Not and IfExists, or Null`);
  }
  const tests = expected.map(comparison);
  const negated = positive !== bare;
  const ofAbsent = negated || bare !== operator;
  return (context) => {
    const actual = context(key);
    return actual === undefined ? ofAbsent : tests.some((test) => test(actual)) !== negated;
  };
}
