// A state machine's definition as a graph: what the boxes and arrows of its drawing say.
import type { Definition, Rule, State } from "../../shown";
import { conditionOf, variablesOf } from "./conditions";

export interface Box {
  readonly name: string;
  readonly type: string;
  /** What a Task calls: `lambda:invoke`. */
  readonly service: string;
  /** Below its name: whom a Task calls, what a Choice looks at. */
  readonly about: string;
  /** What goes on within: a Parallel state's branches, a Map state's iteration. */
  readonly inner: readonly Graph[];
}

export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly kind: "next" | "choice" | "default" | "catch";
  /** One a line: several conditions may lead the same way. */
  readonly labels: readonly string[];
}

export interface Graph {
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
}

/** What a catcher takes unless it says more, and is not said of each. */
const all = "States.ALL";

/** Where an execution begins: no state has a name of this kind. */
export const begin = "\n";

export function graphOf({ StartAt, States }: Definition): Graph {
  const states = Object.entries(States);
  const boxes = states.map(([name, state]) => {
    const { Type: type, Resource = "" } = state;
    return {
      name,
      type,
      service: Resource.replace(/^arn:.*:::/, ""),
      about: aboutOf(state),
      inner: definitionsIn(state).map(graphOf),
    };
  });
  const arrows = states.flatMap(([name, state]) => arrowsFrom(name, state));
  return {
    boxes: [{ name: begin, type: "Start", service: "", about: "", inner: [] }, ...boxes],
    arrows: [{ from: begin, to: StartAt, kind: "next", labels: [] }, ...arrows],
  };
}

/** On whatever level: a name is there once. */
export function stateIn({ States }: Definition, name: string): State | undefined {
  const inner = Object.values(States).flatMap(definitionsIn);
  return Object.hasOwn(States, name) ? States[name] : inner.map((each) => stateIn(each, name)).find(Boolean);
}

function definitionsIn({ Branches = [], ItemProcessor, Iterator: iterator }: State): Definition[] {
  return [...Branches, ItemProcessor, iterator].filter((definition) => definition !== undefined);
}

function arrowsFrom(from: string, { Type, Next, Choices = [], Default, Catch = [] }: State): Arrow[] {
  const single = Type === "Choice" && variablesOf(Choices).length === 1;
  const label = (rule: Rule) => conditionOf(rule, single);
  const arrows: Arrow[] = [
    ...(Next === undefined ? [] : [{ from, to: Next, kind: "next" as const, labels: [] }]),
    ...Choices.map((rule) => ({ from, to: String(rule.Next), kind: "choice" as const, labels: [label(rule)] })),
    ...(Default === undefined ? [] : [{ from, to: Default, kind: "default" as const, labels: ["otherwise"] }]),
    ...Catch.map(({ ErrorEquals, Next: to }) => ({
      from,
      to,
      kind: "catch" as const,
      labels: ErrorEquals.filter((name) => name !== all),
    })),
  ];
  // One arrow for all that leads the same way, but for what goes wrong.
  const merged = new Map<string, Arrow>();
  for (const arrow of arrows) {
    const key = `${arrow.kind === "catch"} ${arrow.to}`;
    const known = merged.get(key);
    merged.set(key, known ? { ...known, labels: [...known.labels, ...arrow.labels] } : arrow);
  }
  return [...merged.values()];
}

function aboutOf({ Type, Parameters = {}, Choices = [] }: State): string {
  if (Type !== "Choice") return targetOf(Parameters);
  const variables = variablesOf(Choices);
  return variables.length === 1 ? (variables[0] ?? "") : "";
}

/** The name of what a Task calls, without what makes it unique. */
function targetOf(parameters: Readonly<Record<string, unknown>>): string {
  const arn = Object.values(parameters).find((value) => typeof value === "string" && value.startsWith("arn:"));
  return typeof arn === "string" ? (arn.split(":").at(-1) ?? "").replace(/-[0-9a-f]{7}$/, "") : "";
}
