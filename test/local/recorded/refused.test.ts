// What would not run on the laptop as on AWS, or not on AWS either, is refused when the program is brought up; each error says what is allowed.
import { expect } from "chai";
import { done, invoke, invokeArn, Workshop } from "../states.fixture";

const end = { Type: "Pass", End: true };
const choose = (rule: object) => ({ Type: "Choice", Choices: [{ ...rule, Next: "B" }] });
const call = (expression: string) => ({ ...end, Parameters: { "a.$": expression } });
const map = (fields: object, config: object = {}) => ({
  ...{ Type: "Map", End: true, ...fields },
  ItemProcessor: { ProcessorConfig: config, StartAt: "I", States: { I: done } },
});

/** State A; B follows where it leads there. */
const states: Readonly<Record<string, object>> = {
  "QueryLanguage JSONata": { ...done, QueryLanguage: "JSONata" },
  "an Output of JSONata": { ...done, Output: "{% $states.input %}" },
  "Assign of a variable": { ...end, Assign: { a: 1 } },
  "a variable in a path": call("$cups"),
  "$$.Task": { ...invoke, Parameters: { FunctionName: "barista", "Payload.$": "$$.Task.Token" }, End: true },
  "a part of the context that there is not": call("$$.Execution.RedriveCount"),
  "an activity": { ...invoke, Resource: "arn:aws:states:ap-southeast-2:000000000000:activity:a", End: true },
  "a function's ARN as Resource": {
    Type: "Task",
    Resource: "arn:aws:lambda:ap-southeast-2:000000000000:function:barista",
    End: true,
  },
  "a callback": { ...invoke, Resource: `${invokeArn}.waitForTaskToken`, End: true },
  "a job that is waited for": { ...invoke, Resource: "arn:aws:states:::states:startExecution.sync", End: true },
  "another service": { ...invoke, Resource: "arn:aws:states:::dynamodb:putItem", End: true },
  "an SDK call": { ...invoke, Resource: "arn:aws:states:::aws-sdk:s3:getObject", End: true },
  "an HTTP call": { ...invoke, Resource: "arn:aws:states:::http:invoke", End: true },
  "another partition": { ...invoke, Resource: "arn:aws-cn:states:::lambda:invoke", End: true },
  "credentials of a task's own": { ...invoke, Credentials: { RoleArn: "arn" }, End: true },
  HeartbeatSeconds: { ...invoke, HeartbeatSeconds: 5, End: true },
  "an invocation without a function": { ...invoke, Parameters: { Payload: {} }, End: true },
  "a qualifier of a function": { ...invoke, Parameters: { FunctionName: "barista", Qualifier: "1" }, End: true },
  "an asynchronous invocation": { ...invoke, Parameters: { FunctionName: "barista", InvocationType: "Event" }, End: true },
  "a publication to a FIFO topic's group": {
    ...{ Type: "Task", Resource: "arn:aws:states:::sns:publish", End: true },
    Parameters: { TopicArn: "t", Message: "m", MessageGroupId: "g" },
  },
  "a distributed Map": map({}, { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" }),
  "an ItemReader": map({ ItemReader: {} }),
  "an ItemBatcher": map({ ItemBatcher: {} }),
  "a ResultWriter": map({ ResultWriter: {} }),
  "tolerated failures of a Map": map({ ToleratedFailureCount: 1 }),
  "a Parallel state without branches": { Type: "Parallel", Branches: [], End: true },
  "a function of JSONPath": call("$.drinks.length()"),
  "a list of names in a path": call("$.drink['name', 'size']"),
  "a list of indexes in a path": call("$.drinks[0, 1]"),
  "a filter that asks whether a value is in a list": call("$.drinks[?(@.name in ['Latte'])]"),
  "a filter by a regular expression": call("$.drinks[?(@.name =~ /L.*/)]"),
  "a filter by RFC 9535 alone": call("$.drinks[?@.sold == 0]"),
  "a ResultPath with an index": { ...invoke, ResultPath: "$.a[0]", End: true },
  "a ResultPath into the context": { ...invoke, ResultPath: "$$.a", End: true },
  "an unknown intrinsic function": call("States.Sum($.a, 1)"),
  "too few arguments of an intrinsic function": call("States.MathAdd(1)"),
  "a seed for States.MathRandom, which gives AWS's own numbers": call("States.MathRandom(0, 9, 3)"),
  "a format that comes from the data": call("States.Format($.format, 1)"),
  "a format with fewer arguments than {}": call("States.Format('{} {}', 1)"),
  "a format with a lone brace": call("States.Format('{\"a\": {}}', 1)"),
  "an escaped double quote in an intrinsic function": call(`States.StringToJson('{"a":"\\"b\\""}')`),
  "an escaped double quote in a format": call(`States.Format('a \\"{}\\"', 'x')`),
  "text after an intrinsic function": call("States.UUID() and more"),
  "a parameter both fixed and from the data": { ...end, Parameters: { a: 1, "a.$": "$.a" } },
  "a parameter that is a path's name and no path": { ...end, Parameters: { "a.$": "a" } },
  "States.ALL before another catcher": {
    ...{ ...invoke, End: true },
    Catch: [
      { ErrorEquals: ["States.ALL"], Next: "A" },
      { ErrorEquals: ["X"], Next: "A" },
    ],
  },
  "States.ALL beside another name": { ...invoke, Retry: [{ ErrorEquals: ["States.ALL", "X"] }], End: true },
  "parts of a second": { ...invoke, TimeoutSeconds: 0.5, End: true },
  "a timeout both fixed and from the data": { ...invoke, TimeoutSeconds: 1, TimeoutSecondsPath: "$.a", End: true },
  "a Wait until no time": { Type: "Wait", Timestamp: "2026-01-31 07:30:00Z", End: true },
  "a Wait until a time without an offset": { Type: "Wait", Timestamp: "2026-01-31T07:30:00", End: true },
  "a Wait until a 13th month": { Type: "Wait", Timestamp: "2026-13-31T07:30:00Z", End: true },
  "a Wait for nothing": { Type: "Wait", End: true },
  "a comparison with a value of another kind": choose({ Variable: "$.n", NumericLessThan: "5" }),
  "a comparison without an operator": choose({ Variable: "$.n" }),
  "two comparisons in one rule": choose({ Variable: "$.n", NumericLessThan: 5, IsPresent: true }),
  "an empty And": choose({ And: [] }),
  "a Condition of JSONata": choose({ Condition: "{% true %}" }),
  "a Fail with a text and a path to one": { Type: "Fail", Error: "E", ErrorPath: "$.e" },
  "a state that leads nowhere": { Type: "Pass" },
  "a state that ends and leads on": { ...end, Next: "B" },
  "a state that leads to none there is": { Type: "Pass", Next: "C" },
  "a type there is not": { Type: "Loop", End: true },
};

const machines: Readonly<Record<string, [object, RegExp]>> = {
  "a version other than 1.0": [
    { Version: "2.0", StartAt: "A", States: { A: done } },
    /^The definition, Version: "2.0" .*supported: 1.0$/,
  ],
  "JSONata for the whole machine": [{ QueryLanguage: "JSONata", StartAt: "A", States: { A: done } }, /supported: JSONPath$/],
  "a start that there is not": [{ StartAt: "B", States: { A: done } }, /^The definition, StartAt: "B" .*supported: A$/],
  "no start": [{ States: { A: done } }, /^The definition: .*supported: one with StartAt$/],
  "a state nothing leads to": [
    { StartAt: "A", States: { A: done, B: done } },
    /^State B: .*supported: states that StartAt or another state leads to$/,
  ],
  "a state's name twice, wherever they are": [
    { StartAt: "A", States: { A: { Type: "Parallel", Branches: [{ StartAt: "A", States: { A: done } }], End: true } } },
    /^State A, Branches 1, State A: .*supported: a name of its own in the whole machine$/,
  ],
  "a mistake in a branch, saying where": [
    {
      StartAt: "A",
      States: { A: { Type: "Parallel", Branches: [{ StartAt: "B", States: { B: { ...done, Next: "C" } } }], End: true } },
    },
    /^State A, Branches 1, State B: "Next" is not supported on the laptop; supported: Type, /,
  ],
};

describe("Refused before anything runs: the States Language", () => {
  const workshop = new Workshop();
  after(() => workshop.close());

  for (const [what, state] of Object.entries(states)) {
    it(what, () => {
      const leadsOn = JSON.stringify(state).includes('"Next":"B"');
      expect(() => workshop.make({ A: state, ...(leadsOn && { B: done }) })).to.throw(
        /^State A.* not supported on the laptop; supported: \S/,
      );
    });
  }
  for (const [what, [definition, reason]] of Object.entries(machines)) {
    it(what, () => {
      const { roleArn } = workshop;
      const create = () =>
        workshop.states.createStateMachine({ name: "refused", roleArn, definition: JSON.stringify(definition) });
      expect(create).to.throw(reason);
    });
  }
});
