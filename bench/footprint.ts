// What `npm start` takes of the machine: as `ps` tells it, of the process with all its threads.
import { execFileSync } from "node:child_process";
import { setTimeout } from "node:timers/promises";

export interface Footprint {
  /** Resident memory, MB. */
  readonly memory: number;
  /** Time on a processor so far, seconds. */
  readonly cpu: number;
}

/** Once its memory has stayed within 1 % for 5 s, or after a minute. */
export async function settled(pid: number): Promise<Footprint> {
  let last = footprint(pid);
  for (let [since, seconds] = [0, 0]; since < 5 && seconds < 60; since++, seconds++) {
    await setTimeout(1000);
    const now = footprint(pid);
    if (Math.abs(now.memory - last.memory) <= last.memory / 100) continue;
    [last, since] = [now, -1];
  }
  return footprint(pid);
}

export function footprint(pid: number): Footprint {
  const [memory = "", time = ""] = execFileSync("ps", ["-o", "rss=,time=", "-p", String(pid)], { encoding: "utf8" })
    .trim()
    .split(/\s+/);
  // [days-]hours:minutes:seconds
  const [days, clock = ""] = time.includes("-") ? time.split("-") : ["0", time];
  const cpu = clock.split(":").reduce((total, part) => 60 * total + Number(part), 0);
  return { memory: Number(memory) / 1024, cpu: Number(days) * 86_400 + cpu };
}
