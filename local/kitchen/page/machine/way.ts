// The way an execution took through its state machine.
import type { ExecutionShown, VisitShown } from "../../shown";
import type { Arrow } from "./graph";
import { begin } from "./graph";

export type Status = "succeeded" | "caught" | "failed" | "running" | "timed out" | "aborted" | "idle";

/** What became of a state that was not left. */
const unfinished = { RUNNING: "running", TIMED_OUT: "timed out", FAILED: "aborted", SUCCEEDED: "aborted" } as const;

export interface Stand {
  readonly status: Status;
  /** Milliseconds in it, all visits together. */
  readonly took: number | undefined;
  readonly times: number;
}

export class Way {
  private readonly steps = new Set<string>();

  constructor(private readonly execution: ExecutionShown) {
    for (const { state, from = begin, byCatch = false } of execution.visits) this.steps.add(key(from, state, byCatch));
  }

  took({ from, to, kind }: Arrow): boolean {
    return this.steps.has(key(from, to, kind === "catch"));
  }

  of(state: string): Stand {
    const visits = this.visits(state);
    const last = visits.at(-1);
    if (!last) return { status: "idle", took: undefined, times: 0 };
    const took = visits.reduce((sum, visit) => sum + (visit.took ?? 0), 0);
    return { status: this.statusOf(last), took: last.left === undefined ? undefined : took, times: visits.length };
  }

  visits(state: string): readonly VisitShown[] {
    return this.execution.visits.filter((visit) => visit.state === state);
  }

  statusOf({ left, caught, failures }: VisitShown): Status {
    if (left === undefined && failures.length === 0) return unfinished[this.execution.status];
    if (caught !== undefined) return "caught";
    return failures.length > 0 && failures.at(-1)?.retried === undefined ? "failed" : "succeeded";
  }
}

function key(from: string, to: string, caught: boolean): string {
  return JSON.stringify([from, to, caught]);
}
