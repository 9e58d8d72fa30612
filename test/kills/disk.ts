// A disk that fills up under a running process, and is emptied again: by a limit to the size of its files, which anybody may set,
// or truly, on a small one in memory, which takes the right to mount.
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, statfsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Run } from "../process";

export interface Disk {
  /** The folder on it for `--data`. */
  readonly data: string;
  fill(run: Run): void;
  empty(run: Run): void;
  /** Whether the next start finds it as full. */
  readonly outlives: boolean;
  remove(): void;
}

/** @param random from 0 to 1: how much room is left. @returns undefined where it can't be done */
export type MakeDisk = (dir: string, random: () => number) => Disk | undefined;

/** Bytes of room that are left at most: for a dozen orders. */
const most = 50_000;

/** Linux has the command. */
export const limitedFiles: MakeDisk = (dir, random) => {
  const data = join(dir, ".local");
  const limit = ({ child }: Run, size: number | "unlimited") =>
    spawnSync("prlimit", ["--pid", `${child.pid}`, `--fsize=${size}:`]);
  if (spawnSync("prlimit", ["--version"]).error) return undefined;
  return {
    data,
    fill(run) {
      // The table's log begins anew at each start and grows fastest; what only grows, as the mails do, may be beyond the limit already.
      const size = statSync(join(data, "inbox/mails.jsonl"), { throwIfNoEntry: false })?.size ?? 0;
      const { status, stderr } = limit(run, Math.floor(random() * (size + most)));
      if (status !== 0) throw new Error(`prlimit can't limit a process of ours: ${stderr}`);
    },
    empty: (run) => void limit(run, "unlimited"),
    outlives: false,
    remove() {},
  };
};

/** A superuser may, unless in a container. */
export const mounted: MakeDisk = (dir, random) => {
  const folder = join(dir, "disk");
  mkdirSync(folder);
  if (spawnSync("mount", ["-t", "tmpfs", "-o", "size=30m", "tmpfs", folder]).status !== 0) return undefined;
  const ballast = join(folder, "ballast");
  return {
    data: join(folder, ".local"),
    fill() {
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - Math.floor(random() * most))));
    },
    empty: () => rmSync(ballast, { force: true }),
    outlives: true,
    remove: () => void spawnSync("umount", [folder]),
  };
};
