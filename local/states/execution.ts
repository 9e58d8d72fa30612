// One execution on the engine, which ends as Step Functions says it ends.
import type { RunOptions, StateMachine, StateMachineDefinition } from "aws-local-stepfunctions";
import type { Definition } from "./definition";
import { StatesError, type Task } from "./tasks";

export interface Execution {
  readonly arn: string;
  readonly name: string;
  /** JSON. */
  readonly input: string;
  /** Times in milliseconds. */
  readonly started: number;
  /** The tasks it went through; a retry is another entry. */
  readonly tasks: { readonly state: string; readonly from: number; to?: number; error?: string }[];
  stopped?: number;
  status: "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT";
  output?: string;
  error?: string;
  cause?: string;
}

type Json = Parameters<StateMachine["run"]>[0];
type EngineContext = NonNullable<RunOptions["context"]>;

/** Seconds until the engine's own timeout of a task: its default is 60, and its Cause is not AWS's. */
const never = 2_000_000;

export async function loadEngine({ StartAt, States }: Definition): Promise<StateMachine> {
  // It is written for Node.js 22.
  if (!("withResolvers" in Promise)) Object.assign(Promise, { withResolvers });
  const { StateMachine } = await import("aws-local-stepfunctions");
  returnScalars(require(require.resolve("jsonpath-plus", { paths: [require.resolve("aws-local-stepfunctions")] })));
  const states = Object.entries(States).map(([name, state]) => [name, { ...state, TimeoutSeconds: never }]);
  const definition = { StartAt, States: Object.fromEntries(states) } as StateMachineDefinition;
  return new StateMachine(definition, { validationOptions: { noValidate: true } });
}

/** Never rejects: how it ended is written into the execution. */
export async function execute(
  engine: StateMachine,
  tasks: ReadonlyMap<string, Task>,
  execution: Execution,
  timeout: number,
  input: unknown,
): Promise<void> {
  const handlers = [...tasks].map(([state, task]) => [state, handler(state, task, execution)]);
  const overrides = { taskResourceLocalHandlers: Object.fromEntries(handlers) };
  // The engine adds StartTime.
  const context = { Execution: { Id: execution.arn, Input: input, Name: execution.name } } as EngineContext;
  const { result, abort } = engine.run(input as Json, { context, overrides });
  const timer = setTimeout(() => {
    end(execution, { status: "TIMED_OUT", error: "States.Timeout" });
    abort();
  }, timeout * 1000);
  try {
    end(execution, { status: "SUCCEEDED", output: JSON.stringify(await result) });
  } catch (thrown) {
    const { name, message } = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : (thrown as Error);
    if (!execution.stopped) end(execution, { status: "FAILED", error: name, ...(message && { cause: message }) });
  }
  clearTimeout(timer);
}

function handler(state: string, task: Task, execution: Execution): (parameters: Json) => Promise<Json> {
  return async (parameters) => {
    // The engine goes on with the retries of the state that its end struck.
    if (execution.stopped) throw new StatesError("States.Timeout", "");
    const record: Execution["tasks"][number] = { state, from: Date.now() };
    execution.tasks.push(record);
    try {
      return (await task(parameters)) as Json;
    } catch (error) {
      record.error = error instanceof Error ? error.name : String(error);
      throw error;
    } finally {
      record.to = Date.now();
    }
  };
}

function end(execution: Execution, how: Pick<Execution, "status" | "output" | "error" | "cause">): void {
  Object.assign(execution, how, { stopped: Date.now() });
}

interface JsonPath {
  new (options: object): { evaluate(options: object): unknown };
  (options: object): unknown;
}

/** Called as a function it throws what is no object, with a stack trace, to catch it itself: the costliest part of an execution. */
function returnScalars(engine: { JSONPath: JsonPath }): void {
  const { JSONPath } = engine;
  // Done before, for another machine.
  if (!JSONPath.prototype) return;
  engine.JSONPath = ((options) => new JSONPath({ ...options, autostart: false }).evaluate(options)) as JsonPath;
}

function withResolvers(): object {
  const deferred = {};
  return Object.assign(deferred, { promise: new Promise((resolve, reject) => Object.assign(deferred, { resolve, reject })) });
}
