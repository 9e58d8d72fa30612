// `npm start` as a process of its own, as a person runs it.
import { type ChildProcess, spawn } from "node:child_process";
import { join, resolve } from "node:path";
import { root } from "./project";

export interface Run {
  readonly child: ChildProcess;
  /** What it printed so far. */
  readonly text: () => string;
  /** The exit code, once it ended. */
  readonly ended: Promise<number | null>;
}

/** Runs a script, of the project's or by its whole path, in `dir`, somewhere far from UTC as most people are. */
export function script(dir: string, file: string, ...args: string[]): Run {
  return within([], dir, file, ...args);
}

/** @param limits a command that runs another with less than this process may, to which the script's is added */
export function within(limits: readonly string[], dir: string, file: string, ...args: string[]): Run {
  const env = { ...process.env, TZ: "Pacific/Auckland" };
  const node = [process.execPath, "-r", join(root, "scripts/register.js"), resolve(root, file), ...args];
  const [command = "", ...rest] = [...limits, ...node];
  const child = spawn(command, rest, { cwd: dir, env });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (text += chunk));
  return { child, text: () => text, ended: new Promise<number | null>((done) => child.on("close", done)) };
}

/** On any free ports, unless `args` say otherwise. */
export function start(dir: string, ...args: string[]): Run {
  return script(dir, "local/main.ts", "--port", "0", "--aws-port", "0", ...args);
}

/** The outputs, once it says that it is ready. @throws Error with what it printed if it ends instead */
export async function ready(run: Run): Promise<Record<string, string>> {
  let over = false;
  void run.ended.then(() => {
    over = true;
  });
  while (!run.text().includes("is ready")) {
    if (over) throw new Error(`It ended:\n${run.text()}`);
    await new Promise((done) => setTimeout(done, 10));
  }
  return Object.fromEntries([...run.text().matchAll(/^(\w+): (.+)$/gm)].map(([, name, value]) => [name, value]));
}
