// How long a Wait state waits: its own texts for what is no time are recorded on AWS.

import { type Fields, number, type Read, refuse } from "../fields";
import { instant } from "./choice";
import { RuntimeError } from "./error";
import type { Visit } from "./execution";
import { place } from "./expressions";
import { pause } from "./flow";

/** Seconds from then on, of an input. */
type Length = (input: unknown, visit: Visit) => number;

/** AWS counts them in 31 bits. */
const mostSeconds = 2 ** 31 - 1;

export function waiting(fields: Fields): (input: unknown, visit: Visit) => Promise<void> {
  const length = fields.one<Length>({ Seconds: fixed, SecondsPath: secondsAt, Timestamp: until, TimestampPath: untilAt });
  return async (input, visit) => {
    const seconds = length(input, visit);
    if (seconds > mostSeconds) throw new RuntimeError("Wait state delay is too long.");
    // Longer than any execution here is as good as for ever.
    await pause(Math.min(seconds, 1000) * visit.branch.run.second, visit);
  };
}

const fixed: Read<Length> = (value, where) => {
  const seconds = number(0, 99_999_999)(value, where);
  return () => seconds;
};

const until: Read<Length> = (value, where) => {
  const time = instant(value) ?? refuse(where, value, "a time like 2026-01-31T12:00:00Z");
  return () => secondsTo(time);
};

const secondsAt: Read<Length> = (value, where) => {
  const { text, find } = place(value, where);
  return (input, visit) => {
    const seconds = find(input, visit);
    if (seconds === undefined) throw new RuntimeError(`The SecondsPath parameter does not reference an input value: ${text}`);
    const shown = `${text} == ${typeof seconds === "string" ? seconds : JSON.stringify(seconds)}`;
    if (typeof seconds !== "number" || !Number.isInteger(seconds))
      throw new RuntimeError(`The SecondsPath parameter cannot be parsed as a long value: ${shown}`);
    if (seconds < 0) throw new RuntimeError(`The SecondsPath parameter references a negative value: ${shown}`);
    return seconds;
  };
};

const untilAt: Read<Length> = (value, where) => {
  const { text, find } = place(value, where);
  return (input, visit) => {
    const found = find(input, visit);
    const time = instant(found);
    if (time !== undefined) return secondsTo(time);
    const wanted = "a valid ISO-8601 extended offset date-time format string";
    throw new RuntimeError(`The TimestampPath parameter does not reference ${wanted}: ${text} == ${found}`);
  };
};

function secondsTo(time: number): number {
  return Math.max(time - Date.now(), 0) / 1000;
}
