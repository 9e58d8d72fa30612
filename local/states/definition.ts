// The part of the Amazon States Language that aws-local-stepfunctions runs as AWS does. Whatever else is in a definition is refused:
// the engine ignores it or does it differently, and a workflow would be right here and wrong there.

// biome-ignore lint/suspicious/noExplicitAny: a definition is JSON of any shape; these checks are what gives it one.
type Json = any;
type Check = (value: Json, where: string) => void;

export interface Definition {
  readonly StartAt: string;
  /** Seconds. */
  readonly TimeoutSeconds: number;
  readonly States: Readonly<Record<string, Json>>;
}

/** Seconds an Express execution has at most. */
const expressLimit = 300;

/** @throws Error on the first thing that would not run as on AWS, naming state, field, value and what is supported. */
export function parseDefinition(text: string, partition: string): Definition {
  const definition = JSON.parse(text);
  fields("Comment StartAt States TimeoutSeconds Version", { QueryLanguage: oneOf(["JSONPath"]) })(definition, "The definition");
  const resources = Object.entries(integrations).map(([name, check]) => [`arn:${partition}:states:::${name}`, check] as const);
  for (const [name, state] of Object.entries<Json>(definition.States)) {
    const where = `State ${name}`;
    oneOf(Object.keys(types))(state.Type, `${where}, Type`);
    types[state.Type]?.(state, where);
    if (state.Type !== "Task") continue;
    oneOf(resources.map(([resource]) => resource))(state.Resource, `${where}, Resource`);
    for (const [resource, check] of resources)
      if (resource === state.Resource) check(state.Parameters ?? {}, `${where}, Parameters`);
  }
  return { ...definition, TimeoutSeconds: Math.min(definition.TimeoutSeconds ?? expressLimit, expressLimit) };
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
const pathOrNull = only("null or a path like $.a.b[0]", (value) => value === null || /^\$(\.[\w-]+|\[\d+\])+$/.test(value));
const reference = only("null or a path like $.a.b", (value) => value === null || /^\$(\.[\w-]+)+$/.test(value));

// Intrinsic functions lose backslashes and split texts at brackets; $$.State and $$.Task are not there.
const expression = only(
  "a path like $.a.b[0], $, $$.Execution.{Id, Input, Name, RoleArn, StartTime} and $$.StateMachine.{Id, Name}",
  (value) =>
    /^(\$|\$\$\.Execution\.(Id|Input|Name|RoleArn|StartTime)|\$\$\.StateMachine\.(Id|Name))(\.[\w-]+|\[\d+\])*$/.test(value),
);
const template: Check = (value, where) => {
  if (typeof value !== "object" || value === null) return;
  for (const [name, field] of Object.entries(value)) (name.endsWith(".$") ? expression : template)(field, `${where}.${name}`);
};

// States.TaskFailed would take States.Timeout too, which comes from outside of the engine.
const errors = only("names of errors other than States.TaskFailed", (names: string[]) => !names.includes("States.TaskFailed"));
const handlers = (handler: Check) =>
  both(
    each(handler),
    only("States.ALL alone and last", (all: { ErrorEquals: string[] }[]) =>
      all.every(
        ({ ErrorEquals }, index) => !ErrorEquals.includes("States.ALL") || (ErrorEquals.length === 1 && index === all.length - 1),
      ),
    ),
  );
const retrier = fields("Comment IntervalSeconds MaxAttempts BackoffRate MaxDelaySeconds JitterStrategy", { ErrorEquals: errors });
const catcher = fields("Comment Next", { ErrorEquals: errors, ResultPath: reference });

// Other comparisons go across types, as in "5" < 10; to `false` these say no.
const is = only("true, and Not around it", (value) => value === true);
const rule: Check = (value, where) =>
  fields("Comment Next StringEquals NumericEquals BooleanEquals", {
    ...{ Variable: path, StringEqualsPath: path, NumericEqualsPath: path, BooleanEqualsPath: path },
    ...{ IsPresent: is, IsNull: is, IsString: is, IsNumeric: is, IsBoolean: is, And: each(rule), Or: each(rule), Not: rule },
  })(value, where);

const inOut = { InputPath: pathOrNull, OutputPath: pathOrNull };
// Without Parallel and Map: after one branch failed the others go on, and retry at once.
const types: Readonly<Record<string, Check>> = {
  Task: fields("Type Comment Next End Resource TimeoutSeconds", {
    ...{ ...inOut, Parameters: template, ResultSelector: template, ResultPath: reference },
    ...{ Retry: handlers(retrier), Catch: handlers(catcher) },
  }),
  Pass: fields("Type Comment Next End", {
    ...{ ...inOut, Parameters: template, ResultPath: reference },
    // The others are taken for none.
    Result: only("what is not null, 0, false or empty", Boolean),
  }),
  Choice: fields("Type Comment Default", { ...inOut, Choices: each(rule) }),
  Wait: fields("Type Comment Next End Seconds", { ...inOut, SecondsPath: path }),
  Succeed: fields("Type Comment", inOut),
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
