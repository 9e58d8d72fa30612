// On which row of a drawing each box lies: below all that leads to it, and as near to that as can be.
import { solve } from "./simplex";

export interface Link {
  readonly from: number;
  readonly to: number;
  readonly weight: number;
}

/** @returns which links lead back up: without them there is no cycle */
export function backLinks(count: number, links: readonly Link[]): ReadonlySet<number> {
  const back = new Set<number>();
  const state = new Array<"open" | "done" | undefined>(count);
  const visit = (box: number) => {
    state[box] = "open";
    for (const [index, { from, to }] of links.entries()) {
      if (from !== box || to === box) continue;
      if (state[to] === "open") back.add(index);
      else if (!state[to]) visit(to);
    }
    state[box] = "done";
  };
  for (let box = 0; box < count; box++) if (!state[box]) visit(box);
  return back;
}

/** @param links without a cycle @returns the row of each box, from 0, that of the first */
export function ranksOf(count: number, links: readonly Link[]): number[] {
  // Below the first lies even what nothing leads to.
  const fromFirst = Array.from({ length: count - 1 }, (_, index) => ({ from: 0, to: index + 1, weight: 0 }));
  const ranks = solve(
    count,
    [...links, ...fromFirst].map((link) => ({ ...link, least: 1 })),
  );
  return ranks.map((rank) => rank - (ranks[0] ?? 0));
}
