// How long Wait states waited on AWS, and what was said of times that are none.
import { expect } from "chai";
import { Workshop } from "../states.fixture";
import { at, type Case, tell } from "./cases";

const order = { vendorid: "Vendor001", cups: 2 };
const wait = (fields: object, input: object, why?: string): Case => ({
  states: { A: { Type: "Wait", ...fields, End: true } },
  input,
  ...(why ? { error: "States.Runtime", cause: at("A", 2, why) } : { output: input }),
});
const secondsOf = (seconds: unknown, why?: string) => wait({ SecondsPath: "$.a.seconds" }, { a: { seconds } }, why);
const notWhole = "The SecondsPath parameter cannot be parsed as a long value: $.a.seconds ==";
const timeAt = (time: string, works: boolean) => {
  const why = `The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: $.at == ${time}`;
  return wait({ TimestampPath: "$.at" }, { at: time }, works ? undefined : why);
};

describe("Recorded on AWS: Wait states", () => {
  const workshop = new Workshop();
  after(() => workshop.close());

  tell(workshop, {
    "waits its seconds": {
      ...wait({ Seconds: 1 }, order),
      happened: ["ExecutionStarted", "WaitStateEntered A", "WaitStateExited A", "ExecutionSucceeded"],
    },
    "waits no time until a time that is past": wait({ Timestamp: "2026-01-31T07:30:00Z" }, order),
    "waits seconds of its input": secondsOf(1),
    "waits no seconds of its input": secondsOf(0),
    "can't wait what is not there": wait(
      { SecondsPath: "$.none" },
      {},
      "The SecondsPath parameter does not reference an input value: $.none",
    ),
    "can't wait -1 second": secondsOf(-1, "The SecondsPath parameter references a negative value: $.a.seconds == -1"),
    "can't wait 1.5 seconds": secondsOf(1.5, `${notWhole} 1.5`),
    "can't wait -1.5 seconds": secondsOf(-1.5, `${notWhole} -1.5`),
    "takes a time of its input that ends in Z": timeAt("2026-01-31T07:30:00Z", true),
    "takes a time of its input with microseconds": timeAt("2026-01-31T07:30:00.000000Z", true),
    "takes a time of its input with hundredths": timeAt("2026-01-31T07:30:00.00Z", true),
    ...Object.fromEntries(
      [
        "2026-01-31T07:30:00",
        "2026-01-31T07:30:00.000000",
        "31-01-2026T07:30:00Z",
        "2026-01-31 07:30:00Z",
        "2026-13-31T07:30:00Z",
        "2026-01-31T25:30:00Z",
      ].map((time) => [`can't wait until ${time}`, timeAt(time, false)]),
    ),
  });

  it("can't wait 24856 days: more seconds than 31 bits count", async () => {
    const start = new Date(Date.now() + 24_856 * 86_400_000).toISOString();
    const { error, cause } = await workshop.run({ A: { Type: "Wait", TimestampPath: "$.at", End: true } }, { at: start });
    expect([error, cause]).to.deep.equal(["States.Runtime", at("A", 2, "Wait state delay is too long.")]);
  });
});
