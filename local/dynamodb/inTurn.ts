// One batch of writes after another, those that wait in one; and none after one that failed, on a full disk say: LevelDB would put it
// behind the torn record, acknowledge it, and find neither at its next start.
import type { Write } from "./dynalite";

export function inTurn(batch: (writes: readonly Write[]) => Promise<void>): (writes: readonly Write[]) => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  let waiting: { readonly writes: Write[]; readonly written: Promise<void> } | undefined;
  return (writes) => {
    if (waiting) waiting.writes.push(...writes);
    else {
      const together = [...writes];
      last = last.then(() => {
        waiting = undefined;
        return batch(together);
      });
      waiting = { writes: together, written: last };
    }
    return waiting.written;
  };
}
