// Who holds the data folder: one start at a time, known by a nonce that it alone answers with.
import { once } from "node:events";
import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { join } from "node:path";
import { text as textOf } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";

export interface Holder {
  /** Where it answers `GET /_local/lock` with the nonce, while it lives. */
  readonly url: string;
  /** A pid may be another program's by now; a nonce is nobody else's. */
  readonly nonce: string;
}

interface Held extends Holder {
  readonly pid: number;
  readonly since: string;
}

export const lockName = "lock.json";

/** Milliseconds to answer. */
const patience = 2000;

export class Lock {
  private constructor(
    private readonly file: string,
    private readonly nonce: string,
  ) {}

  /**
   * @param mend a damaged lock is no obstacle
   * @throws Error saying who holds it
   */
  static async take(dir: string, { url, nonce }: Holder, mend: boolean): Promise<Lock> {
    const file = join(dir, lockName);
    const held: Held = { url, nonce, pid: process.pid, since: new Date().toISOString() };
    while (!create(file, held)) {
      let other = read(file);
      if (other === "unwritten") {
        // It is being written, or whoever began to was killed.
        await setTimeout(patience);
        other = read(file);
      }
      if (other === "damaged" && !mend) {
        throw new Error(
          `${file} is damaged: if no other npm start runs there, remove it, or start with --reset to lose all local data`,
        );
      }
      if (typeof other === "object") await expectGone(dir, other);
      // Not one that somebody else has put there meanwhile.
      if (JSON.stringify(read(file)) === JSON.stringify(other)) rmSync(file, { force: true });
    }
    return new Lock(file, nonce);
  }

  release(): void {
    const held = read(this.file);
    if (typeof held === "object" && held.nonce === this.nonce) rmSync(this.file);
  }
}

function create(file: string, held: Held): boolean {
  const descriptor = open(file);
  if (descriptor === undefined) return false;
  try {
    writeFileSync(descriptor, `${JSON.stringify(held, null, 2)}\n`);
    return true;
  } catch (error) {
    // A full disk takes none of it, or half.
    rmSync(file);
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

/** Undefined if there is one already. */
function open(file: string): number | undefined {
  try {
    return openSync(file, "wx", 0o600);
  } catch (error) {
    if (codeOf(error) === "EEXIST") return undefined;
    throw error;
  }
}

function read(file: string): Held | "damaged" | "unwritten" | undefined {
  try {
    const text = readFileSync(file, "utf8");
    if (text === "") return "unwritten";
    const { url, nonce, pid, since } = JSON.parse(text);
    return [url, nonce, since].every((value) => typeof value === "string") ? { url, nonce, pid, since } : "damaged";
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    if (error instanceof SyntaxError || error instanceof TypeError) return "damaged";
    throw error;
  }
}

/** Somebody else may listen there by now; but a holder that is busy, or stopped, says nothing and is still one. */
async function expectGone(dir: string, { url, nonce, pid, since }: Held): Promise<void> {
  const inUse = `${dir} is in use by the npm start at ${url} (process ${pid}, since ${since})`;
  const answer = await ask(`${url}/_local/lock`).catch((error: Error) => {
    if (codeOf(error) === "ECONNREFUSED") return undefined;
    const message = `${inUse}, which does not answer; end process ${pid} or, if there is none, remove ${join(dir, lockName)}`;
    throw new Error(message, { cause: error });
  });
  if (answer === nonce) throw new Error(`${inUse}: end it, or start with another --data`);
}

/** Not by fetch: it has ports that it never asks. */
async function ask(url: string): Promise<string> {
  const request = get(url, { agent: false, signal: AbortSignal.timeout(patience) });
  // It may fail once more, after the head of the answer.
  request.on("error", () => {});
  const [response] = await once(request, "response");
  return textOf(response);
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
