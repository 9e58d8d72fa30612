// Parallel and Map states: branches side by side. The first that fails ends the state, and the others go no further.

import { choice, type Fields, list, number, object, type Read } from "../fields";
import { RuntimeError } from "./error";
import type { Branch, Visit } from "./execution";
import { type Expression, place, template } from "./expressions";
import { runFlow } from "./flow";
import type { Around } from "./stateTypes";
import type { Work } from "./work";

/** Iterations of an inline Map state at a time: "Map state processing modes", Step Functions guide. */
const mostIterations = 40;

export function parallel(fields: Fields, { flow }: Around): Work {
  const parameters = fields.get("Parameters", template);
  const branch = flow(() => {});
  const branches = fields.need("Branches", list(branch, 1));
  const perform: Work["perform"] = async (input, visit) => {
    visit.emit("ParallelStateStarted");
    const output = await together(visit, branches, branches.length, (branch, _, signal) =>
      runFlow(branch, input, visit.branch.part(signal)),
    );
    visit.emit("ParallelStateSucceeded");
    return output;
  };
  return { parameters, perform, onFailure: (visit) => visit.emit("ParallelStateFailed") };
}

export function mapOver(fields: Fields, { flow }: Around): Work {
  const items = fields.get("ItemsPath", place);
  const processor = fields.one({ ItemProcessor: flow(inline), Iterator: flow(() => {}) });
  const selector = fields.atMostOne({ ItemSelector: template, Parameters: template });
  const concurrency = fields.atMostOne<Expression>({ MaxConcurrency: fixed, MaxConcurrencyPath: wholeAt }) ?? (() => 0);

  const iterate = async (branch: Branch, visit: Visit, input: unknown, index: number, value: unknown) => {
    const of = { name: visit.name, index };
    branch.emit("MapIterationStarted", of);
    try {
      const context = { ...visit.context, ...branch.context };
      const output = await runFlow(processor, selector ? selector(input, { context }) : value, branch);
      branch.emit("MapIterationSucceeded", of);
      return output;
    } catch (error) {
      branch.emit("MapIterationFailed", of);
      throw error;
    }
  };
  const perform: Work["perform"] = async (input, visit) => {
    const values = items ? items.need(input, visit) : input;
    if (!Array.isArray(values)) throw new RuntimeError(`Reference path "${items?.text ?? "$"}" must point to array.`);
    const most = Number(concurrency(input, visit)) || mostIterations;
    visit.emit("MapStateStarted", { length: values.length });
    const output = await together(visit, values, most, (value, index, signal) => {
      const branch = visit.branch.part(signal, { Map: { Item: { Index: index, Value: value } } });
      return iterate(branch, visit, input, index, value);
    });
    visit.emit("MapStateSucceeded");
    return output;
  };
  return { perform, onFailure: (visit) => visit.emit("MapStateFailed") };
}

function inline(fields: Fields): void {
  const config = object((inner) => {
    inner.get("Mode", choice("INLINE"));
  });
  fields.get("ProcessorConfig", config);
}

const fixed: Read<Expression> = (value, where) => {
  const most = number(0, 1000)(value, where);
  return () => most;
};

const wholeAt: Read<Expression> = (value, where) => {
  const { text, need } = place(value, where);
  return (input, at) => {
    const found = need(input, at);
    if (typeof found === "number" && Number.isInteger(found) && found >= 0) return found;
    const shown = typeof found === "string" ? found : JSON.stringify(found);
    throw new RuntimeError(`The MaxConcurrencyPath field refers to value "${shown}" which is not a valid integer: ${text}`);
  };
};

/** As many at a time as `most`, the results in the items' order. */
async function together<T>(
  { branch }: Visit,
  items: readonly T[],
  most: number,
  run: (item: T, index: number, signal: AbortSignal) => Promise<unknown>,
): Promise<unknown[]> {
  const stop = new AbortController();
  const signal = AbortSignal.any([branch.signal, stop.signal]);
  const results: unknown[] = [];
  const waiting = items.entries();
  const worker = async () => {
    for (const [index, item] of waiting) results[index] = await run(item, index, signal);
  };
  try {
    await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
    return results;
  } finally {
    stop.abort();
  }
}
