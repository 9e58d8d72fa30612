// A random day at two shops: who asks for what, what is asked at the same time, and what goes wrong meanwhile. Plain data, so that it can be replayed.
import fc from "fast-check";
import type { Call, Fault } from "../../local/aws/calls";
import { AwsError } from "../../local/aws/error";

/** Whose telephone rings, by a text that stands in the test's subscriptions: both shops have an address. */
export const shops = [
  { vendorid: "sydney-central", city: "Sydney" },
  { vendorid: "melbourne-flinders", city: "Melbourne" },
] as const;
export const people = ["anna", "ben", "cara"] as const;

export type Person = (typeof people)[number];
export type Shopping =
  | { readonly ask: "order"; readonly who: Person; readonly at: 0 | 1; readonly key?: 0 | 1 | 2; readonly quantity: number }
  | { readonly ask: "cancel"; readonly who: Person; readonly at: 0 | 1 }
  /** Staff of `from`, which need not be the shop. */
  | { readonly ask: "ready" | "collected"; readonly who: Person; readonly at: 0 | 1; readonly from: 0 | 1 }
  | { readonly ask: "look"; readonly by: Person | "staff"; readonly who: Person; readonly at: 0 | 1 }
  | { readonly ask: "queue"; readonly from: 0 | 1 }
  /** Of the last order there that `who` was told of. */
  | { readonly ask: "invoice"; readonly by: Person; readonly who: Person; readonly at: 0 | 1 }
  /** A day goes by for this one slot. */
  | { readonly ask: "expire"; readonly who: Person; readonly at: 0 | 1 };

export interface Mishap {
  readonly on: keyof typeof targets;
  /** Calls of that kind in this round that pass before. */
  readonly skip: number;
  readonly times: 1 | 9;
  readonly what: keyof typeof strikes;
}

export interface Round {
  /** At the same time. */
  readonly asked: readonly Shopping[];
  readonly mishaps: readonly Mishap[];
  /** Which of the calls that wait goes on next. */
  readonly turns: readonly number[];
}

const targets = {
  table: (call: Call) => call.action.startsWith("dynamodb:"),
  bucket: (call: Call) => call.action.startsWith("s3:"),
  topic: (call: Call) => call.action === "sns:Publish",
  function: (call: Call) => call.action === "lambda:InvokeFunction",
  machine: (call: Call) => call.action === "states:StartSyncExecution",
};

const failed = (name: string, status: number) => new AwsError(name, "made to fail", status);
const strikes = {
  fails: { when: "before", error: failed("InternalServerError", 500) },
  "loses its answer": { when: "after", error: failed("InternalServerError", 500) },
  throttles: { when: "before", error: failed("ThrottlingException", 400) },
  "takes effect twice": { when: "after", twice: true },
  "is slow": { when: "before", delay: 60 },
  "dies before": { when: "before", dies: "function" },
  "dies after": { when: "after", dies: "function" },
} satisfies Record<string, Fault>;

/** For `Calls.fault`, for one round. Only the service's own calls are struck, never the test's. @param say told of each */
export function struck(mishaps: readonly Mishap[], say: (what: Mishap["what"]) => void): (call: Call) => Fault | undefined {
  const left = mishaps.map(({ skip, times }) => ({ skip, times: times as number }));
  return (call) => {
    if (call.principal.type !== "Role" && call.principal.type !== "Service") return undefined;
    const at = mishaps.findIndex(({ on }, index) => {
      const count = left[index];
      return count !== undefined && count.times > 0 && targets[on](call) && count.skip-- <= 0;
    });
    const count = left[at];
    if (count) count.times -= 1;
    const what = mishaps[at]?.what;
    if (what) say(what);
    return what && strikes[what];
  };
}

const who = fc.constantFrom(...people);
const at = fc.constantFrom<0 | 1>(0, 0, 0, 1);
const shopping: fc.Arbitrary<Shopping> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record(
      {
        ask: fc.constant("order" as const),
        who: fc.constantFrom(...people, "anna" as const, "anna" as const),
        at,
        key: fc.constantFrom<0 | 1 | 2>(0, 0, 1, 2),
        quantity: fc.constantFrom(1, 1, 1, 2),
      },
      { requiredKeys: ["ask", "who", "at", "quantity"] },
    ),
  },
  { weight: 2, arbitrary: fc.record({ ask: fc.constant("cancel" as const), who, at }) },
  { weight: 4, arbitrary: fc.record({ ask: fc.constantFrom("ready" as const, "collected" as const), who, at, from: at }) },
  {
    weight: 1,
    arbitrary: fc.record({ ask: fc.constant("look" as const), by: fc.constantFrom(...people, "staff" as const), who, at }),
  },
  { weight: 1, arbitrary: fc.record({ ask: fc.constant("queue" as const), from: at }) },
  { weight: 1, arbitrary: fc.record({ ask: fc.constant("invoice" as const), by: who, who, at }) },
  { weight: 1, arbitrary: fc.record({ ask: fc.constant("expire" as const), who, at }) },
);

const mishap: fc.Arbitrary<Mishap> = fc.record({
  on: fc.constantFrom<Mishap["on"]>("table", "table", "table", "bucket", "bucket", "topic", "function", "machine"),
  skip: fc.nat(7),
  times: fc.constantFrom<1 | 9>(1, 1, 1, 9),
  what: fc.constantFrom(...(Object.keys(strikes) as Mishap["what"][])),
});

const round: fc.Arbitrary<Round> = fc.record({
  asked: fc.array(shopping, { minLength: 1, maxLength: 3 }),
  mishaps: fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(mishap, { minLength: 1, maxLength: 2 }) },
  ),
  turns: fc.array(fc.nat(2), { maxLength: 20 }),
});

/** @param rounds at most */
export function dayOf(rounds: number): fc.Arbitrary<Round[]> {
  return fc.array(round, { minLength: 1, maxLength: rounds });
}
