// How large each function's zip is, beside what Pulumi would ship of the same function by default.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import * as pulumi from "@pulumi/pulumi";
import { evaluate } from "../test/infra/evaluate";

export interface Size {
  readonly name: string;
  /** Bytes. */
  readonly zip: number;
  /** Bytes. */
  readonly byDefault: number;
}

/** A zip's local header, central entry and end, beside each name twice (PKWARE APPNOTE 4.3). Bytes. */
const overhead = 30 + 46;
const end = 22;

export async function sizes(root: string): Promise<Size[]> {
  const packages = [...(await pulumi.runtime.computeCodePaths({ extraExcludePackages: ["aws-sdk"] })).keys()];
  const shipped = packages.flatMap(files).reduce((sum, file) => sum + entry(file, readFileSync(file)), 0);
  return evaluate(root, "dev")
    .resources.filter(({ type }) => type === "aws:lambda/function:Function")
    .map(({ name, inputs }) => {
      const own = Object.entries<string>(inputs.code).reduce((sum, [file, text]) => sum + entry(file, Buffer.from(text)), end);
      return { name, zip: own, byDefault: own + shipped };
    });
}

function entry(file: string, content: Buffer): number {
  return overhead + 2 * Buffer.byteLength(file) + deflateRawSync(content).length;
}

function files(path: string): string[] {
  return statSync(path).isDirectory() ? readdirSync(path).flatMap((name) => files(join(path, name))) : [path];
}
