// Evaluates the program, the very one the Pulumi CLI runs, and hands each resource it asks for to the laptop.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { relative } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { Place } from "./aws/place";
import type { Project } from "./project";
import { type Asked, watchRegistrations } from "./registrations";
import type { Created, Resource } from "./resource";

import { Waiting } from "./waiting";

/** One resource of the program on its way up. */
export interface Step {
  readonly resource: Resource;
  readonly urn: string;
  readonly parent: string;
  /** A component: it has children, and nothing of its own to bring up. */
  readonly component: boolean;
}

/**
 * @param create brings one resource up
 * @param patience milliseconds in which something has to happen: far more than any engine needs
 * @returns the program's outputs, plain
 * @throws Error with the resource, its type, the line that asked for it, and why
 */
export async function runProgram(
  project: Project,
  place: Place,
  create: (step: Step) => Promise<Created>,
  patience = 30_000,
): Promise<Record<string, unknown>> {
  let fail: (error: Error) => void = () => {};
  // Pulumi tells one failure many times over, each garbled another way: only the first, as it happened, is told.
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const waiting = new Waiting(patience, fail);
  let asked: Asked = { parent: "", source: () => "" };
  await pulumi.runtime.setMocks(
    {
      newResource: async (args) => {
        const { parent, source } = asked;
        const where = () => {
          const line = source();
          return `${args.type} '${args.name}'${line && ` (${relative(project.dir, line)})`}`;
        };
        waiting.begin(where);
        try {
          return await bringUp(args, parent);
        } catch (error) {
          const failure = new Error(`${where()}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
          fail(failure);
          // A plain one: Pulumi swallows an error whose `code` looks like gRPC's.
          throw new Error(failure.message);
        } finally {
          waiting.end(where);
        }
      },
      call: ({ token }) => invoke(token, place),
    },
    project.name,
    project.stack,
    false,
  );
  pulumi.runtime.setAllConfig({ ...project.config });
  watchRegistrations((registration) => {
    asked = registration;
  });
  const stray = (error: unknown) => fail(error instanceof Error ? error : new Error(String(error)));
  process.on("unhandledRejection", stray).on("uncaughtException", stray);
  const outputs = await Promise.race([evaluate(project.main, waiting), failed]).finally(() => waiting.stop());
  // After a failure they stay: its echoes are still to come.
  process.off("unhandledRejection", stray).off("uncaughtException", stray);
  return outputs;

  async function bringUp(args: pulumi.runtime.MockResourceArgs, parent: string): Promise<{ id: string; state: object }> {
    const { type, name, custom = true } = args;
    const hash = createHash("sha256").update(`${project.name}/${project.stack}/${type}/${name}`).digest("hex");
    const physicalName = `${name}-${hash.slice(0, 7)}`;
    const resource: Resource = { type, name, physicalName, inputs: (await plain(args.inputs)) as Resource["inputs"] };
    const parentType = parent.split("::")[2]?.split("$").pop();
    const urn = `urn:pulumi:${project.stack}::${project.name}::${parentType ? `${parentType}$` : ""}${type}::${name}`;
    const { id, outputs } = await create({ resource, urn, parent, component: !custom });
    return { id, state: { ...args.inputs, ...outputs } };
  }
}

/** Its outputs, once everything it asked for is there: the program itself ends as soon as it has asked. */
async function evaluate(main: string, waiting: Waiting): Promise<Record<string, unknown>> {
  const outputs = await pulumi.runtime.runInPulumiStack(async () => {
    const exported: Record<string, unknown> = { ...require(main) };
    for (const [name, value] of Object.entries(exported)) {
      const what = () => `the output ${name}`;
      waiting.begin(what);
      pulumi.output([value]).apply(() => waiting.end(what));
    }
    return exported;
  });
  await pulumi.runtime.disconnect();
  // What failed last is told a turn of the event loop or two later.
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  return outputs ?? {};
}

/** What the program may ask of the provider besides resources. */
function invoke(token: string, { region, partition, accountId }: Place): Record<string, unknown> {
  const answers: Record<string, Record<string, unknown>> = {
    "aws:index/getRegion:getRegion": { id: region, region, name: region },
    "aws:index/getPartition:getPartition": {
      id: partition,
      partition,
      dnsSuffix: "amazonaws.com",
      reverseDnsPrefix: "com.amazonaws",
    },
    "aws:index/getCallerIdentity:getCallerIdentity": { id: accountId, accountId },
  };
  const answer = answers[token];
  if (!answer)
    throw new Error(
      `The program calls ${token}, which is not supported on the laptop; supported are ${Object.keys(answers).join(", ")}`,
    );
  return answer;
}

/** Assets as bytes, archives as files by path, all else as it is. */
async function plain(value: unknown): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map(plain));
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof pulumi.asset.AssetArchive) return plain({ ...(await value.assets) });
  if (value instanceof pulumi.asset.StringAsset) return Buffer.from(await value.text);
  if (value instanceof pulumi.asset.FileAsset) return readFile(await value.path);
  if (pulumi.asset.Archive.isInstance(value) || pulumi.asset.Asset.isInstance(value)) {
    throw new Error("of assets only text, files and archives of these are supported on the laptop");
  }
  const entries = Object.entries(value).map(async ([key, inner]) => [key, await plain(inner)] as const);
  return Object.fromEntries(await Promise.all(entries));
}
