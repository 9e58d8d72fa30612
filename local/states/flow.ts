// Takes an input through states, one after another, to the output of the last.
import { setTimeout as after, setImmediate as breath } from "node:timers/promises";
import { RuntimeError, StatesError } from "./error";
import { Branch, type Execution, type Run, record, Visit } from "./execution";

export interface Flow {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
}

export interface State {
  readonly type: string;
  readonly run: (input: unknown, visit: Visit) => Outcome | Promise<Outcome>;
}

export interface Outcome {
  readonly output: unknown;
  /** Undefined at the end. */
  readonly next: string | undefined;
}

/** Bytes of JSON that may go from one state to the next. */
export const dataLimit = 262_144;

/** Ends the execution as Step Functions does; how is written into it. @param timeout seconds */
export async function execute(flow: Flow, run: Run, input: unknown, timeout: number): Promise<void> {
  const end = new AbortController();
  const timer = setTimeout(() => end.abort(), timeout * run.second);
  const timedOut = new Promise<never>((_, reject) => {
    end.signal.onabort = () => reject(new StatesError("States.Timeout", "", false));
  });
  record(run, 0, "ExecutionStarted", { input });
  try {
    const output = await Promise.race([runFlow(flow, input, new Branch(run, end.signal, 0)), timedOut]);
    finish(run, { status: "SUCCEEDED", output: JSON.stringify(output) }, { output });
  } catch (thrown) {
    const { name, message } = thrown instanceof Error ? thrown : new Error(String(thrown));
    const failure = { ...(name && { error: name }), ...(message && { cause: message }) };
    finish(run, { status: end.signal.aborted ? "TIMED_OUT" : "FAILED", ...failure }, failure);
    // A fault of this engine is nobody's outcome.
    if (!(thrown instanceof StatesError)) throw thrown;
  } finally {
    clearTimeout(timer);
    end.signal.onabort = null;
  }
}

function finish(run: Run, how: Pick<Execution, "status" | "output" | "error" | "cause">, details: object): void {
  const { execution } = run;
  Object.assign(execution, how, { stopped: Date.now() });
  const type = { SUCCEEDED: "Succeeded", FAILED: "Failed", TIMED_OUT: "TimedOut", RUNNING: "" }[how.status];
  record(run, execution.history.length, `Execution${type}`, details);
}

export async function runFlow({ startAt, states }: Flow, input: unknown, branch: Branch): Promise<unknown> {
  let at: Outcome = { output: input, next: startAt };
  for (let entered = 1; at.next !== undefined; entered += 1) {
    // A loop of states that wait for nothing would keep the whole process, and the timeout's timer, waiting.
    if (entered % 1000 === 0) await breath();
    branch.signal.throwIfAborted();
    at = await runState(at.next, states.get(at.next), at.output, branch);
  }
  return at.output;
}

async function runState(name: string, state: State | undefined, input: unknown, branch: Branch): Promise<Outcome> {
  if (!state) throw new Error(`there is no state ${name}`);
  const visit = new Visit(branch, name, state.type, input);
  try {
    const outcome = await state.run(input, visit);
    // Only what a state made can be too large: its input was not.
    const size = outcome.output === input ? 0 : sizeOf(outcome.output);
    if (size > dataLimit) throw tooLarge(name);
    branch.run.execution.size += size;
    branch.emit(`${state.type}StateExited`, { name, output: outcome.output });
    return outcome;
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    const where = `An error occurred while executing the state '${name}' (entered at the event id #${visit.entered}).`;
    throw new StatesError("States.Runtime", `${where} ${error.message}`, false);
  }
}

function sizeOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** Recorded on AWS, where a task's own result can be caught under this name. @param what made it: a state, or `lambda` */
export function tooLarge(what: string, catchable = false): StatesError {
  const cause = `The state/task '${what}' returned a result with a size exceeding the maximum number of bytes service limit.`;
  return new StatesError("States.DataLimitExceeded", cause, catchable);
}

/** Milliseconds; cut short, with an error, when nobody waits any more. */
export async function pause(milliseconds: number, { branch }: Visit): Promise<void> {
  await after(milliseconds, undefined, { signal: branch.signal });
}
