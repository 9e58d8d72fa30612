// The types of states, each read from its fields into what it does with an input.

import { type Fields, list, type Read, refuse, text } from "../fields";
import { mapOver, parallel } from "./branches";
import { rule } from "./choice";
import { RuntimeError, StatesError } from "./error";
import type { Visit } from "./execution";
import { expression, selection, template } from "./expressions";
import type { Flow, Outcome, State } from "./flow";
import { type Integrations, task } from "./tasks";
import { waiting } from "./wait";
import { transition, working } from "./work";

/** What a state is read with. */
export interface Around {
  /** The name of another state of the same branch. */
  readonly target: Read<string>;
  /** A branch of states; `more` reads what else stands beside them. */
  readonly flow: (more: (fields: Fields) => void) => Read<Flow>;
  readonly integrations: Integrations;
}

type Run = State["run"];

export const stateTypes: Readonly<Record<string, (fields: Fields, around: Around) => Run>> = {
  Pass(fields, around) {
    const parameters = fields.get("Parameters", template);
    const result = fields.get("Result", (value) => ({ value }));
    return working(fields, around, { parameters, perform: async (input) => (result ? result.value : input) });
  },
  Task: (fields, around) => working(fields, around, { ...task(fields, around.integrations), fails: true }),
  Parallel: (fields, around) => working(fields, around, { ...parallel(fields, around), fails: true }),
  Map: (fields, around) => working(fields, around, { ...mapOver(fields, around), fails: true }),
  Wait(fields, around) {
    const wait = waiting(fields);
    const next = transition(fields, around.target);
    return through(fields, async (input, visit) => {
      await wait(input, visit);
      return next;
    });
  },
  Choice(fields, { target }) {
    const choices = fields.need(
      "Choices",
      list((value, where) => {
        let next = "";
        const holds = rule((own) => {
          next = own.need("Next", target);
        })(value, where);
        return { holds, next };
      }, 1),
    );
    const standard = fields.get("Default", target);
    return through(fields, (input, visit) => {
      const next = choices.find(({ holds }) => holds(input, visit))?.next ?? standard;
      if (next !== undefined) return next;
      throw new RuntimeError("Failed to transition out of the state. The state does not point to a next state.");
    });
  },
  Succeed: (fields) => through(fields, () => undefined),
  Fail(fields) {
    const error = textOrPath(fields, "Error");
    const cause = textOrPath(fields, "Cause");
    return (input, visit) => {
      throw new StatesError(error(input, visit), cause(input, visit));
    };
  },
};

/** A state that hands its input on. */
function through(
  fields: Fields,
  nextOf: (input: unknown, visit: Visit) => string | undefined | Promise<string | undefined>,
): Run {
  const enter = fields.get("InputPath", selection) ?? ((input) => input);
  const leave = fields.get("OutputPath", selection) ?? ((output) => output);
  return async (input, visit): Promise<Outcome> => {
    const data = enter(input, visit);
    const next = await nextOf(data, visit);
    return { output: leave(data, visit), next };
  };
}

/** `Error` or `ErrorPath`; neither is nothing. */
function textOrPath(fields: Fields, name: string): (input: unknown, visit: Visit) => string {
  const fixed = fields.get(name, text);
  const path = fields.get(`${name}Path`, expression(`${name}Path`));
  if (fixed !== undefined && path) refuse(fields.where, fields.values, `either ${name} or ${name}Path`);
  if (!path) return () => fixed ?? "";
  return (input, visit) => {
    const value = path(input, visit);
    if (typeof value === "string") return value;
    throw new RuntimeError(`The ${name}Path must lead to a text, not to ${JSON.stringify(value)}`);
  };
}
