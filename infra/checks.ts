// What one value of a stack's configuration has to be: a mistake is answered with its key, its value and what is allowed.
import * as pulumi from "@pulumi/pulumi";

/** Of the project, as the stack's file gives it: undefined, a text, or what a text in JSON says. */
export function given(key: string): unknown {
  const value = new pulumi.Config().get(key);
  if (value === undefined) return undefined;
  try {
    return JSON.parse(value);
  } catch {
    // The CLI hands on texts without quotes.
    return value;
  }
}

/** @throws Error for the first key of the project that is none of these. */
export function onlyKeys(known: readonly string[]): void {
  const own = `${pulumi.getProject()}:`;
  for (const [key, value] of Object.entries(pulumi.runtime.allConfig())) {
    const name = key.slice(own.length);
    if (key.startsWith(own) && !known.includes(name)) throw wrong(name, value, `only ${known.join(", ")}`);
  }
}

export function name(value: unknown, key: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point.
  return text(value, key, (words) => words.length <= 80 && !/[\u0000-\u001f\u007f]/.test(words), "1 to 80 printable characters");
}

export function email(value: unknown, key: string): string {
  return text(value, key, (address) => /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/.test(address), "an e-mail address");
}

export function text(value: unknown, key: string, allowed: (text: string) => boolean, description: string): string {
  if (typeof value === "string" && value !== "" && allowed(value)) return value;
  throw wrong(key, value, description);
}

export function boolean(value: unknown, key: string): boolean {
  if (typeof value === "boolean") return value;
  throw wrong(key, value, "true or false");
}

export function integer(value: unknown, key: string, allowed: readonly number[] | { from: number; to: number }): number {
  const isList = "length" in allowed;
  const fits = (number: number) => (isList ? allowed.includes(number) : number >= allowed.from && number <= allowed.to);
  if (typeof value === "number" && Number.isInteger(value) && fits(value)) return value;
  throw wrong(key, value, isList ? `one of ${allowed.join(", ")}` : `a whole number from ${allowed.from} to ${allowed.to}`);
}

export function list<T>(value: unknown, key: string, least: number, read: (item: unknown, key: string) => T): T[] {
  if (Array.isArray(value) && value.length >= least) return value.map((item, index) => read(item, `${key}[${index}]`));
  throw wrong(key, value, least > 0 ? "a list with at least one entry" : "a list");
}

export function record(value: unknown, key: string, fields: readonly string[]): Record<string, unknown> {
  const entries = object(value, key, `an object with ${fields.join(", ")}`);
  const unknown = Object.keys(entries).find((field) => !fields.includes(field));
  if (unknown !== undefined) throw wrong(`${key}.${unknown}`, entries[unknown], `only ${fields.join(", ")} in ${key}`);
  return entries;
}

/** Of whatever keys. */
export function object(value: unknown, key: string, description: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw wrong(key, value, description);
  return { ...value };
}

export function unique<T>(key: string, field: keyof T | undefined, items: T[]): T[] {
  const values = items.map((item) => (field === undefined ? item : item[field]));
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  if (twice !== undefined) throw wrong(key, twice, `each ${String(field ?? "entry")} once`);
  return items;
}

export function wrong(key: string, value: unknown, allowed: string): Error {
  const received = value === undefined ? "is missing" : `is ${JSON.stringify(value)}`;
  const where = `Pulumi.${pulumi.getStack()}.yaml`;
  // The one error that the CLI prints without a stack.
  return new pulumi.RunError(`Config ${pulumi.getProject()}:${key} ${received}; allowed: ${allowed}. Set it in ${where}`);
}
