// The data folder: whose it is, who holds it, and what the last run left in it.
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Holder, Lock, lockName } from "./lock";

/** A resource as the last run left it. */
export interface Kept {
  readonly id: string;
  /** The inputs that can't be changed on an existing one. */
  readonly fixed: Readonly<Record<string, unknown>>;
}

/** Says that the folder is ours, and keeps what every credential and key of it comes from. */
const marker = "npm-start.json";
const madeBy = "npm start's data folder";
/** All that is ever made here, the marker last: until then a reset that was cut short can be repeated. */
const made = ["cognito", "dynamodb", "inbox", "lambda", "logs", "s3", "outputs.json", "resources.json", marker];

export class Folder {
  readonly secret: Buffer;

  private constructor(
    readonly dir: string,
    private readonly lock: Lock,
  ) {
    const secret = readSecret(dir) ?? randomBytes(32).toString("hex");
    this.write(marker, { madeBy, secret });
    this.secret = Buffer.from(secret, "hex");
  }

  /**
   * Takes the folder, emptied of what is ours if `reset`.
   * @throws Error saying who holds it, or that it isn't ours
   */
  static async open(dir: string, holder: Holder, reset: boolean): Promise<Folder> {
    make(dir);
    const isOurs = readSecret(dir) !== undefined;
    // A reset or a first start that was cut short leaves these.
    const isNew = readdirSync(dir).every((name) => name === lockName || name === `${marker}.new`);
    if (!isOurs && !isNew) {
      throw new Error(`${dir} holds other files than npm start's: choose an empty or new folder with --data`);
    }
    const lock = await Lock.take(dir, holder, reset && isOurs);
    try {
      if (reset) for (const name of made) for (const path of [`${name}.new`, name]) remove(join(dir, path));
      return new Folder(dir, lock);
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  /** By resource type and name. */
  kept(): Record<string, Kept> {
    const file = join(this.dir, "resources.json");
    if (!existsSync(file)) return {};
    try {
      return JSON.parse(readFileSync(file, "utf8"));
    } catch (error) {
      throw new Error(`${file} is damaged: mend it, or start with --reset to lose all local data`, { cause: error });
    }
  }

  keep(resources: Record<string, Kept>): void {
    this.write("resources.json", resources);
  }

  /** What `npm run user` and tests read: the outputs as printed. */
  keepOutputs(outputs: Readonly<Record<string, unknown>>): void {
    this.write("outputs.json", outputs);
  }

  release(): void {
    this.lock.release();
  }

  /** Whole or not at all, and for this user's eyes only. */
  private write(name: string, content: object): void {
    const file = join(this.dir, name);
    writeFileSync(`${file}.new`, textOf(content), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
}

function textOf(content: object): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}

function make(dir: string): void {
  if (existsSync(dir) && !statSync(dir).isDirectory()) throw new Error(`--data names the file ${dir}: choose a folder`);
  mkdirSync(dir, { recursive: true });
}

function remove(path: string): void {
  rmSync(path, { recursive: true, force: true });
}

/** @throws Error if there is a marker that isn't ours */
function readSecret(dir: string): string | undefined {
  const file = join(dir, marker);
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, "utf8");
  const secret = /[0-9a-f]{64}/.exec(text)?.[0];
  if (secret && text === textOf({ madeBy, secret })) return secret;
  throw new Error(`${file} is not as npm start wrote it, so ${dir} may be another's: choose an empty or new folder with --data`);
}
