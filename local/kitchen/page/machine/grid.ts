// The grid of a drawing: boxes on every other row, between them rows for what arrows say, and a cell of each row for an arrow that
// goes through it, so that nothing lies on anything else.
import { labelSize, loopSize, type Measure } from "./arrows";
import { columnsOf } from "./columns";
import { type Arrow, type Box, begin } from "./graph";
import { type Cell, order, type Segment } from "./order";
import { backLinks, ranksOf } from "./ranks";

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A cell where it lies, by its middle; the edges of its row; where the row above ends. */
export interface Place extends Size {
  readonly x: number;
  readonly y: number;
  readonly top: number;
  readonly bottom: number;
  readonly above: number;
}

/** The cells of an arrow from the upper box to the lower one. */
export interface Chain {
  readonly cells: readonly number[];
  /** The one its labels are in. */
  readonly label: number;
  /** It leads back up. */
  readonly isUp: boolean;
}

export interface Grid extends Size {
  /** The first cells are the boxes. */
  readonly at: (cell: number) => Place;
  readonly chains: readonly Chain[];
}

/** Pixels around all, and between rows: more where arrows go far to the side. */
const margin = 10;
const bend = (aside: number) => 14 + Math.min(36, aside / 9);

const nowhere: Place = { x: 0, y: 0, width: 0, height: 0, above: 0, top: 0, bottom: 0 };

export function gridOf(boxes: readonly Box[], sizes: readonly Size[], arrows: readonly Arrow[], measure: Measure): Grid {
  const numbers = new Map(boxes.map(({ name }, index) => [name, index]));
  const links = arrows.map(({ from, to, kind }) => {
    return { from: numbers.get(from) ?? 0, to: numbers.get(to) ?? 0, weight: kind === "catch" ? 1 : 3 };
  });
  const back = backLinks(boxes.length, links);
  const down = links.map((link, index) => (back.has(index) ? { ...link, from: link.to, to: link.from } : link));
  const ranks = ranksOf(
    boxes.length,
    down.filter(({ from, to }) => from !== to),
  );
  const cells = sizes.map((size, index) => {
    const loop = arrows.find(({ from, to }) => from === to && from === boxes[index]?.name);
    const beside = loop ? loopSize(loop.labels, measure) : { width: 0, height: 0 };
    // As much on the other side: a cell has its box in the middle.
    return { row: 2 * (ranks[index] ?? 0), width: size.width + 2 * beside.width, height: Math.max(size.height, beside.height) };
  });
  const segments: Segment[] = [];
  const main = mainWay(arrows);
  const chains = down.map(({ from, to, weight }, index): Chain => {
    const isUp = back.has(index);
    const [first, last] = [cells[from]?.row ?? 0, cells[to]?.row ?? 0];
    // Where it begins: right below a Choice stand its conditions.
    const labelRow = isUp ? last - 1 : first + 1;
    const size = labelSize(arrows[index]?.labels ?? [], measure);
    const inner = Array.from({ length: Math.max(0, last - first - 1) }, (_, step) => {
      const row = first + 1 + step;
      return cells.push({ row, ...(row === labelRow ? size : { width: 0, height: 0 }) }) - 1;
    });
    const chain = [from, ...inner, to];
    const label = inner[labelRow - first - 1] ?? from;
    for (const [step, upper] of (from === to ? [] : chain.slice(0, -1)).entries()) {
      const lower = chain[step + 1] ?? to;
      if (main.has(index)) segments.push({ upper, lower, weight: 4 * weight, isStraight: true });
      // What it says stays near to the box it comes from.
      else if (size.width > 0 && upper === label) segments.push({ upper, lower, weight, isStraight: false });
      else segments.push({ upper, lower, weight: weight + 1, isStraight: step > 0 && step < chain.length - 2 });
    }
    return { cells: chain, label, isUp };
  });
  const columns = columnsOf(cells, order(cells, segments), segments);
  const rows = rowsOf(cells, segments, columns);
  const places = cells.map(({ row, width, height }, cell): Place => {
    const { above, top, bottom } = rows[row] ?? nowhere;
    const size = sizes[cell] ?? { width, height };
    return { ...size, x: (columns[cell] ?? 0) + margin, y: (top + bottom) / 2, above, top, bottom };
  });
  return {
    width: Math.max(...cells.map(({ width }, cell) => (columns[cell] ?? 0) + width / 2)) + 2 * margin,
    height: (rows.at(-1)?.bottom ?? 0) + margin,
    at: (cell) => places[cell] ?? nowhere,
    chains,
  };
}

type Row = Pick<Place, "above" | "top" | "bottom">;

function rowsOf(cells: readonly (Cell & Size)[], segments: readonly Segment[], columns: readonly number[]): Row[] {
  const rows: Row[] = [];
  for (let row = 0; row <= Math.max(...cells.map(({ row }) => row)); row++) {
    const here = segments.filter(({ lower }) => cells[lower]?.row === row);
    const asides = here.map(({ upper, lower }) => Math.abs((columns[upper] ?? 0) - (columns[lower] ?? 0)));
    const above = rows.at(-1)?.bottom ?? 0;
    const top = row === 0 ? margin : above + bend(Math.max(0, ...asides));
    const height = Math.max(...cells.map((cell) => (cell.row === row ? cell.height : 0)));
    rows.push({ above, top, bottom: top + height });
  }
  return rows;
}

/** From the beginning by each Next, and each Choice's first rule, as long as that leads to somewhere new. */
function mainWay(arrows: readonly Arrow[]): ReadonlySet<number> {
  const way = new Set<number>();
  const seen = new Set<string>();
  for (let at = begin; ; ) {
    seen.add(at);
    const next = arrows.findIndex(({ from, kind }) => from === at && kind !== "catch");
    const to = arrows[next]?.to;
    if (to === undefined || seen.has(to)) return way;
    way.add(next);
    at = to;
  }
}
