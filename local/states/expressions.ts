// Paths and payload templates, read once: what a state takes of its input, its result and the context object.

import { type Read, refuse } from "../fields";
import { follow, isObject, parsePath, stepsOf, supportedPaths } from "../jsonPath";
import { RuntimeError, StatesError } from "./error";
import { parseIntrinsic } from "./intrinsics";

/** What an expression may look at beside the data it is applied to. */
export interface Surroundings {
  /** What `$$` stands for. */
  readonly context: unknown;
}
export type Expression = (of: unknown, at: Surroundings) => unknown;

export interface Place {
  readonly text: string;
  /** Undefined where there is nothing. */
  readonly find: Expression;
  /** @throws RuntimeError where there is nothing. */
  readonly need: Expression;
}

const contextNames =
  "Execution, Execution.{Id, Input, Name, RoleArn, StartTime}, StateMachine.{Id, Name}, State.{Name, EnteredTime, RetryCount}";
const inContext =
  /^\$(\.(Execution(\.(Id|Name|RoleArn|StartTime|Input([.[].*)?))?|StateMachine(\.(Id|Name))?|State(\.(Name|EnteredTime|RetryCount))?|Map\.Item\.(Index|Value([.[].*)?)))?$/s;

/** A path into the data or, from `$$` on, into the context object. */
export const place: Read<Place> = (value, where) => {
  const text = typeof value === "string" ? value : "";
  const ofContext = text.startsWith("$$");
  const path = parsePath(text.slice(ofContext ? 1 : 0));
  if (!path) return refuse(where, value, supportedPaths);
  if (ofContext && !inContext.test(text.slice(1))) refuse(where, value, `$$, ${contextNames} and Map.Item.{Index, Value}`);
  const find: Expression = ofContext ? (_, { context }) => path(context) : path;
  const need: Expression = (of, at) => {
    const found = find(of, at);
    if (found === undefined)
      throw new RuntimeError(`Invalid path '${text}' : ${whatIsMissing(text, ofContext ? at.context : of)}`);
    return found;
  };
  return { text, find, need };
};

function whatIsMissing(text: string, root: unknown): string {
  const steps = stepsOf(text.replace("$$", "$")) ?? [];
  const at = steps.findIndex((_, index) => follow(root, steps.slice(0, index + 1)) === undefined);
  const way = steps.slice(0, at + 1).map((step) => `[${typeof step === "number" ? step : `'${step}'`}]`);
  return `${at === steps.length - 1 ? "No results for path:" : "Missing property in path"} $${way.join("")}`;
}

/** An InputPath or OutputPath: null stands for `{}`. */
export const selection: Read<Expression> = (value, where) => (value === null ? () => ({}) : place(value, where).need);

/** A path or an intrinsic function, for the field of this name. */
export function expression(field: string): Read<Expression> {
  return (value, where) => {
    if (typeof value === "string" && value.startsWith("States.")) return parseIntrinsic(value, where);
    const { find, text } = place(value, where);
    return (of, at) => {
      const found = find(of, at);
      if (found !== undefined) return found;
      const input = JSON.stringify(of);
      throw new RuntimeError(
        `The JSONPath '${text}' specified for the field '${field}' could not be found in the input '${input}'`,
      );
    };
  };
}

/** An object; its fields whose names end in `.$`, however deep, are expressions. */
export const template: Read<Expression> = (value, where) => {
  return isObject(value) ? (build(value, where) ?? (() => value)) : refuse(where, value, "an object");
};

/** @returns undefined for what is the same each time. */
function build(value: unknown, where: string): Expression | undefined {
  if (Array.isArray(value)) {
    const items = value.map((item, at) => build(item, `${where}[${at}]`));
    if (!items.some(Boolean)) return undefined;
    return (of, at) => items.map((make, index) => (make ? make(of, at) : value[index]));
  }
  if (!isObject(value)) return undefined;
  const fields = Object.entries(value).map(([key, field]): [string, Expression | undefined, unknown] => {
    if (!key.endsWith(".$")) return [key, build(field, `${where}.${key}`), field];
    const name = key.slice(0, -2);
    if (Object.hasOwn(value, name)) refuse(where, key, `either ${key} or ${name}`);
    return [name, expression(key)(field, `${where}.${key}`), undefined];
  });
  if (!fields.some(([, make]) => make)) return undefined;
  return (of, at) => Object.fromEntries(fields.map(([name, make, fixed]) => [name, make ? make(of, at) : fixed]));
}

/** Where a result goes in a state's input: null nowhere, `$` in its place. */
export type Destination = (input: unknown, result: unknown) => unknown;

export const destination: Read<Destination> = (value, where) => {
  if (value === null) return (input) => input;
  const steps = typeof value === "string" ? stepsOf(value) : undefined;
  if (!steps?.every((step) => typeof step === "string")) return refuse(where, value, "null, $ or a path like $.a.b");
  if (steps.length === 0) return (_, result) => result;
  return (input, result) => {
    const output = insert(input, steps, result);
    if (output !== undefined) return output;
    throw new StatesError(
      "States.ResultPathMatchFailure",
      `Unable to apply ReferencePath ${value} to input ${JSON.stringify(input)}`,
    );
  };
};

/** A copy along the way; the rest is shared. Undefined if something on the way is no object. */
function insert(into: unknown, [key = "", ...rest]: readonly string[], result: unknown): unknown {
  if (!isObject(into)) return undefined;
  const inner = rest.length === 0 ? result : insert(Object.hasOwn(into, key) ? into[key] : {}, rest, result);
  return inner === undefined ? undefined : { ...into, [key]: inner };
}
