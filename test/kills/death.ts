// The ways a round ends: killed in the midst of the load, or stopped by a disk that is full. @returns of each: what is wrong about it
import { type Run, ready } from "../process";
import type { Disk } from "./disk";
import { load } from "./load";
import type { People } from "./people";
import type { Plan } from "./plan";

/** Milliseconds to end by itself. */
const patience = 60_000;

/** `kill -9` after some answers and milliseconds. */
export async function kill(run: Run, { asks, deathAfter }: Plan, people: People): Promise<string[]> {
  let answers = 0;
  let dead = false;
  const die = () => {
    dead = true;
    run.child.kill("SIGKILL");
  };
  await load(asks, people, (status) => {
    if (status !== undefined && answers++ === deathAfter.answers) setTimeout(die, deathAfter.delay);
    return !dead;
  });
  die();
  await run.ended;
  return [];
}

/** It has room again as soon as somebody was refused for it: that must tempt nobody to go on. */
export async function fillUp(run: Run, { asks }: Plan, people: People, disk: Disk, again: () => Run): Promise<string[]> {
  disk.fill(run);
  await load(asks, people, (status) => {
    if (status !== undefined && status >= 500) disk.empty(run);
    return status !== undefined;
  });
  const goesOn = setTimeout(() => run.child.kill("SIGKILL"), patience);
  const wrong = await endOf(run, "npm start ends");
  clearTimeout(goesOn);
  if (disk.outlives) {
    disk.fill(run);
    const next = again();
    // The little room that is left may be enough to come up.
    const comesUp = await ready(next).then(
      () => true,
      () => false,
    );
    if (!comesUp) wrong.push(...(await endOf(next, "npm start failed")));
    disk.empty(next);
    next.child.kill("SIGKILL");
    await next.ended;
  }
  return wrong;
}

/** `kill -9` while it comes up. @returns whether it was not ready yet */
export async function killStarting(run: Run, milliseconds: number): Promise<boolean> {
  await new Promise((done) => setTimeout(done, milliseconds));
  run.child.kill("SIGKILL");
  await run.ended;
  return !run.text().includes("is ready");
}

/** By itself, having said once why. */
async function endOf(run: Run, what: string): Promise<string[]> {
  const code = await run.ended;
  const said = run.text().match(new RegExp(`^${what}: the data folder .* can't be written, because .*$`, "gm")) ?? [];
  return code === 1 && said.length === 1 ? [] : [`it ended with ${code} and said:\n${run.text()}`];
}
