// The lines Lambda itself logs of an invocation, as long as they are on AWS; the laptop doesn't write them.
import type { Program } from "./program";

const requestId = "7c967383-dcb8-4611-a68e-a6fe40e89368";
const time = "2026-11-22T21:50:45.700Z";
const spanId = "b23a9c1d7f04e865";
const tracing = { spanId, type: "X-Amzn-Trace-Id", value: `Root=1-69222b45-43a0913a1234567890123456;Parent=${spanId};Sampled=1` };

/** Where the program asks for them: start and report, by the function's name. @param invocations with their milliseconds */
export function platformLog(
  invocations: readonly { readonly on: string; readonly ms: number }[],
  { functions }: Program,
): [string, string[]][] {
  return invocations.flatMap(({ on, ms }) => {
    const { platformLog: isLogged = false, memory = 0 } = functions[on] ?? {};
    const functionArn = `arn:aws:lambda:ap-southeast-2:123456789012:function:${on}-c78e0e6`;
    const metrics = { durationMs: ms, billedDurationMs: Math.ceil(ms), memorySizeMB: memory, maxMemoryUsedMB: 100 };
    const lines = [line("start", { functionArn, version: "$LATEST" }), line("report", { metrics, status: "success" })];
    return isLogged ? [[on, lines]] : [];
  });
}

/** "Telemetry API Event schema reference", Lambda guide. */
function line(type: string, record: object): string {
  return JSON.stringify({ time, type: `platform.${type}`, record: { requestId, ...record, tracing } });
}
