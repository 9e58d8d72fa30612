// Reads what somebody wrote field by field: what nobody asked for, or asked for otherwise, is refused, naming the place and what is allowed.
import { isObject } from "./jsonPath";

export type Read<T> = (value: unknown, where: string) => T;

export function refuse(where: string, value: unknown, supported: string): never {
  throw new Error(`${where}: ${JSON.stringify(value)} is not supported on the laptop; supported: ${supported}`);
}

export class Fields {
  private readonly known: string[] = [];

  constructor(
    readonly values: Readonly<Record<string, unknown>>,
    readonly where: string,
  ) {}

  get<T>(name: string, read: Read<T>): T | undefined {
    this.known.push(name);
    return Object.hasOwn(this.values, name) ? read(this.values[name], `${this.where}, ${name}`) : undefined;
  }

  need<T>(name: string, read: Read<T>): T {
    return this.get(name, read) ?? refuse(this.where, this.values, `one with ${name}`);
  }

  /** The one of these that is there. */
  one<T>(readers: Readonly<Record<string, Read<T>>>): T {
    return this.atMostOne(readers) ?? refuse(this.where, this.values, `one of ${Object.keys(readers).join(", ")}`);
  }

  atMostOne<T>(readers: Readonly<Record<string, Read<T>>>): T | undefined {
    const names = Object.keys(readers);
    const [, second] = names.filter((name) => Object.hasOwn(this.values, name));
    if (second) refuse(this.where, second, `one of ${names.join(", ")}`);
    const read = Object.entries(readers).map(([name, reader]) => this.get(name, reader));
    return read.find((value) => value !== undefined);
  }

  end(): void {
    for (const name of Object.keys(this.values)) {
      if (!this.known.includes(name)) refuse(this.where, name, this.known.join(", "));
    }
  }
}

/** An object all of whose fields `read` asks for. */
export function object<T>(read: (fields: Fields) => T): Read<T> {
  return (value, where) => {
    const fields = new Fields(isObject(value) ? value : refuse(where, value, "an object"), where);
    const result = read(fields);
    fields.end();
    return result;
  };
}

export function list<T>(read: Read<T>, least = 0): Read<T[]> {
  return (value, where) => {
    if (!Array.isArray(value) || value.length < least) return refuse(where, value, `a list of at least ${least}`);
    return value.map((item, at) => read(item, `${where} ${at + 1}`));
  };
}

export const anything: Read<unknown> = (value) => value;

export const text: Read<string> = (value, where) => (typeof value === "string" ? value : refuse(where, value, "a text"));

export const flag: Read<boolean> = (value, where) => (typeof value === "boolean" ? value : refuse(where, value, "true or false"));

export function choice<T extends string>(...names: readonly T[]): Read<T> {
  return (value, where) => names.find((name) => name === value) ?? refuse(where, value, names.join(", "));
}

export function number(least: number, most: number, step = 1): Read<number> {
  const supported = `${step === 1 ? "a whole number" : "a number"} from ${least} to ${most}`;
  return (value, where) => {
    const fits = typeof value === "number" && value >= least && value <= most && (step !== 1 || Number.isInteger(value));
    return fits ? value : refuse(where, value, supported);
  };
}
