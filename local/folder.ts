// The data folder: whose it is, who holds it, and what the last run left in it.
import { randomBytes, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A resource as the last run left it. */
export interface Kept {
  readonly id: string;
  /** The inputs that can't be changed on an existing one. */
  readonly fixed: Readonly<Record<string, unknown>>;
}

interface Lock {
  /** Where its holder answers with the nonce, while it lives. */
  readonly url: string;
  readonly nonce: string;
  readonly pid: number;
  readonly since: string;
}

export class Folder {
  /** Answered by the running start, so that another one can tell a live lock from a dead one's. */
  readonly nonce = randomUUID();
  /** Every credential and key of this folder comes from it. */
  readonly secret: Buffer;

  private constructor(readonly dir: string) {
    const file = join(dir, "secret");
    if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString("hex"), { mode: 0o600 });
    this.secret = Buffer.from(readFileSync(file, "utf8"), "hex");
  }

  /**
   * Takes the folder, emptied if `reset`.
   * @param url where this process answers `GET /_local/lock`
   * @throws Error saying who holds it, or that it isn't ours to empty
   */
  static async open(dir: string, url: string, reset: boolean): Promise<Folder> {
    mkdirSync(dir, { recursive: true });
    if (!existsSync(join(dir, "secret")) && readdirSync(dir).length > 0) {
      throw new Error(`${dir} holds other files than npm start's: choose an empty or new folder with --data`);
    }
    const file = join(dir, "lock.json");
    const holder = readJson<Lock>(file);
    if (holder && (await answers(holder))) {
      throw new Error(
        `${dir} is in use by the npm start at ${holder.url} (process ${holder.pid}, since ${holder.since}): end it, or start with another --data`,
      );
    }
    if (reset) for (const entry of readdirSync(dir)) rmSync(join(dir, entry), { recursive: true });
    const folder = new Folder(dir);
    folder.write("lock.json", { url, nonce: folder.nonce, pid: process.pid, since: new Date().toISOString() } satisfies Lock);
    return folder;
  }

  /** By resource type and name. */
  kept(): Record<string, Kept> {
    return readJson<Record<string, Kept>>(join(this.dir, "resources.json")) ?? {};
  }

  keep(resources: Record<string, Kept>): void {
    this.write("resources.json", resources);
  }

  /** What `npm run user` and tests read: the outputs as printed. */
  keepOutputs(outputs: Readonly<Record<string, unknown>>): void {
    this.write("outputs.json", outputs);
  }

  release(): void {
    rmSync(join(this.dir, "lock.json"), { force: true });
  }

  /** Whole or not at all, and for this user's eyes only. */
  private write(name: string, content: object): void {
    const file = join(this.dir, name);
    writeFileSync(`${file}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
}

function readJson<T>(file: string): T | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as T) : undefined;
}

/** A pid may be another program's by now; a nonce is nobody else's. */
async function answers({ url, nonce }: Lock): Promise<boolean> {
  try {
    const response = await fetch(`${url}/_local/lock`, { signal: AbortSignal.timeout(2000) });
    return (await response.text()) === nonce;
  } catch (error) {
    // Nobody listens there, or somebody who does not speak HTTP: the holder is gone.
    if (error instanceof Error) return false;
    throw error;
  }
}
