// Tables of recorded executions: what was defined and put in, and how AWS ended it.
import { expect } from "chai";
import type { Workshop } from "../states.fixture";

export interface Case {
  /** The first is where it starts. */
  readonly states: Readonly<Record<string, object>>;
  readonly input?: unknown;
  /** Of the definition, beside its states. */
  readonly more?: Readonly<Record<string, unknown>>;
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: string | RegExp;
  /** The whole history: `PassStateEntered A`. */
  readonly happened?: readonly string[];
}

/** A test for each; its name is the fact. */
export function tell(workshop: Workshop, cases: Readonly<Record<string, Case>>): void {
  for (const [fact, { states, input = {}, more, output, error, cause, happened }] of Object.entries(cases)) {
    it(fact, async () => {
      const answer = await workshop.run(states, input, more);
      expect(answer.output).to.deep.equal(output);
      expect([answer.status, answer.error]).to.deep.equal([output === undefined ? "FAILED" : "SUCCEEDED", error]);
      if (cause instanceof RegExp) expect(answer.cause).to.match(cause);
      else expect(answer.cause).to.equal(cause);
      if (happened) expect(workshop.happened).to.deep.equal(happened);
    });
  }
}

/** A Pass state alone, at the end. */
export function pass(fields: object): Record<string, object> {
  return { A: { Type: "Pass", ...fields, End: true } };
}

/** Why a state can't go on: the state entered at this event. */
export function at(state: string, event: number, why: string): string {
  return `An error occurred while executing the state '${state}' (entered at the event id #${event}). ${why}`;
}

export const end = { Type: "Pass", End: true };
export const branch = (...names: readonly string[]) => ({
  StartAt: names[0],
  States: Object.fromEntries(
    names.map((name, at) => [name, at === names.length - 1 ? end : { Type: "Pass", Next: names[at + 1] }]),
  ),
});
export const failure = { Type: "Fail", Error: "SoldOut", Cause: "no beans" };
export const broken = { StartAt: "X", States: { X: failure } };
