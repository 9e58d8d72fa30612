// A definition, read once into what runs. Whatever would not run as on AWS is refused here, before anything does.

import { anything, choice, type Fields, number, object, type Read, refuse, text } from "../fields";
import { isObject } from "../jsonPath";
import type { Flow, State } from "./flow";
import { stateTypes } from "./stateTypes";
import type { Integrations } from "./tasks";

export interface Machine extends Flow {
  /** Seconds. */
  readonly timeout: number;
}

/** Seconds an Express execution has at most. */
const longest = 300;

/** @throws Error on the first thing that would not run as on AWS, naming state, field, value and what is supported. */
export function parseDefinition(text: string, integrations: Integrations): Machine {
  const read = object((fields) => {
    fields.get("Version", choice("1.0"));
    const timeout = Math.min(fields.get("TimeoutSeconds", number(1, 99_999_999)) ?? longest, longest);
    return { timeout, ...readFlow(fields, "", { integrations, known: new Set() }) };
  });
  return read(JSON.parse(text), "The definition");
}

interface Reading {
  readonly integrations: Integrations;
  /** Names of states so far; they are unique over the whole machine. */
  readonly known: Set<string>;
}

function readFlow(fields: Fields, within: string, reading: Reading): Flow {
  const targets = new Map<string, string>();
  const target: Read<string> = (value, where) => {
    const name = text(value, where);
    targets.set(name, where);
    return name;
  };
  fields.get("Comment", anything);
  fields.get("QueryLanguage", choice("JSONPath"));
  const startAt = fields.need("StartAt", target);
  const definitions = fields.need("States", (value, where) => (isObject(value) ? value : refuse(where, value, "states by name")));
  const states = new Map(
    Object.entries(definitions).map(([name, value]) => {
      const where = `${within}State ${name}`;
      if (reading.known.has(name)) refuse(where, name, "a name of its own in the whole machine");
      reading.known.add(name);
      return [name, readState(target, reading)(value, where)];
    }),
  );
  for (const [name, where] of targets) if (!states.has(name)) refuse(where, name, [...states.keys()].join(", "));
  const lost = [...states.keys()].find((name) => !targets.has(name));
  if (lost) refuse(`${within}State ${lost}`, lost, "states that StartAt or another state leads to");
  return { startAt, states };
}

function readState(target: Read<string>, reading: Reading): Read<State> {
  return object((fields) => {
    const type = fields.need("Type", choice(...Object.keys(stateTypes)));
    fields.get("Comment", anything);
    fields.get("QueryLanguage", choice("JSONPath"));
    const flow = (more: (fields: Fields) => void): Read<Flow> =>
      object((inner) => {
        more(inner);
        return readFlow(inner, `${inner.where}, `, reading);
      });
    const run = stateTypes[type]?.(fields, { target, flow, integrations: reading.integrations });
    return { type, run: run ?? refuse(fields.where, type, "a type") };
  });
}
