// How the arrows of a drawing run: straight through the cells of a row, bent between rows, each into a place of its own at a box.
import type { Arrow } from "./graph";
import type { Chain, Place, Size } from "./grid";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PlacedArrow extends Arrow {
  /** An SVG path. */
  readonly path: string;
  readonly tip: Point;
  /** It points upwards. */
  readonly isUp: boolean;
  /** The middle of its labels. */
  readonly label: Point;
}

/** The width of a text in pixels; the fonts are the style sheet's. */
export type Measure = (text: string, font: "name" | "small") => number;

export const lineHeight = 15;
/** Pixels between the ends of two arrows at a box, and from its corners. */
const apartAtBox = 30;
const fromCorner = 18;

export function labelSize(labels: readonly string[], measure: Measure): Size {
  if (labels.length === 0) return { width: 0, height: 0 };
  return { width: Math.max(...labels.map((label) => measure(label, "small"))) + 8, height: labels.length * lineHeight + 2 };
}

export function placeArrows(
  arrows: readonly Arrow[],
  chains: readonly Chain[],
  at: (cell: number) => Place,
  measure: Measure,
): PlacedArrow[] {
  const leaving = ends(chains, at, (cells) => [cells[0], cells[1]]);
  const arriving = ends(chains, at, (cells) => [cells.at(-1), cells.at(-2)]);
  return arrows.map((arrow, index) => {
    const { cells, label, isUp } = chains[index] ?? { cells: [], label: 0, isUp: false };
    const [upper, lower] = [at(cells[0] ?? 0), at(cells.at(-1) ?? 0)];
    if (cells[0] === cells.at(-1)) return { ...arrow, ...loop(upper, labelSize(arrow.labels, measure)), isUp: false };
    const start = { x: leaving.get(index) ?? upper.x, y: upper.y + upper.height / 2 };
    const end = { x: arriving.get(index) ?? lower.x, y: lower.y - lower.height / 2 };
    const way = [...cells.slice(1, -1).map(at), { ...lower, x: end.x, bottom: end.y }];
    let path = `M${start.x} ${start.y}`;
    let { x } = start;
    for (const { x: next, above, top, bottom } of way) {
      const middle = (above + top) / 2;
      path += `L${x} ${above}C${x} ${middle} ${next} ${middle} ${next} ${top}L${next} ${bottom}`;
      x = next;
    }
    return { ...arrow, path, tip: isUp ? start : end, isUp, label: at(label) };
  });
}

/** Where arrows meet their boxes, in the order in which they come; one that comes straight is not bent. */
function ends(
  chains: readonly Chain[],
  at: (cell: number) => Place,
  endOf: (cells: readonly number[]) => readonly [box: number | undefined, next: number | undefined],
): ReadonlyMap<number, number> {
  const byBox = new Map<number, { chain: number; x: number }[]>();
  for (const [chain, { cells }] of chains.entries()) {
    const [box = 0, next = 0] = endOf(cells);
    if (box !== next) byBox.set(box, [...(byBox.get(box) ?? []), { chain, x: at(next).x }]);
  }
  const found = new Map<number, number>();
  for (const [box, arrows] of byBox) {
    const { x, width } = at(box);
    const sorted = arrows.toSorted((one, other) => one.x - other.x);
    const straight = sorted.findIndex((arrow) => arrow.x === x);
    const middle = straight < 0 ? (sorted.length - 1) / 2 : straight;
    const most = Math.max(middle, sorted.length - 1 - middle, 1);
    const step = Math.min(apartAtBox, (width / 2 - fromCorner) / most);
    for (const [index, { chain, x: next }] of sorted.entries()) {
      const aside = (index - middle) * step;
      // No farther than the arrow goes itself, unless others are in between.
      const isNext = Math.abs(index - middle) <= 1;
      found.set(chain, x + (isNext ? Math.sign(aside) * Math.min(Math.abs(aside), Math.max(10, Math.abs(next - x))) : aside));
    }
  }
  return found;
}

/** Beside a box, for an arrow that leads back to it. */
export function loopSize(labels: readonly string[], measure: Measure): Size {
  const { width, height } = labelSize(labels, measure);
  return { width: fromCorner + width + 8, height };
}

function loop({ x, y, width, height }: Place, labels: Size): Pick<PlacedArrow, "path" | "tip" | "label"> {
  const [right, top, bottom] = [x + width / 2, y - height / 2, y + height / 2];
  const [near, far] = [right - fromCorner, right + fromCorner];
  const out = `C${near} ${bottom + 10} ${far} ${bottom + 10} ${far} ${y}`;
  const back = `C${far} ${top - 14} ${near} ${top - 14} ${near} ${top}`;
  return { path: `M${near} ${bottom}${out}${back}`, tip: { x: near, y: top }, label: { x: far + 4 + labels.width / 2, y } };
}
