// How tasks failed on AWS: under which names and texts, how often they were tried again, and what a catcher handed on.
import { expect } from "chai";
import { done, invoke, Workshop } from "../states.fixture";
import { pass, tell } from "./cases";

const keep = { Type: "Pass", ResultPath: "$.caught", End: true };
const failing = { fail: "OutOfBeans" };
/** As Lambda writes an error of a function; `trace` depends on the runtime. */
const thrown = /^\{"errorType":"OutOfBeans","errorMessage":"no beans","trace":\[.*\]\}$/;
const nobody = "Function not found: arn:aws:lambda:ap-southeast-2:000000000000:function:nobody:\\$LATEST";
const noFunction = new RegExp(
  `^${nobody} \\(Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException; Request ID: [0-9a-f-]{36}; Proxy: null\\)$`,
);
const tooLarge = (what: string) =>
  `The state/task '${what}' returned a result with a size exceeding the maximum number of bytes service limit.`;
const attempt = ["TaskScheduled A", "TaskStarted A", "TaskFailed A"];
const started = ["ExecutionStarted", "TaskStateEntered A"];

interface Payload {
  readonly context: { readonly State: Readonly<Record<string, unknown>> };
  readonly input: unknown;
}
const payloadOf = (input: unknown) => (input as { readonly Payload: Payload }).Payload;

describe("Recorded on AWS: errors of tasks", () => {
  const workshop = new Workshop();
  after(() => workshop.close());

  tell(workshop, {
    "a function's error ends the execution under its own name, its payload as the cause": {
      states: { A: { ...invoke, End: true } },
      input: failing,
      ...{ error: "OutOfBeans", cause: thrown },
      happened: [...started, ...attempt, "ExecutionFailed"],
    },
    "a function that does not exist is Lambda.ResourceNotFoundException": {
      states: { A: { ...invoke, Parameters: { FunctionName: "nobody" }, End: true } },
      ...{ error: "Lambda.ResourceNotFoundException", cause: noFunction },
    },
    "a catcher of another name takes neither": {
      states: { A: { ...invoke, Catch: [{ ErrorEquals: ["NoMilk"], Next: "B" }], End: true }, B: done },
      input: failing,
      ...{ error: "OutOfBeans", cause: thrown },
    },
    "no catchers are none": { states: { A: { ...invoke, ResultPath: null, Catch: [], End: true } }, output: {} },
    "no retriers are none": {
      states: { A: { ...invoke, Retry: [], End: true } },
      input: failing,
      ...{ error: "OutOfBeans", cause: thrown },
    },
    "a result too large ends the execution if nobody catches it": {
      states: { A: { ...invoke, End: true } },
      input: { size: 262_144 },
      ...{ error: "States.DataLimitExceeded", cause: tooLarge("lambda") },
    },
    "a result too large is caught under its name": {
      states: { A: { ...invoke, Catch: [{ ErrorEquals: ["States.DataLimitExceeded"], Next: "B" }], End: true }, B: done },
      input: { size: 262_144 },
      output: { Error: "States.DataLimitExceeded", Cause: tooLarge("lambda") },
    },
    "a result too large is caught by States.ALL": {
      states: { A: { ...invoke, Catch: [{ ErrorEquals: ["States.ALL"], Next: "B" }], End: true }, B: done },
      input: { size: 262_144 },
      output: { Error: "States.DataLimitExceeded", Cause: tooLarge("lambda") },
    },
    "what a Pass state makes can be too large": {
      states: pass({ Result: { text: "a".repeat(257 * 1024) } }),
      ...{ error: "States.DataLimitExceeded", cause: tooLarge("A") },
      happened: ["ExecutionStarted", "PassStateEntered A", "ExecutionFailed"],
    },
    "a timeout of a task ends the execution under States.Timeout without a cause": {
      states: { A: { ...invoke, TimeoutSeconds: 1, End: true } },
      input: { wait: 300 },
      error: "States.Timeout",
      happened: [...started, "TaskScheduled A", "TaskStarted A", "TaskTimedOut A", "ExecutionFailed"],
    },
    "a timeout can come from the input": {
      states: { A: { ...invoke, TimeoutSecondsPath: "$.seconds", End: true } },
      input: { wait: 300, seconds: 1 },
      error: "States.Timeout",
    },
    "a timeout that is caught has an empty cause": {
      states: {
        A: { ...invoke, TimeoutSeconds: 1, Catch: [{ ErrorEquals: ["States.Timeout"], Next: "B" }], End: true },
        B: keep,
      },
      input: { wait: 300 },
      output: { Error: "States.Timeout", Cause: "", caught: { Error: "States.Timeout", Cause: "" } },
    },
  });

  describe("a catcher", () => {
    const catching = (Catch: readonly object[], more: object = {}) => ({
      A: { ...invoke, ...more, Catch, End: true },
      B: keep,
      C: done,
    });
    const names = (...ErrorEquals: readonly string[]) => ({ ErrorEquals, Next: "B" });

    for (const [fact, Catch] of Object.entries({
      "takes an error by its name": [names("OutOfBeans")],
      "takes any error as States.ALL": [names("States.ALL")],
      "takes a function's error as States.TaskFailed": [{ ErrorEquals: ["NoMilk"], Next: "C" }, names("States.TaskFailed")],
    })) {
      it(`${fact}; Error and Cause replace the input`, async () => {
        const { output } = await workshop.run({ ...catching(Catch), ...(Catch.length > 1 ? {} : { C: undefined }) }, failing);
        expect(Object.keys(output)).to.deep.equal(["Error", "Cause", "caught"]);
        expect([output.Error, output.caught.Error]).to.deep.equal(["OutOfBeans", "OutOfBeans"]);
        expect(output.Cause).to.match(thrown);
        const caught = ["TaskStateExited A", "PassStateEntered B", "PassStateExited B", "ExecutionSucceeded"];
        expect(workshop.happened).to.deep.equal([...started, ...attempt, ...caught]);
      });
    }

    it("takes States.TaskFailed for an error of the service as well", async () => {
      const states = catching([names("States.TaskFailed")], { Parameters: { FunctionName: "nobody" } });
      const { output } = await workshop.run({ ...states, C: undefined });
      expect(output.Error).to.equal("Lambda.ResourceNotFoundException");
      expect(output.Cause).to.match(noFunction);
    });

    for (const OutputPath of [null, "$.Payload", "$.none.of.this"]) {
      it(`hands the error on whatever ResultPath and OutputPath ${OutputPath} are`, async () => {
        const states = catching([names("States.ALL")], { ResultPath: "$.Payload", OutputPath });
        const { output } = await workshop.run({ ...states, C: undefined }, { Payload: 1, ...failing });
        expect([output.Error, output.Payload]).to.deep.equal(["OutOfBeans", undefined]);
      });
    }
  });

  describe("a retrier", () => {
    const retrying = (Retry: readonly object[], more: object = {}) => ({ A: { ...invoke, Retry, ...more, End: true } });
    const calls = () => workshop.happened.filter((event) => event === "TaskFailed A").length;

    for (const [fact, Retry, expected] of [
      ["calls once more than MaxAttempts", { MaxAttempts: 3 }, 4],
      ["calls once if MaxAttempts is 0", { MaxAttempts: 0 }, 1],
      [
        "waits up to MaxDelaySeconds, anywhere below it if the jitter is FULL",
        { MaxAttempts: 2, MaxDelaySeconds: 5, BackoffRate: 1.5, JitterStrategy: "FULL" },
        3,
      ],
      [
        "waits up to MaxDelaySeconds, exactly if the jitter is NONE",
        { MaxAttempts: 2, MaxDelaySeconds: 5, BackoffRate: 1.5, JitterStrategy: "NONE" },
        3,
      ],
    ] as const) {
      it(fact, async () => {
        const { error } = await workshop.run(retrying([{ ErrorEquals: ["States.ALL"], IntervalSeconds: 1, ...Retry }]), failing);
        expect([error, calls()]).to.deep.equal(["OutOfBeans", expected]);
      });
    }

    it("leaves the last failure to the catcher", async () => {
      const Catch = [{ ErrorEquals: ["States.ALL"], Next: "B" }];
      const { output } = await workshop.run(
        { ...retrying([{ ErrorEquals: ["States.ALL"], MaxAttempts: 3 }], { Catch }), B: done },
        failing,
      );
      expect([output.Error, calls()]).to.deep.equal(["OutOfBeans", 4]);
    });

    it("builds the parameters anew for each call, with the number of retries in the context", async () => {
      const Parameters = { FunctionName: "barista", Payload: { fail: "OutOfBeans", "context.$": "$$", "input.$": "$" } };
      await workshop.run(retrying([{ ErrorEquals: ["States.ALL"], MaxAttempts: 3 }], { Parameters }), { cups: 2 });
      const payloads = workshop.history.filter(({ type }) => type === "TaskScheduled").map(({ input }) => payloadOf(input));
      expect(payloads.map(({ input }) => input)).to.deep.equal(Array(4).fill({ cups: 2 }));
      expect(payloads.map(({ context }) => context.State.RetryCount)).to.deep.equal([0, 1, 2, 3]);
      expect(new Set(payloads.map(({ context }) => context.State.EnteredTime)).size).to.equal(1);
    });
  });
});
