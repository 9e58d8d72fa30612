// The states an execution entered, out of its history as AWS keeps one: each event names the one before it on its branch.
import type { Execution, HistoryEvent } from "../states/execution";
import type { VisitShown } from "./shown";

interface Visit {
  readonly state: string;
  readonly index?: number;
  readonly from?: string;
  readonly byCatch?: boolean;
  readonly entered: HistoryEvent;
  left?: HistoryEvent;
  asked?: HistoryEvent;
  answered?: HistoryEvent;
  readonly failures: { readonly event: HistoryEvent; retried?: HistoryEvent }[];
  caught?: string;
}

/** Where an event stands: in which visit, and which iteration of a Map state. */
interface Stand {
  readonly visit?: Visit;
  readonly index?: number;
}

/** In the order they were entered. */
export function visitsOf({ history, started }: Execution): VisitShown[] {
  const visits: Visit[] = [];
  const stands = new Map<number, Stand>();
  for (const event of history) {
    const { id, previousEventId, type, name } = event;
    let { visit, index = event.index }: Stand = stands.get(previousEventId) ?? {};
    if (type.endsWith("StateEntered") && name !== undefined) {
      visit = entered(event, name, index, visit?.left ? visit : undefined);
      visits.push(visit);
    } else {
      // The last event before the end of a Parallel or Map state may be one of its branches'.
      if (name !== undefined && visit?.state !== name) visit = visits.findLast(({ state, left }) => state === name && !left);
      if (visit) note(visit, event);
    }
    if (type.startsWith("MapIteration")) index = type === "MapIterationStarted" ? event.index : undefined;
    stands.set(id, { ...(visit && { visit }), ...(index !== undefined && { index }) });
  }
  return visits.map((visit) => shownOf(visit, started));
}

function entered(event: HistoryEvent, state: string, index: number | undefined, from: Visit | undefined): Visit {
  const byCatch = from !== undefined && hasFailed(from);
  if (byCatch) from.caught = state;
  return {
    ...{ state, entered: event, failures: [] },
    ...(index !== undefined && { index }),
    ...(from && { from: from.state }),
    ...(byCatch && { byCatch }),
  };
}

function note(visit: Visit, event: HistoryEvent): void {
  const { type } = event;
  const last = visit.failures.at(-1);
  if (type.endsWith("StateExited")) visit.left = event;
  else if (type === "TaskScheduled") visit.asked = event;
  else if (type === "TaskSucceeded") visit.answered = event;
  else if (/^(Task|ParallelState|MapState)(Failed|TimedOut)$/.test(type)) visit.failures.push({ event });
  else if (type === "ExecutionFailed" && !visit.left) {
    if (!hasFailed(visit)) visit.failures.push({ event });
    visit.left = event;
  }
  if (/^(TaskScheduled|ParallelStateStarted|MapStateStarted)$/.test(type) && last) last.retried ??= event;
}

/** And was not tried again. */
function hasFailed({ failures }: Visit): boolean {
  const last = failures.at(-1);
  return last !== undefined && !last.retried;
}

function shownOf({ entered, left, asked, answered, failures, ...visit }: Visit, started: number): VisitShown {
  return {
    ...visit,
    entered: iso(entered),
    at: entered.timestamp - started,
    ...(left && { left: iso(left), took: left.timestamp - entered.timestamp }),
    input: json(entered.input),
    output: json(left?.output),
    parameters: json(asked?.input),
    result: json(answered?.output),
    failures: failures.map(({ event, retried }) => {
      const { error = event.type, cause = "" } = event;
      return { at: iso(event), error, cause, ...(retried && { retried: iso(retried) }) };
    }),
  };
}

function iso({ timestamp }: HistoryEvent): string {
  return new Date(timestamp).toISOString();
}

function json(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}
