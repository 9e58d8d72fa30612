// What the Pulumi CLI would hand the program: the project's and the stack's files, as configuration.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse, YAMLParseError } from "yaml";

export interface Project {
  readonly dir: string;
  readonly name: string;
  readonly stack: string;
  /** The program's entry file, absolute. */
  readonly main: string;
  /** Every value as text, objects as JSON with sorted keys, as the CLI hands them on. */
  readonly config: Readonly<Record<string, string>>;
}

interface Schema {
  readonly type?: string;
  readonly default?: unknown;
}

/** @throws Error naming file, key, value and what is allowed. */
export function readProject(dir: string, stack: string): Project {
  const file = yaml(join(dir, "Pulumi.yaml"));
  const { name } = file;
  if (typeof name !== "string" || name === "")
    throw new Error(`${join(dir, "Pulumi.yaml")} has no name: add one, as in name: my-shop`);
  const stackFile = join(dir, `Pulumi.${stack}.yaml`);
  if (!existsSync(stackFile)) {
    const stacks = readdirSync(dir).flatMap((entry) => /^Pulumi\.(.+)\.yaml$/.exec(entry)?.[1] ?? []);
    throw new Error(`There is no stack '${stack}' (${stackFile} is missing): choose one of ${stacks.join(", ")} with --stack`);
  }
  const values = new Map<string, unknown>();
  const schemas = (file.config ?? {}) as Record<string, Schema>;
  for (const [key, { default: value }] of Object.entries(schemas)) if (value !== undefined) values.set(full(name, key), value);
  for (const [key, value] of Object.entries((yaml(stackFile).config ?? {}) as object)) {
    if (isSecret(value))
      throw new Error(`${stackFile}: ${key} is encrypted, and its key is not on this machine: use a plain value`);
    if (full(name, key).startsWith(`${name}:`) && !Object.hasOwn(schemas, key.slice(name.length + 1))) {
      throw new Error(`${stackFile}: ${key} is not known; Pulumi.yaml declares ${Object.keys(schemas).join(", ")}`);
    }
    values.set(full(name, key), value);
  }
  for (const [key, { type }] of Object.entries(schemas)) check(stackFile, full(name, key), values.get(full(name, key)), type);
  const config = Object.fromEntries([...values].map(([key, value]) => [key, asText(value)]));
  return { dir, name, stack, main: resolve(dir, String(file.main ?? "index.ts")), config };
}

function yaml(file: string): Record<string, unknown> {
  if (!existsSync(file)) throw new Error(`${file} is missing: start in the project's folder`);
  const content = parsed(file);
  if (typeof content !== "object" || content === null) throw new Error(`${file} has no keys`);
  return { ...content };
}

function parsed(file: string): unknown {
  try {
    return parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    const line = error.linePos?.[0].line ?? 1;
    throw new Error(`${file}:${line} is not YAML: ${error.message.split(" at line ")[0]}`, { cause: error });
  }
}

/** A key without a namespace is the project's own. */
function full(project: string, key: string): string {
  return key.includes(":") ? key : `${project}:${key}`;
}

function isSecret(value: unknown): boolean {
  return typeof value === "object" && value !== null && "secure" in value;
}

function check(file: string, key: string, value: unknown, type: string | undefined): void {
  if (value === undefined) throw new Error(`${file}: ${key} is missing; Pulumi.yaml says it is ${type ?? "needed"}`);
  if (type !== undefined && !isOf(type, value))
    throw new Error(`${file}: ${key} is ${asText(value)}; it must be of type ${type}`);
}

/** Numbers and booleans count as text too: so `pulumi config set` writes them. */
function isOf(type: string, value: unknown): boolean {
  if (type === "array") return Array.isArray(value);
  if (type === "integer") return /^-?\d+$/.test(asText(value));
  if (type === "boolean") return ["true", "false"].includes(asText(value));
  return typeof value === type && !Array.isArray(value);
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(sorted(value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, sorted(inner)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
