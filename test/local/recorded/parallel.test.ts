// Parallel states as they went on AWS: what they gave, and the history of each.
import { Workshop } from "../states.fixture";
import { branch, broken, end, tell } from "./cases";

describe("Recorded on AWS: Parallel states", () => {
  const workshop = new Workshop();
  after(() => workshop.close());

  tell(workshop, {
    "Parallel gives each branch its input, and their results in the branches' order": {
      states: { A: { Type: "Parallel", Branches: [branch("B1"), branch("B2", "B3"), branch("B4", "B5", "B6")], End: true } },
      input: [1, 2],
      output: [
        [1, 2],
        [1, 2],
        [1, 2],
      ],
    },
    "Parallel keeps that order whatever each branch makes": {
      states: {
        A: {
          Type: "Parallel",
          Branches: [0, 1, 2, 3].map((b) => ({ StartAt: `B${b}`, States: { [`B${b}`]: { ...end, Result: { b } } } })),
          End: true,
        },
      },
      output: [{ b: 0 }, { b: 1 }, { b: 2 }, { b: 3 }],
    },
    "Parallel gives each branch its Parameters": {
      states: { A: { Type: "Parallel", Parameters: { a: 0, b: [1] }, Branches: [branch("B1"), branch("B2")], End: true } },
      output: [
        { a: 0, b: [1] },
        { a: 0, b: [1] },
      ],
    },
    "Parallel can stand in a branch of another": {
      states: {
        A: {
          Type: "Parallel",
          Branches: [{ StartAt: "B", States: { B: { Type: "Parallel", Branches: [branch("C")], End: true } } }],
          End: true,
        },
      },
      input: [[1], [2]],
      output: [[[[1], [2]]]],
    },
    "Parallel fails as the branch that failed": {
      states: {
        A: { Type: "Parallel", Branches: [{ StartAt: "X", States: { X: { Type: "Fail", Error: "SoldOut" } } }], End: true },
      },
      error: "SoldOut",
      happened: [
        "ExecutionStarted",
        "ParallelStateEntered A",
        "ParallelStateStarted A",
        "FailStateEntered X",
        "ParallelStateFailed A",
        "ExecutionFailed",
      ],
    },
    "Parallel's failure can be caught": {
      states: {
        A: { Type: "Parallel", Branches: [broken], Catch: [{ ErrorEquals: ["SoldOut"], Next: "B" }], End: true },
        B: end,
      },
      output: { Error: "SoldOut", Cause: "no beans" },
    },
    "Parallel is retried as a whole, and failed only after that": {
      states: { A: { Type: "Parallel", Branches: [broken], Retry: [{ ErrorEquals: ["SoldOut"], MaxAttempts: 2 }], End: true } },
      ...{ error: "SoldOut", cause: "no beans" },
      happened: [
        ...["ExecutionStarted", "ParallelStateEntered A"],
        ...[
          "ParallelStateStarted A",
          "FailStateEntered X",
          "ParallelStateStarted A",
          "FailStateEntered X",
          "ParallelStateStarted A",
          "FailStateEntered X",
        ],
        ...["ParallelStateFailed A", "ExecutionFailed"],
      ],
    },
  });
});
