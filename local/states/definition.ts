// The part of the Amazon States Language that aws-local-stepfunctions runs as AWS does. Whatever else is in a definition is refused:
// the engine ignores it or does it differently, and a workflow would be right here and wrong there.

// biome-ignore lint/suspicious/noExplicitAny: a definition is JSON of any shape; these checks are what gives it one.
type Json = any;
type Check = (value: Json, where: string) => void;

export interface Definition {
  readonly StartAt: string;
  /** Seconds; an Express execution has 300 at most. */
  readonly TimeoutSeconds: number;
  readonly States: Readonly<Record<string, Json>>;
}

/** @throws Error on the first thing that would not run as on AWS, naming state, field, value and what is supported. */
export function parseDefinition(text: string, partition: string): Definition {
  const definition = JSON.parse(text);
  fields("Comment StartAt States TimeoutSeconds")(definition, "The definition");
  const resources = Object.keys(integrations).map((name) => `arn:${partition}:states:::${name}`);
  for (const [name, state] of Object.entries<Json>(definition.States)) {
    const where = `State ${name}`;
    oneOf(Object.keys(types))(state.Type, `${where}, Type`);
    types[state.Type]?.(state, where);
    if (state.Type !== "Task") continue;
    oneOf(resources)(state.Resource, `${where}, Resource`);
    integrations[integrationOf(state.Resource)]?.(state.Parameters ?? {}, `${where}, Parameters`);
  }
  return { TimeoutSeconds: 300, ...definition };
}

/** `lambda:invoke`, whatever the partition. */
export function integrationOf(resource: string): string {
  return resource.replace(/.*:::/, "");
}

const only = (what: string, right: (value: Json) => boolean): Check => {
  return (value, where) => {
    if (!right(value)) throw new Error(`${where}: ${JSON.stringify(value)} is not supported on the laptop; supported: ${what}`);
  };
};
const oneOf = (names: readonly string[]) => only(names.join(", "), (name) => names.includes(name));

/** @param any names of fields that may hold what they like: asl-validator looks at those, in the tests. */
const fields = (any: string, checked: Readonly<Record<string, Check>> = {}): Check => {
  const names = [...any.split(" "), ...Object.keys(checked)];
  return (value, where) => {
    for (const [name, field] of Object.entries(value)) {
      oneOf(names)(name, where);
      checked[name]?.(field, `${where}, ${name}`);
    }
  };
};
const each = (check: Check): Check => {
  return (values: Json[], where) => {
    for (const value of values) check(value, where);
  };
};
const both = (one: Check, other: Check): Check => {
  return (value, where) => {
    one(value, where);
    other(value, where);
  };
};

// Wildcards and filters find nothing where AWS finds an empty list; a `$` written out is lost on null, and a ResultPath becomes `$.$`.
const path = only("a path like $.a.b[0]", (value) => /^\$(\.[\w-]+|\[\d+\])+$/.test(value));
const reference = only("null or a path like $.a.b", (value) => value === null || /^\$(\.[\w-]+)+$/.test(value));

// Intrinsic functions lose backslashes and split texts at brackets; $$.State and $$.Task are not there.
const expression = only("a path like $.a.b[0], $ and $$.Execution.{Id, Input, Name, StartTime}", (value) =>
  /^(\$|\$\$\.Execution\.(Id|Input|Name|StartTime))(\.[\w-]+|\[\d+\])*$/.test(value),
);
const template: Check = (value, where) => {
  if (typeof value !== "object" || value === null) return;
  for (const [name, field] of Object.entries(value)) (name.endsWith(".$") ? expression : template)(field, `${where}.${name}`);
};

// States.TaskFailed would take States.Timeout too, which comes from outside of the engine.
const errors = only("names of errors other than States.TaskFailed", (names: string[]) => !names.includes("States.TaskFailed"));
const allLast = only("States.ALL alone and last", (handlers: { ErrorEquals: string[] }[]) =>
  handlers.every(({ ErrorEquals: names }, index) => !names.includes("States.ALL") || !(names[1] || handlers[index + 1])),
);
const retrier = fields("IntervalSeconds MaxAttempts BackoffRate MaxDelaySeconds JitterStrategy", { ErrorEquals: errors });
const catcher = fields("Next", { ErrorEquals: errors, ResultPath: reference });

const rule: Check = (value, where) =>
  fields("Next StringEquals BooleanEquals", {
    // To `false` the engine says no, whatever is there.
    ...{ Variable: path, IsPresent: only("true, and Not around it", (present) => present === true) },
    ...{ And: each(rule), Or: each(rule), Not: rule },
  })(value, where);

// Without Parallel and Map: after one branch failed the others go on, and retry at once.
const types: Readonly<Record<string, Check>> = {
  Task: fields("Type Comment Next End Resource TimeoutSeconds", {
    ...{ Parameters: template, ResultSelector: template, ResultPath: reference, OutputPath: path },
    ...{ Retry: both(each(retrier), allLast), Catch: both(each(catcher), allLast) },
  }),
  Pass: fields("Type Comment Next End", {
    ...{ Parameters: template, ResultPath: reference },
    // The others are taken for none.
    Result: only("what is not null, 0, false or empty", Boolean),
  }),
  Choice: fields("Type Comment Default", { Choices: each(rule) }),
  Succeed: fields("Type Comment", { OutputPath: path }),
  Fail: both(
    fields("Type Comment Error Cause", { ErrorPath: path, CausePath: path }),
    // The engine makes up what is missing.
    only("Error and Cause, or paths to them", (fail) => (fail.Error || fail.ErrorPath) && (fail.Cause || fail.CausePath)),
  ),
};

const parameters = (required: string[], optional: string[]): Check =>
  both(
    fields([...required, ...optional].flatMap((name) => [name, `${name}.$`]).join(" ")),
    only(`all of ${required.join(", ")}`, (given) => required.every((name) => name in given || `${name}.$` in given)),
  );
const integrations: Readonly<Record<string, Check>> = {
  "lambda:invoke": parameters(["FunctionName"], ["Payload"]),
  "sns:publish": parameters(["TopicArn", "Message"], ["Subject", "MessageAttributes"]),
};
