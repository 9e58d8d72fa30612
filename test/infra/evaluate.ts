// Evaluates the program under Pulumi mocks, in a process of its own, and tells which resources it asked for.
import { execFileSync } from "node:child_process";
import { resolve } from "node:path";

export interface Asked {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into any input.
  readonly inputs: Record<string, any>;
  readonly parent: string;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly dependencies: readonly string[];
  /** The resources an input's value came from. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
}

/** @param dir a folder with Pulumi.yaml and the stack's file */
export function evaluate(dir: string, stack: string): { resources: Asked[]; outputs: Record<string, unknown> } {
  const root = resolve(__dirname, "../..");
  const script = resolve(__dirname, "evaluated.ts");
  const text = execFileSync(process.execPath, ["-r", resolve(root, "scripts/register.js"), script, dir, stack], {
    encoding: "utf8",
    maxBuffer: 2 ** 26,
    stdio: ["ignore", "pipe", "pipe"],
  });
  return JSON.parse(text);
}
