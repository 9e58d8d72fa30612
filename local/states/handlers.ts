// Retry and Catch: which errors are tried again, when, and where the others lead.

import { anything, choice, list, number, object, type Read, refuse, text } from "../fields";
import { StatesError } from "./error";
import type { Visit } from "./execution";
import { type Destination, destination } from "./expressions";
import { type Outcome, pause } from "./flow";

interface Handler {
  readonly names: readonly string[];
}
interface Retrier extends Handler {
  readonly attempts: number;
  /** Seconds before the nth retry. */
  readonly delay: (nth: number) => number;
}
interface Catcher extends Handler {
  readonly next: string;
  readonly into: Destination;
}

export const retriers: Read<Retrier[]> = handlers(
  object((fields) => {
    fields.get("Comment", anything);
    const names = fields.need("ErrorEquals", list(text, 1));
    const interval = fields.get("IntervalSeconds", number(1, 99_999_999)) ?? 1;
    const attempts = fields.get("MaxAttempts", number(0, 99_999_999)) ?? 3;
    const rate = fields.get("BackoffRate", number(1, 1000, 0)) ?? 2;
    const most = fields.get("MaxDelaySeconds", number(interval, 31_622_400)) ?? Number.POSITIVE_INFINITY;
    const jitter = fields.get("JitterStrategy", choice("NONE", "FULL")) === "FULL" ? Math.random : () => 1;
    return { names, attempts, delay: (nth: number) => jitter() * Math.min(interval * rate ** (nth - 1), most) };
  }),
);

/** @param target reads the name of a state */
export function catchers(target: Read<string>): Read<Catcher[]> {
  return handlers(
    object((fields) => {
      fields.get("Comment", anything);
      const names = fields.need("ErrorEquals", list(text, 1));
      return { names, next: fields.need("Next", target), into: fields.get("ResultPath", destination) ?? ((_, error) => error) };
    }),
  );
}

function handlers<T extends Handler>(read: Read<T>): Read<T[]> {
  return (value, where) => {
    const all = list(read)(value, where);
    const wrong = all.some(({ names }, at) => names.includes("States.ALL") && (names.length > 1 || at < all.length - 1));
    return wrong ? refuse(where, value, "States.ALL alone and last") : all;
  };
}

export async function retrying<T>(retriers: readonly Retrier[], visit: Visit, attempt: () => Promise<T>): Promise<T> {
  const used = retriers.map(() => 0);
  visit.retries = 0;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const at = retriers.findIndex((retrier) => matches(retrier, error));
      const nth = (used[at] ?? 0) + 1;
      const { attempts, delay } = retriers[at] ?? { attempts: 0, delay: () => 0 };
      if (nth > attempts) throw error;
      used[at] = nth;
      visit.retries += 1;
      await pause(delay(nth) * visit.branch.run.second, visit);
    }
  }
}

/** @throws the error if no catcher takes it. */
export function caught(catchers: readonly Catcher[], input: unknown, error: unknown): Outcome {
  const catcher = catchers.find((one) => matches(one, error));
  if (!catcher || !(error instanceof StatesError)) throw error;
  return { output: catcher.into(input, { Error: error.name, Cause: error.message }), next: catcher.next };
}

function matches({ names }: Handler, error: unknown): boolean {
  if (!(error instanceof StatesError) || !error.catchable) return false;
  const failed = error.name !== "States.Timeout" && names.includes("States.TaskFailed");
  return failed || names.includes(error.name) || names.includes("States.ALL");
}
