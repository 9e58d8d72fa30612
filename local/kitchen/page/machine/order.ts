// In which order the cells of each row lie, so that few arrows cross.
export interface Cell {
  readonly row: number;
  readonly width: number;
}

/** From a cell to one in the next row. */
export interface Segment {
  readonly upper: number;
  readonly lower: number;
  readonly weight: number;
  /** Between cells that are to lie straight below each other. */
  readonly isStraight: boolean;
}

/** Sweeps in a row that may make nothing better. */
const patience = 4;

/** @returns the cells of each row from left to right */
export function order(cells: readonly Cell[], segments: readonly Segment[]): number[][] {
  const rows: number[][] = Array.from({ length: Math.max(...cells.map(({ row }) => row)) + 1 }, () => []);
  for (const [cell, { row }] of cells.entries()) rows[row]?.push(cell);
  const place: number[] = [];
  const note = (row: readonly number[]) => {
    for (const [index, cell] of row.entries()) place[cell] = index;
  };
  rows.forEach(note);
  /** Below each row. */
  const gaps = rows.map((_, row) => segments.filter(({ upper }) => cells[upper]?.row === row));
  const whole = () => gaps.reduce((sum, gap) => sum + costOf(gap, place), 0);

  let best = { rows: rows.map((row) => [...row]), cost: whole(), sweep: 0 };
  for (let sweep = 1; best.cost > 0 && sweep - best.sweep <= patience; sweep++) {
    const down = sweep % 2 === 1;
    for (const [index, row] of down ? [...rows.entries()] : [...rows.entries()].reverse()) {
      const near = gaps[down ? index - 1 : index] ?? [];
      const wanted = new Map(row.map((cell) => [cell, middle(cell, near, place)]));
      row.sort((one, other) => (wanted.get(one) ?? 0) - (wanted.get(other) ?? 0));
      note(row);
    }
    for (let better = true; better; ) {
      better = false;
      for (const [index, row] of rows.entries()) {
        const around = () => costOf(gaps[index - 1], place) + costOf(gaps[index], place);
        for (let right = 1; right < row.length; right++) if (swapped(row, right, place, around)) better = true;
      }
    }
    const cost = whole();
    if (cost < best.cost) best = { rows: rows.map((row) => [...row]), cost, sweep };
  }
  return best.rows;
}

/** @param place of each cell in its row */
export function crosses(one: Segment, other: Segment, place: readonly number[]): boolean {
  const at = (cell: number) => place[cell] ?? 0;
  return (at(one.upper) - at(other.upper)) * (at(one.lower) - at(other.lower)) < 0;
}

function costOf(gap: readonly Segment[] = [], place: readonly number[]): number {
  let sum = 0;
  for (const [index, one] of gap.entries()) {
    for (let next = index + 1; next < gap.length; next++) {
      const other = gap[next];
      if (!other || !crosses(one, other, place)) continue;
      // Of two that are to be straight, one could not be.
      sum += one.isStraight && other.isStraight ? 100 : Math.max(one.weight, other.weight);
    }
  }
  return sum;
}

/** Of the cells that it is linked to; where it is, if there are none. */
function middle(cell: number, gap: readonly Segment[], place: readonly number[]): number {
  const near = gap.flatMap(({ upper, lower }) => (upper === cell ? [lower] : lower === cell ? [upper] : []));
  const places = near.map((other) => place[other] ?? 0);
  return places.length > 0 ? places.reduce((sum, at) => sum + at, 0) / places.length : (place[cell] ?? 0);
}

/** Two neighbours change places if that costs less. */
function swapped(row: number[], right: number, place: number[], cost: () => number): boolean {
  const [one = 0, other = 0] = [row[right - 1], row[right]];
  const put = (first: number, second: number) => {
    row.splice(right - 1, 2, first, second);
    place[first] = right - 1;
    place[second] = right;
  };
  const before = cost();
  put(other, one);
  if (cost() < before) return true;
  put(one, other);
  return false;
}
