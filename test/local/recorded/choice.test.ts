// The operators of Choice states as AWS answered them: each with a fixed value, and with one from the data.
import { expect } from "chai";
import { Workshop } from "../states.fixture";

/** Each kind of value JSON has, and texts that look like times. */
const values = [
  ...[
    null,
    0,
    1,
    1.1,
    "",
    " ",
    "Flat White",
    "2026-01-31T07:30:00",
    "2026-01-31T07:30:00Z",
    "2026-01-31T07:30:00+11:00",
    "2026-01-31",
  ],
  ...[[], [""], {}, { cups: 0 }, true, false],
];
const [earlier, later] = ["2026-01-31T07:30:00Z", "2026-01-31T07:30:01Z"];

/** [operator, what it compares with, values it holds for, values it does not hold for] */
type Row = readonly [string, unknown, readonly unknown[], readonly unknown[]];

const except = (...some: readonly unknown[]) => values.filter((value) => !some.includes(value));
const texts = values.filter((value) => typeof value === "string");
const numbers = [0, 1, 1.1];
const is = (operator: string, holds: readonly unknown[]): readonly Row[] => [
  [operator, true, holds, except(...holds)],
  [operator, false, except(...holds), holds],
];

const fixed: readonly Row[] = [
  ...is("IsBoolean", [true, false]),
  ...is("IsNull", [null]),
  ...is("IsNumeric", numbers),
  ...is("IsPresent", values),
  ...is("IsString", texts),
];
const comparing: readonly Row[] = [
  ["BooleanEquals", true, [true], except(true)],
  ["BooleanEquals", false, [false], except(false)],
  ["NumericEquals", 0, [0, -0], except(0)],
  ["NumericEquals", 1, [1], except(1)],
  ["NumericEquals", 4.5, [4.5], []],
  ["NumericGreaterThan", 0, [1], [-0, 0]],
  ["NumericGreaterThan", 1, [], [0, 1]],
  ["NumericGreaterThanEquals", 0, [-0, 0, 1], []],
  ["NumericGreaterThanEquals", 1, [1], [0]],
  ["NumericLessThan", 0, [], [-0, 0, 1]],
  ["NumericLessThan", 1, [0], [1]],
  ["NumericLessThanEquals", 0, [-0, 0], [1]],
  ["NumericLessThanEquals", 1, [0, 1], []],
  ["StringEquals", "Latte", ["Latte"], values],
  ["StringEquals", "     ", [], [" "]],
  ["StringEquals", "\t\r\n", [], ["\t\n"]],
  ["StringGreaterThan", "", [], [""]],
  ["StringGreaterThan", "L ", [], ["L"]],
  ["StringGreaterThan", "L\t\n\r", [], ["L"]],
  ["StringGreaterThan", "Latte", [], ["La"]],
  ["StringGreaterThanEquals", "", [""], []],
  ["StringGreaterThanEquals", "La", [], ["L"]],
  ["StringGreaterThanEquals", "L", ["La"], []],
  ["StringLessThan", "", [], [""]],
  ["StringLessThan", "La", ["L"], []],
  ["StringLessThan", "L", [], ["La"]],
  ["StringLessThanEquals", "", [""], []],
  ["StringLessThanEquals", "La", ["L"], []],
  ["StringLessThanEquals", "L", [], ["La"]],
  ["TimestampEquals", earlier, [earlier], [...except(earlier), "2026-01-31 07:30:00.832957", later]],
  ["TimestampEquals", later, [], [earlier]],
  ["TimestampGreaterThan", earlier, [later], [earlier]],
  ["TimestampGreaterThan", later, [], [earlier]],
  ["TimestampGreaterThanEquals", earlier, [earlier, later], []],
  ["TimestampGreaterThanEquals", later, [], [earlier]],
  ["TimestampLessThan", earlier, [], [earlier, later]],
  ["TimestampLessThan", later, [earlier], []],
  ["TimestampLessThanEquals", earlier, [earlier], [later]],
  ["TimestampLessThanEquals", later, [earlier], []],
];

/** Where less was recorded of an operator that takes its value from the data. */
const fewer = comparing.filter(([operator]) => operator === "StringEquals" || operator.startsWith("Timestamp"));
const byPath: readonly Row[] = [
  ...comparing.filter((row) => !fewer.includes(row)),
  ["StringEquals", "Latte", ["Latte"], []],
  ["StringEquals", "     ", [], [" "]],
  ["StringEquals", "\t\r\n", [], ["\t\n"]],
  ["TimestampEquals", earlier, [earlier], [later]],
  ["TimestampEquals", later, [], [earlier]],
  ["TimestampGreaterThan", later, [], [earlier]],
  ["TimestampGreaterThanEquals", later, [], [earlier]],
  ["TimestampLessThan", earlier, [], [later]],
  ["TimestampLessThanEquals", earlier, [], [later]],
];

describe("Recorded on AWS: the operators of Choice states", () => {
  const workshop = new Workshop();
  after(() => workshop.close());

  function check(operator: string, wanted: unknown, [, operand, yes, no]: Row) {
    const cases = [...yes.map((value) => [value, true]), ...no.map((value) => [value, false])];
    let arn: string | undefined;
    for (const [value, holds] of cases) {
      it(`${JSON.stringify(value)} ${operator} ${JSON.stringify(operand)}: ${holds}`, async () => {
        arn ??= workshop.make({
          A: { Type: "Choice", Choices: [{ Variable: "$.value", [operator]: wanted, Next: "Yes" }], Default: "No" },
          Yes: { Type: "Pass", Result: true, End: true },
          No: { Type: "Pass", Result: false, End: true },
        });
        expect((await workshop.start(arn, { value, operand })).output).to.equal(holds);
      });
    }
  }
  for (const row of [...fixed, ...comparing]) check(row[0], row[1], row);
  for (const row of byPath) check(`${row[0]}Path`, "$.operand", row);
});
