// What the kitchen tells of an execution's way, out of the histories that the engine itself wrote.
import { expect } from "chai";
import type { VisitShown } from "../../../local/kitchen/shown";
import { visitsOf } from "../../../local/kitchen/visits";
import { done, invoke, Workshop } from "../states.fixture";

describe("an execution's way", () => {
  const workshop = new Workshop();
  after(() => workshop.close());

  async function way(states: object, input: object = {}): Promise<VisitShown[]> {
    await workshop.run({ ...states }, input);
    const execution = workshop.states.executions.at(-1);
    return execution ? visitsOf(execution) : [];
  }

  const steps = (visits: readonly VisitShown[]) =>
    visits.map(({ state, from = "", byCatch = false, index }) => [from, byCatch ? "!" : "", state, index ?? ""].join(" ").trim());
  const all = (Next: string) => [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next }];

  it("has each state's time, input and output, what a Task called and what that answered", async () => {
    const visits = await way({ A: { ...invoke, ResultPath: "$.made", Next: "B" }, B: done }, { answer: 2, wait: 20 });
    expect(steps(visits)).to.deep.equal(["A", "A  B"]);
    const [a, b] = visits;
    expect(a?.took).to.be.at.least(19);
    expect(Date.parse(a?.left ?? "") - Date.parse(a?.entered ?? "")).to.equal(a?.took);
    expect(JSON.parse(a?.input ?? "")).to.deep.equal({ answer: 2, wait: 20 });
    expect(JSON.parse(a?.output ?? "")).to.have.nested.property("made.Payload", 2);
    expect(JSON.parse(a?.parameters ?? "")).to.deep.equal({ FunctionName: "barista", Payload: { answer: 2, wait: 20 } });
    expect(JSON.parse(a?.result ?? "")).to.have.property("Payload", 2);
    expect(b?.input).to.equal(a?.output);
  });

  it("has each failure, when it was tried again, and where a catcher sent it", async () => {
    const Retry = [{ ErrorEquals: ["OutOfBeans"], MaxAttempts: 1 }];
    const visits = await way({ A: { ...invoke, Retry, Catch: all("B"), End: true }, B: done }, { fail: "OutOfBeans" });
    expect(steps(visits)).to.deep.equal(["A", "A ! B"]);
    const [first, second] = visits[0]?.failures ?? [];
    expect(first).to.include.keys("retried").and.to.have.property("error", "OutOfBeans");
    expect(Date.parse(first?.retried ?? "")).to.be.above(Date.parse(first?.at ?? ""));
    expect(second).to.not.have.property("retried");
    expect(JSON.parse(second?.cause ?? "")).to.have.property("errorMessage", "no beans");
    expect(visits[0]?.caught).to.equal("B");
  });

  it("tells a second visit from the first, and a catcher's arrow from a Next to the same state", async () => {
    const Choices = [{ Variable: "$.error", IsPresent: true, Next: "C" }];
    const states = {
      A: { ...invoke, ResultPath: "$.error", Catch: all("B"), Next: "B" },
      B: { Type: "Choice", Choices, Default: "A" },
      C: { Type: "Fail", Error: "Enough", Cause: "for today" },
    };
    const visits = await way(states, { fail: "OutOfBeans" });
    expect(steps(visits)).to.deep.equal(["A", "A ! B", "B  C"]);
    expect(visits.at(-1)?.failures.map(({ error, cause }) => [error, cause])).to.deep.equal([["Enough", "for today"]]);
  });

  it("follows the branches of Parallel and the iterations of Map", async () => {
    const one = (name: string, state: object) => ({ StartAt: name, States: { [name]: { ...state, End: true } } });
    const visits = await way(
      {
        P: { Type: "Parallel", Branches: [one("L", { Type: "Pass" }), one("R", { ...invoke, ResultPath: null })], Next: "M" },
        M: { Type: "Map", ItemProcessor: one("I", { ...invoke, ResultPath: null }), Catch: all("E"), Next: "E" },
        E: done,
      },
      { answer: 1 },
    );
    expect(steps(visits).sort()).to.deep.equal(["I 0", "I 1", "L", "M  E", "P", "P  M", "R"]);
    for (const { state, left } of visits) expect(left, state).to.be.a("string");
  });

  it("takes a branch that failed for a failure of the whole Parallel state", async () => {
    const branch = { StartAt: "R", States: { R: { ...invoke, End: true } } };
    const visits = await way(
      { P: { Type: "Parallel", Branches: [branch], Catch: all("E"), End: true }, E: done },
      { fail: "Oh" },
    );
    expect(steps(visits)).to.deep.equal(["P", "R", "P ! E"]);
    expect(visits.map(({ failures }) => failures.length)).to.deep.equal([1, 1, 0]);
  });

  it("leaves a state open that the execution's own end struck", async () => {
    const visits = await workshop
      .run({ A: { ...invoke, End: true } }, { wait: 400 }, { TimeoutSeconds: 1 })
      .then(() => visitsOf(workshop.states.executions.at(-1) ?? never()));
    expect(steps(visits)).to.deep.equal(["A"]);
    expect(visits[0]).to.not.have.property("left");
  });
});

function never(): never {
  throw new Error("There is no execution");
}
