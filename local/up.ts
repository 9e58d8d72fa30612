// Brings the program up on this machine: ports, data folder, engines, then each resource as the program asks for it.
import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { awsEndpoint } from "./aws/endpoint";
import { type Place, partitionOf } from "./aws/place";
import { Cloud } from "./cloud";
import { unwritable } from "./disk";
import { Folder, type Kept } from "./folder";
import { runProgram, type Step } from "./program";
import { Progress } from "./progress";
import type { Project } from "./project";
import type { Created } from "./resource";
import { resourceTypes, typeOf } from "./resources";
import { Door } from "./routes";
import { end, listen, urlOf } from "./server";

export interface UpOptions {
  readonly project: Project;
  /** 0 takes any free port. */
  readonly port: number;
  readonly awsPort: number;
  /** Where the API lies, as below a stage's name on AWS: `/v1`. At the root if left out. */
  readonly basePath?: string;
  readonly data: string;
  readonly reset: boolean;
  readonly progress?: Progress;
  /** Told of the cloud while nothing is in it yet, to set its hooks. */
  readonly watch?: (cloud: Cloud) => void;
  /** Told what went wrong inside, one line each: what IAM denied, an integration that failed. */
  readonly log: (line: string) => void;
}

export interface Up {
  readonly cloud: Cloud;
  /** The program's, and how to reach the AWS endpoint as an administrator. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** What a person should know: a resource that left the program. */
  readonly notes: readonly string[];
  /** Why data can't be written any more, once that is so. What was acknowledged is kept; it is time to close. */
  readonly broken: Promise<string>;
  close(): Promise<void>;
}

/** @throws Error with one clear message; by then ports and folder are free again. */
export async function up(options: UpOptions): Promise<Up> {
  const { project, port, awsPort, basePath = "", data, reset, progress = new Progress({ write: () => {} }), log } = options;
  const nonce = randomUUID();
  const door = new Door(nonce, basePath);
  // What is under way needs the engines, and until these are closed this start answers for its lock.
  const inOrder = ["aws", "cloud", "api", "lock"] as const;
  const closing: { [name in (typeof inOrder)[number]]?: () => unknown } = {};
  const close = async () => {
    await door.close();
    for (const name of inOrder) await closing[name]?.();
  };
  try {
    const api = await listen(door.listener, port, "the REST API (--port)");
    closing.api = () => end(api);
    const apiUrl = `${urlOf(api)}${basePath}`;
    const folder = await Folder.open(resolve(data), { url: apiUrl, nonce }, reset);
    closing.lock = () => folder.release();
    let endpoint: ReturnType<typeof awsEndpoint> = (_, response) => void response.writeHead(503).end();
    const aws = await listen((request, response) => endpoint(request, response), awsPort, "the AWS endpoint (--aws-port)");
    closing.aws = () => end(aws);

    const inRegion = region(project);
    const place: Place = {
      partition: partitionOf(inRegion),
      region: inRegion,
      accountId: "000000000000",
      dataDir: folder.dir,
      awsUrl: urlOf(aws),
      apiUrl,
    };
    const cloud = new Cloud(place, folder.secret, log);
    closing.cloud = () => cloud.close();
    options.watch?.(cloud);
    const broken = new Promise<string>((tell) => {
      cloud.calls.onBroken = (error) => {
        const reason = unwritable(error, folder.dir);
        if (reason !== undefined) tell(reason);
      };
    });
    endpoint = awsEndpoint(place, cloud.iam, cloud.services);

    const kept = folder.kept();
    const made: Record<string, Kept> = {};
    const programOutputs = await runProgram(project, place, (step) => create(step, cloud, kept, made, progress));
    const left = removeGone(kept, made, cloud);
    folder.keep({ ...left, ...made });
    const { accessKeyId, secretAccessKey } = cloud.iam.administrator.credentials;
    const outputs = {
      ...programOutputs,
      awsEndpoint: place.awsUrl,
      awsRegion: place.region,
      awsAccessKeyId: accessKeyId,
      awsSecretAccessKey: secretAccessKey,
    };
    folder.keepOutputs(outputs);
    door.open({ project, cloud, rows: progress.rows });
    const notes = Object.keys(left).map(
      (key) => `${key} is not in the program any more; its data stays in ${folder.dir} until --reset`,
    );
    return { cloud, outputs, notes, broken, close };
  } catch (error) {
    await close();
    const reason = unwritable(error, resolve(data));
    throw reason === undefined ? error : new Error(reason, { cause: error });
  }
}

/** As the Pulumi CLI does once all that is new is there. @returns what stays although it is not in the program any more */
function removeGone(kept: Readonly<Record<string, Kept>>, made: Readonly<Record<string, Kept>>, cloud: Cloud) {
  const typed = ([key, { id }]: [string, Kept]) => `${key.split(" ")[0]} ${id}`;
  const present = new Set(Object.entries(made).map(typed));
  const gone = Object.entries(kept).filter((entry) => !present.has(typed(entry)));
  return Object.fromEntries(
    gone.filter(([key, { id }]) => {
      const { remove } = resourceTypes[key.split(" ")[0] ?? ""] ?? {};
      remove?.(id, cloud);
      return !remove && !(key in made);
    }),
  );
}

async function create(
  step: Step,
  cloud: Cloud,
  kept: Readonly<Record<string, Kept>>,
  made: Record<string, Kept>,
  progress: Progress,
): Promise<Created> {
  const { resource, component } = step;
  progress.begin(step);
  try {
    if (component) {
      progress.end(step, "created");
      return { id: "" };
    }
    const type = typeOf(resource);
    const fixed = Object.fromEntries((type.fixed ?? []).map((name) => [name, resource.inputs[name] ?? null]));
    const key = `${resource.type} ${resource.name}`;
    const before = kept[key]?.fixed;
    if (before && !isDeepStrictEqual(before, fixed)) {
      const changed = Object.keys(fixed).filter((name) => !isDeepStrictEqual(before[name], fixed[name]));
      throw new Error(
        `${changed.join(", ")} can't be changed on an existing one (AWS would replace it, without its data): undo that, or start with --reset to lose all local data`,
      );
    }
    const created = await type.create(resource, cloud);
    made[key] = { id: created.id, fixed };
    progress.end(step, type.noEffect ? "no effect here" : "created", created);
    return created;
  } catch (error) {
    progress.end(step, "failed");
    throw error;
  }
}

function region({ config, stack }: Project): string {
  const value = config["aws:region"];
  if (value && /^[a-z]{2}(-[a-z]+)+-\d$/.test(value)) return value;
  throw new Error(`Config aws:region is ${value ?? "missing"}; set a region such as ap-southeast-2 in Pulumi.${stack}.yaml`);
}
