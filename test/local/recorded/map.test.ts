// Map states as they went on AWS: what they gave, and the history of each.
import { expect } from "chai";
import { invoke, Workshop } from "../states.fixture";
import { branch, broken, type Case, end, failure, tell } from "./cases";

const inline = (of: object) => ({ ProcessorConfig: { Mode: "INLINE" }, ...of });
const each = inline(branch("Item"));
const map = (fields: object, after: object = {}) => ({
  A: { Type: "Map", MaxConcurrency: 1, ItemProcessor: each, End: true, ...fields },
  ...after,
});
const iteration = ["MapIterationStarted A", "PassStateEntered Item", "PassStateExited Item", "MapIterationSucceeded A"];
const failedOnce = ["MapStateStarted A", "MapIterationStarted A", "FailStateEntered X", "MapIterationFailed A"];
const orders = {
  vendorid: "Vendor001",
  drinks: [
    { name: "Latte", cups: 3 },
    { name: "Mocha", cups: 1 },
  ],
};
const items = (drinks: readonly unknown[]) =>
  drinks.map((value, index) => ({ fixed: "x", value, vendorid: "Vendor001", index, all: { vendorid: "Vendor001", drinks } }));
const selector = {
  "all.$": "$",
  "value.$": "$$.Map.Item.Value",
  "index.$": "$$.Map.Item.Index",
  "vendorid.$": "$.vendorid",
  fixed: "x",
};
const selecting = (fields: object, drinks: readonly unknown[]): Case => {
  const input = { detail: { vendorid: "Vendor001", drinks } };
  const output = { detail: { ...input.detail, made: items(drinks) } };
  return {
    states: map({ InputPath: "$.detail", ItemsPath: "$.drinks", ResultPath: "$.detail.made", ...fields }),
    input,
    output,
  };
};
const concurrency = (most: unknown, shown?: string): Case => ({
  states: map({ ItemsPath: "$.values", MaxConcurrency: undefined, MaxConcurrencyPath: "$.most" }),
  input: { most, values: ["x"] },
  ...(shown === undefined
    ? { output: ["x"] }
    : {
        error: "States.Runtime",
        cause: `An error occurred while executing the state 'A' (entered at the event id #2). The MaxConcurrencyPath field refers to value "${shown}" which is not a valid integer: $.most`,
      }),
});
const notAnArray = (text: string) =>
  `An error occurred while executing the state 'A' (entered at the event id #2). Reference path "${text}" must point to array.`;

describe("Recorded on AWS: Map states", () => {
  const workshop = new Workshop();
  after(() => workshop.close());

  tell(workshop, {
    "Map takes each item through its states": {
      states: map({}),
      input: ["Latte", "Flat White"],
      output: ["Latte", "Flat White"],
      happened: [
        "ExecutionStarted",
        "MapStateEntered A",
        "MapStateStarted A",
        ...iteration,
        ...iteration,
        "MapStateSucceeded A",
        "MapStateExited A",
        "ExecutionSucceeded",
      ],
    },
    "Map takes items of every kind": {
      states: map({ ResultPath: null, InputPath: "$.a" }),
      input: { a: [7, "x", {}, null, 4.5] },
      output: { a: [7, "x", {}, null, 4.5] },
    },
    "Map may leave its mode out": { states: map({ ItemProcessor: branch("Item") }), input: [1, 2, 3], output: [1, 2, 3] },
    "Map can be written with Iterator": {
      states: map({ ItemProcessor: undefined, Iterator: branch("Item") }),
      input: ["a"],
      output: ["a"],
    },
    "Map can stand in a Map": {
      states: map({ ItemProcessor: inline({ StartAt: "B", States: { B: { Type: "Map", ItemProcessor: each, End: true } } }) }),
      input: [
        [1, 2, 3],
        [4, 5, 6],
      ],
      output: [
        [1, 2, 3],
        [4, 5, 6],
      ],
    },
    "Map of no items gives an empty list": { states: map({}), input: [], output: [] },
    "ItemSelector makes what an iteration gets, of the state's input and the item": selecting(
      { ItemSelector: selector },
      orders.drinks,
    ),
    "ItemSelector sees items that are texts": selecting({ ItemSelector: selector }, ["A", "B", "C"]),
    "Parameters do the same in the old way of writing": selecting(
      { Parameters: selector, ItemProcessor: undefined, Iterator: branch("Item") },
      orders.drinks,
    ),
    "Parameters do the same beside ItemProcessor": selecting({ Parameters: selector }, ["A"]),
    "Map can take its items from the context": {
      states: map({ ItemsPath: "$$.Execution.Input.values" }),
      input: { values: ["x"] },
      output: ["x"],
    },
    "Map fails as the iteration that failed, and takes no further item": {
      states: map({
        ItemProcessor: inline({
          StartAt: "Is3",
          States: {
            Is3: {
              Type: "Choice",
              Choices: [
                {
                  And: [
                    { Variable: "$", IsPresent: true },
                    {
                      And: [
                        { Variable: "$", IsNumeric: true },
                        { Variable: "$", NumericEquals: 3 },
                      ],
                    },
                  ],
                  Next: "X",
                },
              ],
              Default: "Item",
            },
            X: failure,
            Item: end,
          },
        }),
      }),
      input: [1, "x", {}, 3.3, 3, 4],
      ...{ error: "SoldOut", cause: "no beans" },
    },
    "Map's failure can be caught": {
      states: map({ ItemProcessor: inline(broken), Catch: [{ ErrorEquals: ["SoldOut"], Next: "B" }] }, { B: end }),
      input: [1],
      output: { Error: "SoldOut", Cause: "no beans" },
      happened: [
        "ExecutionStarted",
        "MapStateEntered A",
        ...failedOnce,
        "MapStateFailed A",
        "MapStateExited A",
        "PassStateEntered B",
        "PassStateExited B",
        "ExecutionSucceeded",
      ],
    },
    "Map is retried as a whole by the retrier that names the error": {
      states: map({
        ItemProcessor: inline(broken),
        Retry: [
          { ErrorEquals: ["NoMilk"], MaxAttempts: 1 },
          { ErrorEquals: ["NoCups"], MaxAttempts: 2 },
          { ErrorEquals: ["SoldOut"], MaxAttempts: 3 },
        ],
      }),
      input: [1],
      ...{ error: "SoldOut", cause: "no beans" },
      happened: [
        "ExecutionStarted",
        "MapStateEntered A",
        ...failedOnce,
        ...failedOnce,
        ...failedOnce,
        ...failedOnce,
        "MapStateFailed A",
        "ExecutionFailed",
      ],
    },
    "a failure without a name passes catchers of other names": {
      states: map(
        {
          ItemProcessor: inline({ StartAt: "X", States: { X: { Type: "Fail" } } }),
          Catch: [{ ErrorEquals: ["NoCups"], Next: "B" }],
        },
        { B: end },
      ),
      input: [1],
      happened: ["ExecutionStarted", "MapStateEntered A", ...failedOnce, "MapStateFailed A", "ExecutionFailed"],
    },
    "a timeout in an iteration ends the execution under States.Timeout": {
      states: map({
        MaxConcurrency: 0,
        ItemProcessor: inline({ StartAt: "B", States: { B: { ...invoke, TimeoutSeconds: 1, End: true } } }),
      }),
      input: [{ wait: 300 }, { wait: 300 }],
      error: "States.Timeout",
    },
    "MaxConcurrencyPath may be 0": concurrency(0),
    "MaxConcurrencyPath may be 1": concurrency(1),
    "MaxConcurrencyPath may not be a text": concurrency("many", "many"),
    "MaxConcurrencyPath may not be an object": concurrency({}, "{}"),
    "Map needs a list": { states: map({}), input: { a: 1 }, error: "States.Runtime", cause: notAnArray("$") },
    "Map needs a list in the context, too": {
      states: map({ ItemsPath: "$$.Execution.Input" }),
      input: { a: 1 },
      ...{ error: "States.Runtime", cause: notAnArray("$$.Execution.Input") },
    },
  });

  it("numbers its events, and those of an iteration follow one another", async () => {
    await workshop.run(map({}), ["a", "b"]);
    expect(workshop.history.map(({ id }) => id)).to.deep.equal(workshop.history.map((_, at) => at + 1));
    const second = workshop.history.filter(({ type, index }) => type === "MapIterationStarted" && index === 1)[0];
    const entered = workshop.history.find(({ type, input }) => type === "PassStateEntered" && input === "b");
    expect(entered?.previousEventId).to.equal(second?.id);
  });
});
