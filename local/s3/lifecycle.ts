// A bucket's lifecycle has no effect on a laptop, but what is no lifecycle on AWS must not pass here either.
import type { Resource } from "../resource";

type Inputs = Resource["inputs"];

const actions: Readonly<Record<string, readonly string[]>> = {
  expiration: ["days", "date", "expiredObjectDeleteMarker"],
  transitions: ["days", "date", "storageClass"],
  noncurrentVersionExpiration: ["noncurrentDays", "newerNoncurrentVersions"],
  noncurrentVersionTransitions: ["noncurrentDays", "newerNoncurrentVersions", "storageClass"],
  abortIncompleteMultipartUpload: ["daysAfterInitiation"],
};
const filters = ["prefix", "tag", "and", "objectSizeGreaterThan", "objectSizeLessThan"];

/** @throws Error naming the rule and what is wrong in it. */
export function checkLifecycle(rules: readonly Inputs[] = []): void {
  if (rules.length === 0) throw new Error("rules is empty: a lifecycle has at least one rule");
  for (const { id, status, filter, prefix: _, ...rest } of rules) {
    const where = `the lifecycle rule '${id}'`;
    if (typeof id !== "string" || id === "") throw new Error(`${where} has no id`);
    if (status !== "Enabled" && status !== "Disabled") throw new Error(`${where}: status is ${status}, not Enabled or Disabled`);
    known(where, filter ?? {}, filters);
    known(where, rest, Object.keys(actions));
    if (Object.keys(rest).length === 0)
      throw new Error(`${where} does nothing; give it one of ${Object.keys(actions).join(", ")}`);
    for (const [action, fields] of Object.entries(actions)) {
      for (const settings of [rest[action] ?? []].flat()) checkAction(`${where}, ${action}`, settings, fields);
    }
  }
}

function checkAction(where: string, settings: Inputs, fields: readonly string[]): void {
  known(where, settings, fields);
  for (const [name, value] of Object.entries(settings)) {
    const count = /days|versions/i.test(name);
    if (count && !(Number.isInteger(value) && value > 0))
      throw new Error(`${where}: ${name} is ${value}, not a positive whole number`);
  }
}

function known(where: string, value: Inputs, names: readonly string[]): void {
  const unknown = Object.keys(value).find((name) => !names.includes(name));
  if (unknown) throw new Error(`${where} has '${unknown}', which is none of ${names.join(", ")}`);
}
