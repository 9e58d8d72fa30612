// Network simplex, as Graphviz uses it for rows and for columns (Gansner, Koutsofios, North, Vo: A Technique for Drawing Directed
// Graphs, 1993): numbers that keep their distances and make the weighted sum of all distances the least there is.
export interface Edge {
  readonly from: number;
  readonly to: number;
  /** By how much the number of `to` is greater at least. */
  readonly least: number;
  readonly weight: number;
}

/** @param edges of a connected graph without cycles @returns the number of each of its nodes */
export function solve(count: number, edges: readonly Edge[]): number[] {
  const numbers = new Array<number>(count).fill(0);
  const slack = ({ from, to, least }: Edge) => (numbers[to] ?? 0) - (numbers[from] ?? 0) - least;
  const shift = (nodes: ReadonlySet<number>, by: number) => {
    for (const node of nodes) numbers[node] = (numbers[node] ?? 0) + by;
  };
  for (let edge = tooShort(edges, slack); edge; edge = tooShort(edges, slack)) shift(new Set([edge.to]), -slack(edge));

  // A tree of edges that are as short as they may be: all else follows from it.
  const tree = new Set<Edge>();
  for (;;) {
    const grown = reach(0, edges, (edge) => slack(edge) === 0, tree);
    if (grown.size === count) break;
    const near = least(
      edges.filter(({ from, to }) => grown.has(from) !== grown.has(to)),
      slack,
    );
    if (!near) throw new Error("The graph is not connected");
    shift(grown, grown.has(near.to) ? -slack(near) : slack(near));
  }
  // An edge of it is let go where that brings more weight nearer than it takes away, and another closes the gap. It might go round
  // in circles where many are as good: then what there is by now is good enough.
  for (let turn = 0; turn < 20 * count; turn++) {
    const leaving = [...tree].find((edge) => gain(edge, tree, edges) < 0);
    if (!leaving) break;
    const tail = tailOf(leaving, tree);
    const entering = least(
      edges.filter(({ from, to }) => !tail.has(from) && tail.has(to)),
      slack,
    );
    if (!entering) break;
    shift(tail, -slack(entering));
    tree.delete(leaving);
    tree.add(entering);
  }
  return numbers;
}

function tooShort(edges: readonly Edge[], slack: (edge: Edge) => number): Edge | undefined {
  return edges.find((edge) => slack(edge) < 0);
}

/** The weight that pulls the two halves of the tree together, less that which pushes them apart. */
function gain(edge: Edge, tree: ReadonlySet<Edge>, edges: readonly Edge[]): number {
  const tail = tailOf(edge, tree);
  return edges.reduce((sum, { from, to, weight }) => sum + weight * (Number(tail.has(from)) - Number(tail.has(to))), 0);
}

function tailOf(edge: Edge, tree: ReadonlySet<Edge>): ReadonlySet<number> {
  return reach(edge.from, [...tree], (other) => other !== edge);
}

function reach(start: number, edges: readonly Edge[], may: (edge: Edge) => boolean, used?: Set<Edge>): Set<number> {
  const found = new Set([start]);
  used?.clear();
  for (const node of found) {
    for (const edge of edges) {
      const other = edge.from === node ? edge.to : edge.to === node ? edge.from : node;
      if (found.has(other) || !may(edge)) continue;
      found.add(other);
      used?.add(edge);
    }
  }
  return found;
}

function least(edges: readonly Edge[], slack: (edge: Edge) => number): Edge | undefined {
  return edges.reduce<Edge | undefined>((best, edge) => (best && slack(best) <= slack(edge) ? best : edge), undefined);
}
