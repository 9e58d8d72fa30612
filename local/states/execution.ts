// One execution: what is known of it, its history, and where in it a state stands.
export interface Execution {
  readonly arn: string;
  readonly name: string;
  /** JSON. */
  readonly input: string;
  /** Times in milliseconds. */
  readonly started: number;
  readonly history: HistoryEvent[];
  /** Bytes of JSON that its states made. */
  size: number;
  stopped?: number;
  status: "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT";
  output?: string;
  error?: string;
  cause?: string;
}

/** As AWS keeps it, with the details of an event beside its type; a retry is another TaskScheduled, TaskStarted and so on. */
export interface HistoryEvent extends Details {
  /** 1 and up; that of the event before it on the same branch, 0 for the first two. */
  readonly id: number;
  readonly previousEventId: number;
  /** Milliseconds. */
  readonly timestamp: number;
  /** `PassStateEntered`, `TaskFailed`, `ExecutionSucceeded`, … */
  readonly type: string;
}

interface Details {
  /** Of the state; of a Map state for its iterations, which are told apart by `index`. */
  readonly name?: string;
  readonly index?: number;
  /** Of what a Map state goes through. */
  readonly length?: number;
  readonly input?: unknown;
  readonly output?: unknown;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

/** What is the same all over one execution. */
export interface Run {
  readonly execution: Execution;
  /** `$$` without the part on the state. */
  readonly context: Readonly<Record<string, unknown>>;
  /** Milliseconds in a second of the definition. */
  readonly second: number;
  readonly onEvent: (execution: Execution, event: HistoryEvent) => void;
}

/** As many as AWS keeps of a Standard execution; Express ones have no such limit there, but a laptop's memory has. */
const mostEvents = 25_000;

export function record({ execution, onEvent }: Run, previousEventId: number, type: string, details: Details): number {
  const event = { id: execution.history.length + 1, previousEventId, timestamp: Date.now(), type, ...details };
  if (event.id <= mostEvents) execution.history.push(event);
  onEvent(execution, event);
  return event.id;
}

/** One state after another: the whole execution, a branch of a Parallel state, an iteration of a Map state. */
export class Branch {
  constructor(
    readonly run: Run,
    /** Aborted when nobody waits for this branch any more. */
    readonly signal: AbortSignal,
    private previous: number,
    /** What an iteration adds to the context object. */
    readonly context: object = {},
  ) {}

  /** @returns the event's id. What happens after the end is not told: on AWS it is aborted there. */
  emit(type: string, details: Details): number {
    if (!this.signal.aborted) this.previous = record(this.run, this.previous, type, details);
    return this.previous;
  }

  part(signal: AbortSignal, context?: object): Branch {
    return new Branch(this.run, signal, this.previous, { ...this.context, ...context });
  }
}

/** One stay in a state. */
export class Visit {
  /** Of a state that can be retried: how often it was. */
  retries: number | undefined;
  /** The event's id. */
  readonly entered: number;
  private readonly enteredTime = Date.now();

  constructor(
    readonly branch: Branch,
    readonly name: string,
    type: string,
    input: unknown,
  ) {
    this.entered = branch.emit(`${type}StateEntered`, { name, input });
  }

  emit(type: string, details: Details = {}): void {
    this.branch.emit(type, { name: this.name, ...details });
  }

  get context(): object {
    const EnteredTime = new Date(this.enteredTime).toISOString();
    const retries = this.retries === undefined ? {} : { RetryCount: this.retries };
    return { ...this.branch.run.context, State: { Name: this.name, EnteredTime, ...retries }, ...this.branch.context };
  }
}
