// Evaluates the program under Pulumi mocks, in a process of its own, and tells which resources it asked for.
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { prodChoices, projectWith, root } from "../project";

export interface Asked {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into any input.
  readonly inputs: Record<string, any>;
  readonly parent: string;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  /** URNs. */
  readonly dependencies: readonly string[];
  /** The resources an input's value came from. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
}

export interface Evaluation {
  readonly resources: Asked[];
  readonly outputs: Record<string, unknown>;
}

/** @param dir a folder with Pulumi.yaml and the stack's file */
export function evaluate(dir: string, stack: string): Evaluation {
  const { error, ...evaluation } = attempt(dir, stack);
  if (error !== undefined) throw new Error(error);
  return evaluation;
}

/** With what went wrong, and what was asked for until then. */
export function attempt(dir: string, stack: string): Evaluation & { readonly error?: string } {
  const script = resolve(__dirname, "evaluated.ts");
  const { stdout, stderr } = spawnSync(process.execPath, ["-r", resolve(root, "scripts/register.js"), script, dir, stack], {
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  const json = stdout.split("\n").find((line) => line.startsWith('{"resources":'));
  if (!json) throw new Error(`The program was not evaluated:\n${stdout}${stderr}`);
  return JSON.parse(json);
}

const evaluated = new Map<string, Evaluation>();

function once(key: string, dir: () => string, stack: string): Evaluation {
  const evaluation = evaluated.get(key) ?? evaluate(dir(), stack);
  evaluated.set(key, evaluation);
  return evaluation;
}

/** The stack as its file has it, prod with what that leaves open; evaluated once for all tests. */
export function evaluateStack(stack: "dev" | "prod"): Evaluation {
  return once(stack, () => (stack === "dev" ? root : projectWith((config) => Object.assign(config, prodChoices), stack)), stack);
}

/** The dev stack somewhere else in the world. */
export function evaluateIn(region: string): Evaluation {
  return once(region, () => projectWith((config) => Object.assign(config, { "aws:region": region })), "dev");
}
