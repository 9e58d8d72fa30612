// The drawing of a state machine: that it says what the definition says, and that nothing lies on anything else. How it looks in a
// browser is shown in kitchenPage.test.ts.
import { expect } from "chai";
import { graphOf } from "../../../local/kitchen/page/machine/graph";
import { type Layout, layOut, type PlacedBox } from "../../../local/kitchen/page/machine/layout";
import type { Definition, StackShown } from "../../../local/kitchen/shown";
import { openShop } from "../../api/shop";

const draw = (definition: Definition): Layout => layOut(graphOf(definition), (text) => 7 * text.length);
const machine = (StartAt: string, States: Definition["States"]) => ({ StartAt, States });

interface Area {
  readonly name: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function areaOf({ name, x, y, width, height }: Pick<PlacedBox, "name" | "x" | "y" | "width" | "height">): Area {
  return { name, left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
}

const overlap = (one: Area, other: Area) =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

/** Along the path. */
function pointsOf(path: string): { x: number; y: number }[] {
  const points: { x: number; y: number }[] = [];
  let at = { x: 0, y: 0 };
  for (const [, command, numbers = ""] of path.matchAll(/([MLC])([^MLC]+)/g)) {
    const given = numbers.trim().split(" ").map(Number);
    const ends = given.flatMap((x, index) => (index % 2 ? [] : [{ x, y: given[index + 1] ?? 0 }]));
    const [a, b, c] = command === "C" ? ends : [at, ends[0], ends[0]];
    for (let step = 0; step <= 12 && a && b && c; step++) {
      const [t, u] = [step / 12, 1 - step / 12];
      const mix = (axis: "x" | "y") => u ** 3 * at[axis] + 3 * u * u * t * a[axis] + 3 * u * t * t * b[axis] + t ** 3 * c[axis];
      if (command !== "M") points.push({ x: mix("x"), y: mix("y") });
    }
    at = ends.at(-1) ?? at;
  }
  return points;
}

/** What lies on something else. */
function faults({ boxes, arrows, width, height }: Layout): string[] {
  const areas = boxes.map(areaOf);
  const labels = arrows.flatMap(({ from, to, label: { x, y }, labels }) => {
    const size = { width: Math.max(0, ...labels.map((text) => 7 * text.length)), height: 15 * labels.length };
    return labels.length > 0 ? [areaOf({ name: `${from} → ${to}`, x, y, ...size })] : [];
  });
  const all = [...areas, ...labels];
  const pairs = all.flatMap((one, index) =>
    all.slice(index + 1).flatMap((other) => (overlap(one, other) ? [[one.name, other.name]] : [])),
  );
  const through = arrows.flatMap(({ from, to, path }) => {
    const struck = areas.filter(
      ({ name, ...area }) => name !== from && name !== to && pointsOf(path).some((point) => isIn(point, area)),
    );
    return struck.map(({ name }) => [`${from} → ${to}`, name]);
  });
  const outside = all.filter(({ left, right, top, bottom }) => left < 0 || top < 0 || right > width || bottom > height);
  return [...pairs, ...through, ...outside.map(({ name }) => [name, "outside"])].map((pair) => pair.join(" on "));
}

function isIn({ x, y }: { x: number; y: number }, { left, right, top, bottom }: Omit<Area, "name">): boolean {
  return x > left + 1 && x < right - 1 && y > top + 1 && y < bottom - 1;
}

describe("the drawing of a state machine", () => {
  let definition: Definition;
  before(async () => {
    const { url } = await openShop();
    const { machines } = (await (await fetch(`${url}_local/stack`)).json()) as StackShown;
    if (machines[0]) definition = machines[0].definition;
  });

  it("has every state of the program's, every way to go on, and nothing on anything else", () => {
    const layout = draw(definition);
    expect(layout.boxes.map(({ name }) => name).slice(1)).to.deep.equal(Object.keys(definition.States));
    for (const [from, { Next, Default, Choices = [], Catch = [] }] of Object.entries(definition.States)) {
      const targets = [Next, Default, ...Choices.map((rule) => rule.Next), ...Catch.map((catcher) => catcher.Next)];
      for (const to of new Set(targets.filter((target) => target !== undefined))) {
        expect(
          layout.arrows.some((arrow) => arrow.from === from && arrow.to === to),
          `${from} → ${to}`,
        ).to.equal(true);
      }
    }
    expect(faults(layout)).to.deep.equal([]);
  });

  it("says on a Choice's arrows when each is taken, all conditions of one way together", () => {
    const { boxes, arrows } = draw(definition);
    const said = (from: string, to: string) => arrows.find((arrow) => arrow.from === from && arrow.to === to)?.labels;
    expect(boxes.find(({ name }) => name === "Event")?.about).to.equal("$.event");
    expect(said("Event", "PlaceOrder")).to.deep.equal(["new_order"]);
    expect(said("Event", "ChangeOrder")).to.include.members(["order_ready", "order_collected", "order_cancelled"]);
    expect(said("Event", "UnknownEvent")).to.deep.equal(["otherwise"]);
    expect(said("IsCancelled", "WriteCreditNote")).to.deep.equal(["status = cancelled"]);
    expect(arrows.find(({ from, to }) => from === "PlaceOrder" && to === "RemoveOrder")?.kind).to.equal("catch");
  });

  it("has the way an order usually takes straight below each other", () => {
    const { boxes } = draw(definition);
    const usual = ["Event", "PlaceOrder", "IsReserved", "WriteInvoice", "ConfirmOrder", "IsNews", "Notify", "Notified", "Done"];
    const columns = boxes.filter(({ name }) => usual.includes(name)).map(({ x }) => x);
    expect(new Set(columns).size).to.equal(1);
  });

  it("leads loops back up, and a state to itself", () => {
    const Choices = [{ Variable: "$.n", NumericGreaterThanEquals: 3, Next: "Enough" }];
    const layout = draw(
      machine("Count", {
        Count: { Type: "Pass", Next: "IsEnough" },
        IsEnough: { Type: "Choice", Choices, Default: "Rest" },
        Rest: { Type: "Wait", Next: "Count" },
        Enough: { Type: "Choice", Choices: [{ Variable: "$.n", IsNull: true, Next: "End" }], Default: "Enough" },
        End: { Type: "Succeed" },
      }),
    );
    expect(layout.arrows.filter(({ isUp }) => isUp).map(({ from, to }) => `${from} → ${to}`)).to.deep.equal(["Rest → Count"]);
    expect(layout.arrows.find(({ to }) => to === "Enough")?.labels).to.deep.equal(["≥ 3"]);
    expect(faults(layout)).to.deep.equal([]);
  });

  it("has the branches of Parallel and Map states inside of them", () => {
    const inner = machine("One", { One: { Type: "Pass", Next: "Two" }, Two: { Type: "Pass", End: true } });
    const { boxes } = draw(
      machine("All", {
        All: { Type: "Parallel", Branches: [inner, machine("Three", { Three: { Type: "Pass", End: true } })], Next: "Each" },
        Each: { Type: "Map", ItemProcessor: machine("Four", { Four: { Type: "Pass", End: true } }), End: true },
      }),
    );
    const [, all] = boxes;
    expect(all?.within.map(({ layout }) => layout.boxes.length)).to.deep.equal([3, 2]);
    const outer = all && areaOf(all);
    for (const { x, y, layout } of all?.within ?? []) {
      expect(faults(layout)).to.deep.equal([]);
      expect(x).to.be.at.least(outer?.left ?? Number.NaN);
      expect(x + layout.width).to.be.at.most(outer?.right ?? Number.NaN);
      expect(y + layout.height).to.be.at.most(outer?.bottom ?? Number.NaN);
    }
  });

  it("draws even what nothing leads to", () => {
    const layout = draw(
      machine("A", {
        A: { Type: "Pass", Next: "B" },
        B: { Type: "Succeed" },
        C: { Type: "Pass", Next: "D" },
        D: { Type: "Succeed" },
      }),
    );
    expect(layout.boxes).to.have.lengthOf(5);
    expect(faults(layout)).to.deep.equal([]);
  });

  it("draws twenty machines of any shape with nothing on anything else", () => {
    for (let seed = 1; seed <= 20; seed++) expect(faults(draw(anyMachine(seed))), `seed ${seed}`).to.deep.equal([]);
  });
});

/** Each state leads to the next, some by way of a Choice to any, with catchers to any. */
function anyMachine(seed: number): Definition {
  let state = seed;
  const any = (below: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
  const count = 3 + any(12);
  const name = () => `State${any(count)}`;
  const states = Array.from({ length: count }, (_, index) => {
    const Next = `State${index + 1}`;
    const Catch = Array.from({ length: any(3) }, () => ({ ErrorEquals: ["States.ALL"], Next: name() }));
    const Choices = Array.from({ length: 1 + any(3) }, (_, value) => ({ Variable: "$.a", NumericEquals: value, Next: name() }));
    const both = [
      { Type: "Task", Next, Catch },
      { Type: "Choice", Choices, Default: Next },
    ];
    return [`State${index}`, both[any(2)] ?? { Type: "Pass", Next }] as const;
  });
  return machine("State0", { ...Object.fromEntries(states), [`State${count}`]: { Type: "Succeed" } });
}
