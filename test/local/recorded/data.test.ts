// How data went through states on AWS: paths, templates, results, the context object, and what was said where nothing was found.
import { expect } from "chai";
import { done, invoke, Workshop } from "../states.fixture";
import { at, pass, tell } from "./cases";

const order = { vendorid: "Vendor001", cups: 2 };
const drinks = {
  drinks: [
    { name: "Latte", sold: 0 },
    { name: "Flat White", sold: 1 },
  ],
};
const eleven = { cups: Array.from({ length: 11 }, (_, number) => ({ number })) };
const runtime = (cause: string) => ({ error: "States.Runtime", cause });
const failing = (fields: object): Record<string, object> => ({
  A: { Type: "Pass", Parameters: { Error: "SoldOut" }, Next: "B" },
  B: { Type: "Fail", ...fields },
});

const listsOfAll = [
  "$.a[*]",
  "$.a[1:]",
  "$.a[:1]",
  "$.a.b[*]",
  "$.a.b[1:]",
  "$.a.b[:1]",
  "$.a.b[1:5]",
  "$.a[*].c",
  "$.a[1:].c",
  "$.a[:1].c",
  "$.a.b[1:5].c",
];

describe("Recorded on AWS: data on its way through states", () => {
  const workshop = new Workshop();
  after(() => workshop.close());

  tell(workshop, {
    "Pass hands its input on": { states: pass({}), input: order, output: order },
    "a definition may say Version 1.0": { states: pass({}), more: { Version: "1.0" }, output: {} },
    "Result stands in the place of the input": {
      states: pass({ Result: { cups: 3 } }),
      input: order,
      output: { cups: 3 },
      happened: ["ExecutionStarted", "PassStateEntered A", "PassStateExited A", "ExecutionSucceeded"],
    },
    "paths in a Result are only text": {
      states: pass({ Result: { "a.$": "$.path", "b.$": "$$", "c.$": "States.Format('\\\"')" } }),
      output: { "a.$": "$.path", "b.$": "$$", "c.$": "States.Format('\\\"')" },
    },
    "texts, quotes and line ends of Parameters stay as they are": {
      states: pass({ Parameters: { quotes: '\'"\\"', lines: "a\nb\tc", emoji: "🆗", Comment: "kept", "cups.$": "$.cups" } }),
      input: order,
      output: { quotes: '\'"\\"', lines: "a\nb\tc", emoji: "🆗", Comment: "kept", cups: 2 },
    },
    "ResultPath puts what Parameters made of the input at InputPath into the whole input": {
      states: pass({ InputPath: "$.order", Parameters: { fixed: "x", "cups.$": "$.cups" }, ResultPath: "$.made" }),
      input: { order, other: 1 },
      output: { order, other: 1, made: { fixed: "x", cups: 2 } },
    },
    "ResultPath puts a Result into the whole input": {
      states: pass({ InputPath: "$.order", Result: "x", ResultPath: "$.made" }),
      input: { order, other: 1 },
      output: { order, other: 1, made: "x" },
    },
    "ResultPath $ replaces the input": { states: pass({ Result: "x", ResultPath: "$" }), input: order, output: "x" },
    "InputPath null is an empty input": {
      states: pass({ InputPath: null, Parameters: { fixed: "x", "input.$": "$" } }),
      input: order,
      output: { fixed: "x", input: {} },
    },
    "OutputPath null is an empty output": { states: pass({ OutputPath: null }), input: order, output: {} },
    "a filter gives the list of what matches": {
      states: pass({ Parameters: { "unsold.$": "$.drinks[?(@.sold == 0)]" } }),
      input: drinks,
      output: { unsold: [{ name: "Latte", sold: 0 }] },
    },
    "an index gives the item": {
      states: pass({ Parameters: { "first.$": "$.cups[0]", "last.$": "$.cups[10]" } }),
      input: eleven,
      output: { first: { number: 0 }, last: { number: 10 } },
    },
    "a wildcard on an empty object gives an empty list": { states: pass({ Parameters: { "a.$": "$[*]" } }), output: { a: [] } },
    ...Object.fromEntries(
      listsOfAll.map((path) => [
        `${path} gives an empty list where there is nothing`,
        { states: pass({ Parameters: { "a.$": path } }), output: { a: [] } },
      ]),
    ),
  });

  describe("the context object", () => {
    const isExecution = (execution: unknown, Input: unknown) => {
      const { arn, name, started } = workshop.states.executions.at(-1) ?? {};
      const StartTime = new Date(started ?? 0).toISOString();
      expect(execution).to.deep.equal({ Id: arn, Input, Name: name, RoleArn: workshop.roleArn, StartTime });
    };

    it("tells of the execution, the machine and the state, and which state each time", async () => {
      const answer = await workshop.run(
        {
          A: { Type: "Pass", Parameters: { "all.$": "$$", "at.$": "$$.State.EnteredTime" }, ResultPath: "$.first", Next: "B" },
          B: { Type: "Pass", Parameters: { "all.$": "$$" }, ResultPath: "$.second", End: true },
        },
        order,
      );
      const { first, second } = answer.output;
      for (const { all } of [first, second]) {
        expect(Object.keys(all)).to.deep.equal(["Execution", "StateMachine", "State"]);
        isExecution(all.Execution, order);
        expect(all.StateMachine.Id).to.match(/^arn:aws:states:.*:stateMachine:/);
        expect(all.StateMachine.Id.endsWith(`:${all.StateMachine.Name}`)).to.equal(true);
        expect(all.State.EnteredTime).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      }
      expect([first.all.State, second.all.State.Name]).to.deep.equal([{ Name: "A", EnteredTime: first.at }, "B"]);
    });

    it("can be a state's whole input or output", async () => {
      for (const field of ["InputPath", "OutputPath"])
        isExecution((await workshop.run(pass({ [field]: "$$" }), order)).output.Execution, order);
    });

    tell(workshop, {
      "a part of it can be a state's input": { states: pass({ InputPath: "$$.Execution.Input" }), input: order, output: order },
      "a part of it can be a state's output": {
        states: pass({ Result: 1, OutputPath: "$$.Execution.Input" }),
        input: order,
        output: order,
      },
      "a part of it can be chosen by": {
        states: {
          A: {
            Type: "Choice",
            Choices: [{ Variable: "$$.Execution.Input.cups", NumericLessThanEquals: 2, Next: "B" }],
            Default: "C",
          },
          ...{ B: done, C: { Type: "Fail" } },
        },
        input: order,
        output: order,
      },
      "its names can be a failure's texts": {
        states: { A: { Type: "Fail", ErrorPath: "$$.State.Name", CausePath: "$$.StateMachine.Name" } },
        error: "A",
        cause: /^m\d+$/,
      },
      "a part of it can stand in a ResultSelector, beside the result": {
        states: { A: { ...invoke, ResultSelector: { "input.$": "$$.Execution.Input", "made.$": "$.Payload" }, End: true } },
        input: { ...order, echo: true },
        output: { input: { ...order, echo: true }, made: { ...order, echo: true } },
      },
    });
  });

  describe("Fail", () => {
    tell(workshop, {
      "ends the execution with its texts": {
        states: { A: { Type: "Fail", Error: "SoldOut", Cause: "No 'beans' left." } },
        error: "SoldOut",
        cause: "No 'beans' left.",
        happened: ["ExecutionStarted", "FailStateEntered A", "ExecutionFailed"],
      },
      "ends it with texts from the input": {
        states: { A: { Type: "Fail", ErrorPath: "$.why", CausePath: "$.text" } },
        input: { why: "SoldOut", text: "no beans" },
        ...{ error: "SoldOut", cause: "no beans" },
      },
      "ends it with texts that functions make": {
        states: {
          A: {
            Type: "Fail",
            ErrorPath: "States.Format('{}', $.why)",
            CausePath: "States.Format('It is {}: {}.', $.why, $.text)",
          },
        },
        input: { why: "SoldOut", text: "no beans" },
        ...{ error: "SoldOut", cause: "It is SoldOut: no beans." },
      },
      "may say nothing": { states: { A: { Type: "Fail" } } },
      "may name an error alone": { states: { A: { Type: "Fail", Error: "SoldOut" } }, error: "SoldOut" },
    });
  });

  describe("nothing at a path", () => {
    tell(workshop, {
      "of InputPath": {
        states: pass({ InputPath: "$.none" }),
        ...runtime(at("A", 2, "Invalid path '$.none' : No results for path: $['none']")),
      },
      "of OutputPath": {
        states: pass({ OutputPath: "$.none" }),
        ...runtime(at("A", 2, "Invalid path '$.none' : No results for path: $['none']")),
      },
      "on the way to OutputPath, which not even a catcher of States.Runtime takes": {
        states: {
          A: { ...invoke, OutputPath: "$.none.of.this", Catch: [{ ErrorEquals: ["States.Runtime"], Next: "B" }], End: true },
          B: done,
        },
        ...runtime(at("A", 2, "Invalid path '$.none.of.this' : Missing property in path $['none']")),
      },
      "of a parameter": {
        states: pass({ Parameters: { "value.$": "$.none" } }),
        ...runtime(at("A", 2, "The JSONPath '$.none' specified for the field 'value.$' could not be found in the input '{}'")),
      },
      "of a parameter from the context": {
        states: pass({ Parameters: { "value.$": "$$.Execution.Input.none" } }),
        ...runtime(
          at(
            "A",
            2,
            "The JSONPath '$$.Execution.Input.none' specified for the field 'value.$' could not be found in the input '{}'",
          ),
        ),
      },
      "of CausePath": {
        states: failing({ ErrorPath: "$.Error", CausePath: "$.none" }),
        ...runtime(
          at(
            "B",
            4,
            `The JSONPath '$.none' specified for the field 'CausePath' could not be found in the input '{"Error":"SoldOut"}'`,
          ),
        ),
      },
      "of ErrorPath": {
        states: failing({ ErrorPath: "$.none" }),
        ...runtime(
          at(
            "B",
            4,
            `The JSONPath '$.none' specified for the field 'ErrorPath' could not be found in the input '{"Error":"SoldOut"}'`,
          ),
        ),
      },
      "of TimeoutSecondsPath": {
        states: { A: { ...invoke, TimeoutSecondsPath: "$.none", End: true } },
        ...runtime(at("A", 2, "Invalid path '$.none' : No results for path: $['none']")),
      },
    });
  });
});
