// What Pass, Task, Parallel and Map have in common: the way of the data in, the result's way out, and what happens when it fails.

import { type Fields, flag, type Read, refuse } from "../fields";
import { StatesError } from "./error";
import type { Visit } from "./execution";
import { destination, type Expression, selection, template } from "./expressions";
import type { State } from "./flow";
import { catchers, caught, retriers, retrying } from "./handlers";

export interface Work {
  readonly parameters?: Expression | undefined;
  /** @param data the state's input after InputPath; `parameters` what became of it */
  readonly perform: (parameters: unknown, visit: Visit, data: unknown) => Promise<unknown>;
  /** Whether it can be retried and caught. */
  readonly fails?: boolean;
  /** Told of a failure that is not retried any more. */
  readonly onFailure?: (visit: Visit) => void;
}

/** The order is AWS's: InputPath, Parameters, the work, ResultSelector, ResultPath into the state's whole input, OutputPath. */
export function working(fields: Fields, { target }: { readonly target: Read<string> }, work: Work): State["run"] {
  const { parameters, perform, fails = false, onFailure = () => {} } = work;
  const enter = fields.get("InputPath", selection);
  const selector = fails ? fields.get("ResultSelector", template) : undefined;
  const into = fields.get("ResultPath", destination);
  const leave = fields.get("OutputPath", selection);
  const retry = fails ? (fields.get("Retry", retriers) ?? []) : [];
  const catches = fails ? (fields.get("Catch", catchers(target)) ?? []) : [];
  const next = transition(fields, target);

  const attempt = async (input: unknown, visit: Visit) => {
    const data = enter ? enter(input, visit) : input;
    const result = await perform(parameters ? parameters(data, visit) : data, visit, data);
    const selected = selector ? selector(result, visit) : result;
    return into ? into(input, selected) : selected;
  };
  return async (input, visit) => {
    let output: unknown;
    try {
      output = await (fails ? retrying(retry, visit, () => attempt(input, visit)) : attempt(input, visit));
    } catch (error) {
      if (error instanceof StatesError) onFailure(visit);
      return caught(catches, input, error);
    }
    return { output: leave ? leave(output, visit) : output, next };
  };
}

/** Undefined at an End. */
export function transition(fields: Fields, target: Read<string>): string | undefined {
  const next = fields.get("Next", target);
  const end = fields.get("End", flag) ?? false;
  return end === (next === undefined) ? next : refuse(fields.where, fields.values, "either Next or End: true");
}
