// The whole estimate: what was counted, what it is billed by, what it costs; for one, and a million of each.
import { slotSeconds } from "../handlers/order";
import { assumed } from "./assumptions";
import { asStandard, usageOf } from "./bill";
import { type Asked, besides, type Life, steps } from "./life";
import type { Counted } from "./meter";
import type { Program } from "./program";
import { plus, times, type Usage } from "./usage";

/** USD a million. */
export const goals = { order: 15, life: 45 } as const;

export interface Estimate {
  /** Of one of each; `life` is all steps of one order. */
  readonly usage: Readonly<Record<Asked | "life", Usage>>;
  /** The same with a Standard workflow. */
  readonly standard: Readonly<Record<Asked | "life", Usage>>;
}

const asked = [...steps, ...besides];

export function estimate({ counted, stored }: Life, program: Program): Estimate {
  const traced = tracesARequest(counted, program);
  const usageOfAll = (name: Asked) => {
    const requests = counted[name].reduce((sum, each) => sum + each.requests, 0);
    const used = plus(...counted[name].map((each) => usageOf(each, program)), { "xray.trace": requests * traced });
    const logged = (used["logs.gb"] ?? 0) + (used["logs.infrequentGb"] ?? 0);
    const kept = { "logs.gbMonth": (logged * assumed("logKept") * program.logRetention) / 30 };
    return plus(used, kept, name === "order" ? storage(stored) : {});
  };
  const usage = withLife((name) => usageOfAll(name));
  return { usage, standard: withLife((name) => asStandard(usage[name], counted[name])) };
}

/** What a month of a million lives makes X-Ray record, shared among all requests. */
function tracesARequest(counted: Life["counted"], { sampling }: Program): number {
  const requests = assumed("ordersAMonth") * steps.flatMap((name) => counted[name]).reduce((sum, each) => sum + each.requests, 0);
  const first = Math.min(requests, sampling.reservoir * assumed("busy"));
  return (first + sampling.rate * (requests - first)) / requests;
}

/** The item until it expires, if its customer orders no more until then; the invoice for a month, and again each further one. */
function storage({ item, invoice }: Life["stored"]): Usage {
  const gbMonths = (item / 1e9) * (slotSeconds / (30 * 24 * 3600));
  return { "dynamodb.gbMonth": gbMonths, "dynamodb.pitrGbMonth": gbMonths, "s3.gbMonth": invoice / 1e9 };
}

function withLife(of: (name: Asked) => Usage): Record<Asked | "life", Usage> {
  const each = Object.fromEntries(asked.map((name) => [name, of(name)])) as Record<Asked, Usage>;
  return { ...each, life: plus(...steps.map((name) => each[name])) };
}

/** A customer's month, for each order of theirs. */
export const signIn: Usage = times(1 / assumed("ordersAUser"), { "cognito.user": 1 });

/** How often a function was invoked, an operation called; for whoever wants to know what was counted. */
export function summary(counted: readonly Counted[]) {
  const calls = counted.flatMap((each) => each.calls);
  const count = (names: string[]) =>
    Object.fromEntries([...new Set(names)].sort().map((name) => [name, names.filter((other) => other === name).length]));
  return {
    requests: counted.reduce((sum, { requests }) => sum + requests, 0),
    executions: counted.flatMap(({ executions }) => executions),
    invocations: count(calls.filter(({ action }) => action === "lambda:InvokeFunction").map(({ on }) => on)),
    calls: count(calls.map(({ by, action }) => `${by} ${action}`)),
    mails: counted.reduce((sum, { mails }) => sum + mails, 0),
  };
}
