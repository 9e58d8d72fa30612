// Intrinsic functions of the States Language: a call is read once, down to each argument.

import { refuse } from "../fields";
import { RuntimeError, StatesError } from "./error";
import { type Expression, place } from "./expressions";
import { arity, functions, textOf } from "./intrinsicFunctions";

const quoted = /'((?:\\['{}\\]|[^'\\])*)'/y;
const literal = /(-?\d+(?:\.\d+)?|true|false|null)(?![\w.])/y;
const path = /\$(?:\[(?:'[^']*'|"[^"]*"|[^\]'"])*\]|[^\s,()[\]'"])*/y;

/** `States.Format('{} cups', $.count)`: its arguments are texts in single quotes, numbers, true, false, null, paths and other calls. */
export function parseIntrinsic(text: string, where: string): Expression {
  let at = 0;
  const wrong = (supported: string): never => refuse(where, text, supported);
  /** The first group of the pattern, or all of it, if that is what comes next. */
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at = pattern.lastIndex;
    return found?.[1] ?? found?.[0];
  };

  const call = (): Expression => {
    const name = take(/States\.(\w+)\(\s*/y) ?? wrong("a call like States.Format('{} cups', $.count)");
    const pieces = name === "Format" ? piecesOf(take(quoted)) : undefined;
    if (name === "Format" && !pieces) wrong("States.Format with a text in quotes first, its braces other than {} escaped");
    const args: Expression[] = [];
    while (take(/\s*\)/y) === undefined) {
      if ((pieces || args.length > 0) && !take(/\s*,\s*/y)) wrong(`a comma or bracket before ${text.slice(at) || "the end"}`);
      args.push(argument());
    }
    if (pieces) return args.length === pieces.length - 1 ? format(pieces, args) : wrong("one argument for each {}");
    const apply = functions[name] ?? wrong(Object.keys(functions).join(", "));
    const [least, most] = arity(name);
    if (args.length < least || args.length > most) wrong(`${least} to ${most} arguments`);
    return (of, surroundings) => {
      const values = args.map((value) => value(of, surroundings));
      try {
        return apply(...values);
      } catch (error) {
        const why = error instanceof Error ? error.message : error;
        throw new StatesError("States.IntrinsicFailure", `The function '${text}' had the following error: ${why}`);
      }
    };
  };

  const argument = (): Expression => {
    const value = take(quoted);
    if (value !== undefined) return constant(value.replace(/\\(.)/g, "$1"));
    const word = take(literal);
    if (word !== undefined) return constant(JSON.parse(word));
    const way = take(path);
    return way === undefined ? call() : needed(way, where);
  };

  const whole = call();
  return at === text.length ? whole : wrong(`nothing after the call, not ${text.slice(at)}`);
}

function constant(value: unknown): Expression {
  return () => value;
}

function needed(text: string, where: string): Expression {
  const { find } = place(text, where);
  return (of, surroundings) => {
    const found = find(of, surroundings);
    if (found !== undefined) return found;
    throw new RuntimeError(
      `The JsonPath argument for the field '${text}' could not be found in the input '${JSON.stringify(of)}'`,
    );
  };
}

/** What stands around each `{}`; undefined for a brace of another kind. */
function piecesOf(template: string | undefined): string[] | undefined {
  const pieces = [""];
  for (const [token, escaped] of template?.matchAll(/\\(.)|\{\}|./gs) ?? ["{"]) {
    if (token === "{" || token === "}") return undefined;
    if (token === "{}") pieces.push("");
    else pieces.push(`${pieces.pop()}${escaped ?? token}`);
  }
  return pieces;
}

function format([first = "", ...pieces]: readonly string[], args: readonly Expression[]): Expression {
  return (of, surroundings) =>
    pieces.reduce((out, piece, index) => `${out}${textOf(args[index]?.(of, surroundings))}${piece}`, first);
}
