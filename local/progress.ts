// What `npm start` shows while the stack comes up: the tree that `pulumi up` shows.
import type { Step } from "./program";
import type { Created } from "./resource";

type State = "creating" | "created" | "no effect here" | "failed";

export interface Row {
  readonly step: Step;
  state: State;
  created?: Created;
  readonly started: number;
  /** Milliseconds it took. */
  took?: number;
}

export class Progress {
  /** By URN, as they were asked for. */
  readonly rows = new Map<string, Row>();
  private drawn = 0;

  /** @param out a terminal is redrawn as resources come up; anything else gets the tree once, at the end */
  constructor(private readonly out: { write(text: string): unknown; isTTY?: boolean; rows?: number; columns?: number }) {}

  begin(step: Step): void {
    this.rows.set(step.urn, { step, state: "creating", started: performance.now() });
    this.draw();
  }

  end(step: Step, state: State, created?: Created): void {
    const row = this.rows.get(step.urn);
    if (!row) return;
    row.state = state;
    if (created) row.created = created;
    row.took = Math.round(performance.now() - row.started);
    this.draw();
  }

  /** The whole tree, for good. */
  finish(): void {
    this.clear();
    this.out.write(`${this.lines().join("\n")}\n`);
  }

  private draw(): void {
    if (!this.out.isTTY) return;
    this.clear();
    // No more than fits: what has scrolled away can't be redrawn.
    const lines = this.lines()
      .slice(-Math.max(1, (this.out.rows ?? 24) - 2))
      // A line that wraps would count twice.
      .map((line) => line.slice(0, (this.out.columns ?? 80) - 1));
    this.out.write(`${lines.join("\n")}\n`);
    this.drawn = lines.length;
  }

  private clear(): void {
    if (this.drawn > 0) this.out.write(`\x1b[${this.drawn}A\x1b[J`);
    this.drawn = 0;
  }

  private lines(): string[] {
    const rows = [...this.rows.values()];
    const tops = rows.filter(({ step }) => !this.rows.has(step.parent));
    const texts = tops.flatMap((top) => this.branch(top, rows, "", ""));
    const width = Math.max(0, ...texts.map(([text]) => text.length));
    return texts.map(([text, state]) => `${text.padEnd(width)}  ${state}`);
  }

  private branch(row: Row, rows: readonly Row[], first: string, rest: string): [string, string][] {
    const { step, state, took } = row;
    const told = state === "created" ? `created (${took} ms)` : state;
    const children = rows.filter((child) => child.step.parent === step.urn && child !== row);
    const below = children.flatMap((child, index) => {
      const last = index === children.length - 1;
      return this.branch(child, rows, `${rest}${last ? "└─ " : "├─ "}`, `${rest}${last ? "   " : "│  "}`);
    });
    return [[`${first}${shown(step.resource.type)}  ${step.resource.name}`, told], ...below];
  }
}

/** As the Pulumi CLI shows a type: `aws:s3/bucket:Bucket` is `aws:s3:Bucket`. */
export function shown(type: string): string {
  return type.replace(/\/[^:]*/, "");
}
