// Where the boxes and arrows of a state machine's drawing lie.
import { type Measure, type PlacedArrow, type Point, placeArrows } from "./arrows";
import type { Box, Graph } from "./graph";
import { gridOf, type Size } from "./grid";

/** By its middle. */
export interface PlacedBox extends Box, Point, Size {
  /** By its upper left corner. */
  readonly within: readonly (Point & { readonly layout: Layout })[];
}

export interface Layout extends Size {
  readonly boxes: readonly PlacedBox[];
  readonly arrows: readonly PlacedArrow[];
}

/** Pixels above what goes on within a state, for its name. */
const heading = 50;

/** @param measure the width of a text in pixels */
export function layOut({ boxes, arrows }: Graph, measure: Measure): Layout {
  const layouts = boxes.map(({ inner }) => inner.map((each) => layOut(each, measure)));
  const sizes = boxes.map((box, index) => sizeOf(box, layouts[index] ?? [], measure));
  const { width, height, at, chains } = gridOf(boxes, sizes, arrows, measure);
  return {
    width,
    height,
    boxes: boxes.map((box, index) => {
      const { x, y, width, height } = at(index);
      return { ...box, x, y, width, height, within: sideBySide(layouts[index] ?? [], x, y - height / 2 + heading) };
    }),
    arrows: placeArrows(arrows, chains, at, measure),
  };
}

function sizeOf({ name, type, about }: Box, inner: readonly Layout[], measure: Measure): Size {
  if (type === "Start") return { width: 16, height: 16 };
  const width = Math.max(96, measure(name, "name") + 48, measure(about, "small") + 48);
  if (inner.length === 0) return { width, height: about ? 46 : 36 };
  const height = heading + Math.max(...inner.map(({ height }) => height));
  return { width: Math.max(width, widthOf(inner)), height };
}

function sideBySide(inner: readonly Layout[], middle: number, y: number): PlacedBox["within"] {
  let x = middle - widthOf(inner) / 2;
  return inner.map((layout) => {
    const placed = { x, y, layout };
    x += layout.width;
    return placed;
  });
}

function widthOf(layouts: readonly Layout[]): number {
  return layouts.reduce((sum, { width }) => sum + width, 0);
}
