// How far to the right each cell lies: those that are to be straight on one line, all others as near to what they are linked to as can be.
import { type Cell, crosses, type Segment } from "./order";
import { type Edge, solve } from "./simplex";

/** Between the cells of a row, in pixels. */
const gap = 16;

/** @param rows the cells of each from left to right @returns the middle of each cell, in pixels from the left */
export function columnsOf(cells: readonly Cell[], rows: readonly (readonly number[])[], segments: readonly Segment[]): number[] {
  const lines = linesOf(cells, rows, segments);
  const count = Math.max(...lines) + 1;
  const lineOf = (cell: number) => lines[cell] ?? 0;
  const width = (cell: number) => cells[cell]?.width ?? 0;
  const beside = rows.flatMap((row) =>
    row.slice(1).map((right, index): Edge => {
      const left = row[index] ?? right;
      return { from: lineOf(left), to: lineOf(right), least: Math.ceil((width(left) + width(right)) / 2 + gap), weight: 0 };
    }),
  );
  // A point of its own on the left of both ends: its distance to the farther one is theirs.
  const between = segments
    .filter(({ upper, lower }) => lineOf(upper) !== lineOf(lower))
    .flatMap(({ upper, lower, weight }, index): Edge[] =>
      [upper, lower].map((cell) => ({ from: count + index, to: lineOf(cell), least: 0, weight })),
    );
  const numbers = solve(count + between.length / 2, [...beside, ...between]);
  const middles = cells.map((_, cell) => numbers[lineOf(cell)] ?? 0);
  const left = Math.min(...middles.map((middle, cell) => middle - width(cell) / 2));
  return middles.map((middle) => middle - left);
}

/** @returns the line of each cell */
function linesOf(cells: readonly Cell[], rows: readonly (readonly number[])[], segments: readonly Segment[]): number[] {
  const place: number[] = [];
  for (const row of rows) for (const [index, cell] of row.entries()) place[cell] = index;
  const straight = segments.filter(({ isStraight }) => isStraight);
  // Of two that cross, one can't be straight.
  const broken = new Set<Segment>();
  for (const [index, one] of straight.entries()) {
    for (const other of straight.slice(index + 1)) {
      const areNear = cells[one.upper]?.row === cells[other.upper]?.row;
      if (areNear && crosses(one, other, place)) broken.add(one.weight < other.weight ? one : other);
    }
  }
  const above = new Map(straight.filter((segment) => !broken.has(segment)).map(({ upper, lower }) => [lower, upper]));
  const lines = new Array<number>(cells.length).fill(-1);
  let count = 0;
  for (const cell of rows.flat()) lines[cell] = lines[above.get(cell) ?? -1] ?? count++;
  return lines;
}
