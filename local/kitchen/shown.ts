// What the kitchen's page is told, as JSON. Times are ISO 8601 in UTC, durations milliseconds.

export interface StackShown {
  readonly project: string;
  readonly stack: string;
  readonly region: string;
  readonly apiUrl: string;
  readonly awsUrl: string;
  /** As they were asked for. */
  readonly resources: readonly ResourceShown[];
  readonly machines: readonly MachineShown[];
  /** Names. */
  readonly tables: readonly string[];
  readonly buckets: readonly string[];
}

export interface ResourceShown {
  readonly urn: string;
  readonly parent: string;
  /** As Pulumi shows it. */
  readonly type: string;
  readonly name: string;
  /** What the program would know it by: none for a component. */
  readonly id?: string;
  readonly arn?: string;
  /** The engine's folder: none for a component. */
  readonly engine?: string;
  readonly noEffect: boolean;
}

export interface MachineShown {
  readonly arn: string;
  readonly name: string;
  readonly definition: Definition;
}

/** In the Amazon States Language. */
export interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

export interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly End?: boolean;
  readonly Resource?: string;
  readonly Parameters?: Readonly<Record<string, unknown>>;
  readonly Choices?: readonly Rule[];
  readonly Default?: string;
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
  readonly Branches?: readonly Definition[];
  readonly Iterator?: Definition;
  readonly ItemProcessor?: Definition;
}

export type Rule = Readonly<Record<string, unknown>> & { readonly Next?: string };

export interface ExecutionSummary {
  readonly id: string;
  readonly name: string;
  /** The machine's name. */
  readonly machine: string;
  readonly status: "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT";
  readonly started: string;
  readonly took?: number;
  /** The first Task it entered, and the last state. */
  readonly first?: string;
  readonly last?: string;
  readonly error?: string;
}

export interface ExecutionShown extends ExecutionSummary {
  readonly arn: string;
  readonly stopped?: string;
  readonly cause?: string;
  readonly visits: readonly VisitShown[];
}

export interface VisitShown {
  readonly state: string;
  /** Of an iteration of a Map state. */
  readonly index?: number;
  /** The state it came from; none at the start of the execution, or of a branch. */
  readonly from?: string;
  /** It came by way of a catcher. */
  readonly byCatch?: boolean;
  readonly entered: string;
  readonly left?: string;
  /** Since the execution started. */
  readonly at: number;
  readonly took?: number;
  /** JSON. */
  readonly input?: string | undefined;
  readonly output?: string | undefined;
  /** Of a Task: what it called its service with, and what that answered. */
  readonly parameters?: string | undefined;
  readonly result?: string | undefined;
  readonly failures: readonly {
    readonly at: string;
    readonly error: string;
    readonly cause: string;
    readonly retried?: string;
  }[];
  /** The state a catcher sent it to. */
  readonly caught?: string;
}

/** Newest first. */
export interface ItemsShown {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  /** Names of the key's attributes. */
  readonly keys: readonly string[];
  readonly more: boolean;
}

export interface ObjectsShown {
  readonly objects: readonly { readonly key: string; readonly size: number; readonly at: string }[];
  readonly more: boolean;
}

export interface ObjectShown {
  readonly key: string;
  readonly size: number;
  readonly headers: Readonly<Record<string, string>>;
  /** None if it is no text, or too long to be shown. */
  readonly text?: string;
}
