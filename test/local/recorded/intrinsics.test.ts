// What intrinsic functions gave on AWS, for arguments from the data, in quotes, from the context and from one another.
import { expect } from "chai";
import { Workshop } from "../states.fixture";

const drink = { size: "Large", extras: [] };
const json = '{"size": "Large", "extras": []}';
const kinds = [null, true, 1.1, "Latte", [], drink];
const nine = [1, 2, 3, 4, 5, 6, 7, 8, 9];

/** Arguments, and the result. */
type Case = readonly [readonly unknown[], unknown];

const parts = (list: readonly number[], size: number): number[][] =>
  list.length === 0 ? [] : [list.slice(0, size), ...parts(list.slice(size), size)];
const partitions = [[], [0], [0, 1], [0, 1, 2], [0, 1, 2, 3]].flatMap((list) =>
  [1, 2, 3, 4, 5].map((size): Case => [[list, size], parts(list, size)]),
);

/** By the call; `$.a`, `$.b` and `$.c` are the arguments. */
const calls: Readonly<Record<string, readonly Case[]>> = {
  "States.Array()": [[[], []]],
  "States.Array($.a, $.b)": ["", " ", "Latte", null, 1, 1.1, json, drink].map(
    (x): Case => [
      [x, x],
      [x, x],
    ],
  ),
  "States.ArrayPartition($.a, $.b)": partitions,
  "States.ArrayContains($.a, $.b)": [
    [[[], null], false],
    [[[], []], false],
    [[[], 1], false],
    [[[["S", "L"], 2], null], false],
    [
      [
        [["S", "L"], 2],
        ["S", "L"],
      ],
      true,
    ],
    [[[drink], []], false],
    [[[drink], drink], true],
    [[[true, false], true], true],
    [[[true, false], false], true],
  ],
  "States.ArrayRange($.a, $.b, $.c)": [
    [
      [0, 9, 3],
      [0, 3, 6, 9],
    ],
    [
      [0, 10, 3],
      [0, 3, 6, 9],
    ],
    [[1, 9, 9], [1]],
    [
      [1, 9, 2],
      [1, 3, 5, 7, 9],
    ],
  ],
  "States.ArrayGetItem($.a, $.b)": [[[nine, 5], 6]],
  "States.ArrayLength($.a)": [
    [[nine], 9],
    [[[...kinds, ...kinds]], 12],
  ],
  "States.Base64Encode($.a)": [
    [[""], ""],
    [["two lattes"], "dHdvIGxhdHRlcw=="],
  ],
  "States.Base64Decode($.a)": [
    [[""], ""],
    [["dHdvIGxhdHRlcw=="], "two lattes"],
  ],
  "States.Hash($.a, $.b)": [
    [["two lattes", "MD5"], "28cf456120fedaea2f8d80e3b0a23793"],
    [["two lattes", "SHA-1"], "05f3b8573cbab3ae65afe78dd04be7cfa5b2bd8a"],
    [["two lattes", "SHA-256"], "d4a1cf060e5b8711d6ff9082231003b9961f2962421fcd1bba910231a1c21a33"],
    [
      ["two lattes", "SHA-384"],
      "6c242aab1b482f123e600da80e92f17be5f8530a4ad4ef9278f6f54b49dde48295d30f5ebe0801c935d9a3c2d178e951",
    ],
    [
      ["two lattes", "SHA-512"],
      "7db381a0d0c444bcd1b5f1952fc2aff69ad4b3948f1917d2ed0c275369c5aac5d46082781a57ce757d81f52aa0ebf9a7ddf21433009c9113d4ea8c7528d4b6fe",
    ],
  ],
  "States.StringToJson($.a)": [
    [[""], null],
    [[" "], null],
    [["null"], null],
    [["-0"], 0],
    [["1"], 1],
    [["1.1"], 1.1],
    [["true"], true],
    [['"Latte"'], "Latte"],
    [['[1, 2, "Latte"]'], [1, 2, "Latte"]],
    [[json], drink],
  ],
  "States.JsonToString($.a)": [
    [[null], "null"],
    [[0], "0"],
    [[1], "1"],
    [[1.1], "1.1"],
    [[true], "true"],
    [["Latte"], '"Latte"'],
    [[[1, 2, "Latte"]], '[1,2,"Latte"]'],
    [[drink], '{"size":"Large","extras":[]}'],
  ],
  "States.JsonMerge($.a, $.b, false)": [
    [
      [
        { a: { x: 1, y: 2 }, b: 2, d: 3 },
        { a: { z: 1 }, c: 3, d: 4 },
      ],
      { a: { z: 1 }, b: 2, c: 3, d: 4 },
    ],
  ],
  "States.MathAdd($.a, $.b)": [
    [[-9, 3], -6],
    [[1.49, 1.5], 3],
    [[1.5, 1.51], 4],
    [[-1.49, -1.5], -2],
    [[-1.5, -1.51], -3],
    [[1.49, 0], 1],
    [[1.49, -1.49], 0],
    [[1.5, 0], 2],
    [[1.51, 0], 2],
    [[-1.49, 0], -1],
    [[-1.5, 0], -1],
    [[-1.51, 0], -2],
    [[0.5, 0], 1],
    [[2.5, 0], 3],
    [[3.5, 0], 4],
    [[-0.5, 0.5], 1],
    [[-0.5, 0], 0],
    [[-2.5, 0], -2],
    [[-3.5, 0], -3],
  ],
  "States.StringSplit($.a, $.b)": [
    [[" ", ","], [" "]],
    [
      [" , ", ","],
      [" ", " "],
    ],
    [
      [", , ,", ","],
      [" ", " "],
    ],
    [[",,,,", ","], []],
    [
      ["1,2,3", ","],
      ["1", "2", "3"],
    ],
    [
      ["One.flat+white,two=lattes", ".+,="],
      ["One", "flat", "white", "two", "lattes"],
    ],
    [
      ["teas T or \nlattes", "T\n"],
      ["teas ", " or ", "lattes"],
    ],
  ],
  "States.StringSplit($$.Execution.Input.a, ',')": [
    [["Small,Large\n,,,\ntrue,1,'x'\nNull,\n  \n"], ["Small", "Large\n", "\ntrue", "1", "'x'\nNull", "\n  \n"]],
  ],
  "States.StringSplit('Flat\nWhite', '\n')": [[[], ["Flat", "White"]]],
  "States.Format('One {}.', $.a)": ["", " ", "Latte", null, 1, 1.1, json].map((x): Case => [[x], `One ${x}.`]),
  "States.Format('from {} to {}', $.a, $.b)": [
    ...["", " ", "Latte", null, 1, 1.1, json].map((x): Case => [[x, x], `from ${x} to ${x}`]),
    [[drink, drink], "from {size=Large, extras=[]} to {size=Large, extras=[]}"],
  ],
  "States.ArrayGetItem(States.StringSplit($.a, '-'), 0)": [[["sydney-central"], "sydney"]],
  "States.ArrayGetItem(States.StringSplit($.a, '-'), States.MathAdd(States.ArrayLength(States.StringSplit($.a, '-')), -1))": [
    [["sydney-central-shop"], "shop"],
  ],
  'States.JsonMerge(States.StringToJson(\'{"milk": "false"}\'), $.a, false)': [[[{ cups: 2 }], { milk: "false", cups: 2 }]],
};

describe("Recorded on AWS: intrinsic functions", () => {
  const workshop = new Workshop();
  after(() => workshop.close());

  const result = async (call: string, input: object) =>
    (await workshop.run({ A: { Type: "Pass", Parameters: { "result.$": call }, End: true } }, input)).output.result;

  for (const [call, cases] of Object.entries(calls)) {
    for (const [args, expected] of cases) {
      const input = Object.fromEntries(args.map((value, at) => ["abc".charAt(at), value]));
      it(`${JSON.stringify(call)} of ${JSON.stringify(input)} is ${JSON.stringify(expected)}`, async () => {
        expect(await result(call, input)).to.deep.equal(expected);
      });
    }
  }

  it("States.Format prints an object of the context as Java does", async () => {
    const text = await result("States.Format('{} of {}', $$.Execution.Name, $$.StateMachine)", {});
    const { name = "" } = workshop.states.executions.at(-1) ?? {};
    expect(text).to.match(new RegExp(`^${name} of \\{Id=arn:aws:states:[^ ]*:stateMachine:(m\\d+), Name=\\1\\}$`));
  });

  for (const [from, to] of [
    [12.5, 44.51],
    [9999, 99999],
    [-99999, -9999],
  ] as const) {
    it(`States.MathRandom gives a whole number from ${from} up to ${to}`, async () => {
      const number = await result("States.MathRandom($.a, $.b)", { a: from, b: to });
      expect(number).to.satisfy(Number.isInteger);
      expect(number).to.be.within(from, to);
    });
  }

  it("States.UUID gives a random UUID", async () => {
    const uuid = await result("States.UUID()", {});
    expect(uuid).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
