// From what was counted to what AWS bills: units of the price list, for one of each.
import { assumed } from "./assumptions";
import type { Counted, CountedCall } from "./meter";
import { platformLog } from "./platformLog";
import type { Program } from "./program";
import { plus, type Usage } from "./usage";

/** What a call is billed besides what it consumes, and how long its caller waits for it, in milliseconds. */
const operations: Readonly<Record<string, { readonly usage: Usage; readonly wait: number }>> = {
  "dynamodb:GetItem": { usage: {}, wait: assumed("dynamodb") },
  "dynamodb:PutItem": { usage: {}, wait: assumed("dynamodb") },
  "dynamodb:UpdateItem": { usage: {}, wait: assumed("dynamodb") },
  "dynamodb:DeleteItem": { usage: {}, wait: assumed("dynamodb") },
  "dynamodb:Query": { usage: {}, wait: assumed("dynamodb") },
  "s3:GetObject": { usage: { "s3.get": 1 }, wait: assumed("s3") },
  "s3:PutObject": { usage: { "s3.put": 1 }, wait: assumed("s3") },
  "s3:ListBucket": { usage: { "s3.put": 1 }, wait: assumed("s3") },
  "s3:DeleteObject": { usage: {}, wait: assumed("s3") },
  "sns:Publish": { usage: { "sns.publish": 1 }, wait: assumed("sns") },
  "lambda:InvokeFunction": { usage: { "lambda.request": 1 }, wait: 0 },
  // Billed by the execution.
  "states:StartSyncExecution": { usage: {}, wait: 0 },
  // Billed by the line and the trace.
  "logs:CreateLogStream": { usage: {}, wait: 0 },
  "logs:PutLogEvents": { usage: {}, wait: 0 },
  "xray:PutTraceSegments": { usage: {}, wait: 0 },
};

/** @throws Error naming an operation that has no price */
export function usageOf(counted: Counted, program: Program): Usage {
  const { requests, sent, executions, calls, logged } = counted;
  const consumed = (which: "read" | "write") => calls.reduce((sum, call) => sum + call[which], 0);
  const durations = calls.filter(isInvocation).map(({ on }) => ({ on, ms: durationOf(on, counted, program) }));
  return plus(
    ...calls.map((call) => operationOf(call).usage),
    {
      "apigateway.request": requests,
      "dynamodb.read": consumed("read"),
      "dynamodb.write": consumed("write"),
      "lambda.gbSecond": durations.reduce((sum, { on, ms }) => sum + (memoryOf(on, program) / 1024) * (ms / 1000), 0),
      "transfer.gb": (sent + requests * assumed("headers")) / 1e9,
    },
    ...[...Object.entries(logged), ...platformLog(durations, program)].map((log) => logUsage(...log, program)),
    ...executions.map(({ states, tasks }) => expressExecution(states, tasks, counted, program, durations)),
  );
}

/** The same on a Standard workflow: transitions in place of executions and their duration. */
export function asStandard(usage: Usage, counted: readonly Counted[]): Usage {
  const { "states.request": _request, "states.gbSecond": _duration, ...others } = usage;
  const executions = counted.flatMap((each) => each.executions);
  return plus(others, { "states.transition": executions.reduce((sum, { states }) => sum + states, 0) });
}

function expressExecution(
  states: number,
  tasks: number,
  { calls }: Counted,
  { definition }: Program,
  invocations: readonly { ms: number }[],
): Usage {
  const waits = calls.filter(({ action }) => action === "sns:Publish").map((call) => operationOf(call).wait);
  const steps = tasks * assumed("task") + (states - tasks) * assumed("state");
  const ms = [...waits, ...invocations.map((invocation) => invocation.ms)].reduce((sum, each) => sum + each, steps);
  // Billed in steps of 64 MB; an order's data is too small to tell.
  const megabytes = Math.ceil((assumed("machine") + definition / 1e6) / 64) * 64;
  return { "states.request": 1, "states.gbSecond": ((ms + assumed("step")) / 1000) * (megabytes / 1024) };
}

/** Milliseconds of one invocation, with its share of starts. */
function durationOf(name: string, { calls }: Counted, program: Program): number {
  const invoked = calls.filter((call) => isInvocation(call) && call.on === name).length;
  const waits = calls.filter(({ by }) => by === name).reduce((sum, call) => sum + operationOf(call).wait, 0);
  const compute = (vcpuMs: number) => (vcpuMs * assumed("vcpu")) / memoryOf(name, program);
  const cold = assumed("cold") + compute(assumed("first"));
  return Math.ceil(waits / invoked + compute(assumed("cpu"))) + assumed("coldShare") * cold;
}

function logUsage(group: string, lines: readonly string[], { infrequentLogs }: Program): Usage {
  const bytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line) + assumed("logEvent"), 0);
  return { [infrequentLogs.includes(group) ? "logs.infrequentGb" : "logs.gb"]: bytes / 1e9 };
}

function isInvocation({ action }: CountedCall): boolean {
  return action === "lambda:InvokeFunction";
}

function memoryOf(name: string, { functions }: Program): number {
  const found = functions[name];
  if (!found) throw new Error(`The function ${name} was invoked, and the program has ${Object.keys(functions).join(", ")}`);
  return found.memory;
}

function operationOf({ action, by }: CountedCall) {
  const operation = operations[action];
  if (!operation) throw new Error(`No price is known for ${action}, which ${by} called: add it to cost/bill.ts`);
  return operation;
}
