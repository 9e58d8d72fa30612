// The part of the Amazon States Language that the workflow uses, as types: a `Next` that isn't there does not compile.
import type * as pulumi from "@pulumi/pulumi";

/** A JSONPath into the state's input, or `$$` into the context object. */
type Path = `$${string}`;

type Next<N extends string> = { readonly Next: N } | { readonly End: true };

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  /** Seconds; 1 at least. */
  readonly IntervalSeconds: number;
  readonly MaxAttempts: number;
  readonly BackoffRate: number;
  /** Seconds. */
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy: "FULL" | "NONE";
}

export interface Catcher<N extends string> {
  readonly ErrorEquals: readonly string[];
  readonly ResultPath: Path;
  readonly Next: N;
}

export type Task<N extends string> = {
  readonly Type: "Task";
  readonly Resource: pulumi.Input<string>;
  readonly Parameters: pulumi.Input<Readonly<Record<string, unknown>>>;
  readonly ResultSelector?: Readonly<Record<string, unknown>>;
  readonly ResultPath: Path | null;
  /** Seconds. */
  readonly TimeoutSeconds: number;
  readonly Retry?: readonly Retrier[];
  readonly Catch: readonly Catcher<N>[];
} & Next<N>;

export interface Choice<N extends string> {
  readonly Type: "Choice";
  readonly Choices: readonly ({ readonly Variable: Path; readonly Next: N } & (
    | { readonly StringEquals: string }
    | { readonly BooleanEquals: boolean }
  ))[];
  readonly Default: N;
}

export type Pass<N extends string> = { readonly Type: "Pass"; readonly Result: unknown; readonly ResultPath: Path } & Next<N>;

export interface Succeed {
  readonly Type: "Succeed";
  readonly OutputPath: Path;
}

/** Fixed texts, or paths to what was caught. */
export type Fail = { readonly Type: "Fail" } & (
  | { readonly Error: string; readonly Cause: string }
  | { readonly ErrorPath: Path; readonly CausePath: Path }
);

export type State<N extends string> = Task<N> | Choice<N> | Pass<N> | Succeed | Fail;

export interface Machine<N extends string> {
  readonly Comment: string;
  readonly StartAt: N;
  /** Seconds. */
  readonly TimeoutSeconds: number;
  readonly States: { readonly [K in N]: State<N> };
}

/** The names of the states are inferred from `States` alone; every other mention must be one of them. */
export function machine<N extends string>(definition: {
  readonly Comment: string;
  readonly StartAt: NoInfer<N>;
  readonly TimeoutSeconds: number;
  readonly States: { readonly [K in N]: State<NoInfer<N>> };
}): Machine<N> {
  return definition;
}
