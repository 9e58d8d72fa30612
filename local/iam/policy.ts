// A policy as IAM reads it: checked, and made ready to be asked thousands of times a second.
import { type Condition, parseCondition } from "./condition";
import { matcher } from "./pattern";

export interface PolicyDocument {
  readonly statements: readonly Statement[];
}

export type Effect = "Allow" | "Deny";

export interface Statement {
  readonly effect: Effect;
  /** Absent in an identity policy: it speaks of the role it hangs on. */
  readonly principals: Principals | undefined;
  readonly action: (action: string) => boolean;
  readonly resource: (arn: string) => boolean;
  readonly conditions: readonly Condition[];
}

export interface Principals {
  readonly anyone: boolean;
  /** ARNs of roles, sessions and users; an account stands here by its twelve digits. */
  readonly aws: ReadonlySet<string>;
  readonly services: ReadonlySet<string>;
}

const elements = {
  identity: ["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"],
  resource: ["Sid", "Effect", "Principal", "Action", "NotAction", "Resource", "NotResource", "Condition"],
  trust: ["Sid", "Effect", "Principal", "Action", "NotAction", "Condition"],
} as const;

/**
 * @param of whose policy it is, for messages: `the bucket orders`.
 * @param kind which elements it must and must not have, by what it is attached to.
 * @throws Error on whatever IAM or this evaluator does not know, naming it and `of`.
 */
export function parsePolicy(text: string, of: string, kind: keyof typeof elements = "resource"): PolicyDocument {
  try {
    const document = object(JSON.parse(text), "the policy");
    only(document, ["Version", "Id", "Statement"], "a policy");
    const version = document.Version ?? "2008-10-17";
    if (version !== "2012-10-17" && version !== "2008-10-17") {
      throw new Error(`Version ${JSON.stringify(version)} does not exist; write "2012-10-17"`);
    }
    const statements = list(document.Statement);
    if (statements.length === 0) throw new Error("it has no Statement");
    return { statements: statements.map((statement) => parseStatement(object(statement, "a statement"), kind)) };
  } catch (error) {
    throw new Error(`The policy of ${of} is not usable: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function parseStatement(statement: Record<string, unknown>, kind: keyof typeof elements): Statement {
  only(statement, elements[kind], `a statement of ${kind === "identity" ? "an identity" : `a ${kind}`} policy`);
  const { Effect: effect } = statement;
  if (effect !== "Allow" && effect !== "Deny") throw new Error(`Effect ${JSON.stringify(effect)} is neither "Allow" nor "Deny"`);
  return {
    effect,
    principals: kind === "identity" ? undefined : parsePrincipals(statement.Principal),
    action: either(statement, "Action", "i"),
    resource: kind === "trust" ? () => true : either(statement, "Resource"),
    conditions: Object.entries(object(statement.Condition ?? {}, "Condition")).flatMap(([operator, keys]) =>
      Object.entries(object(keys, operator)).map(([key, values]) => parseCondition(operator, key, texts(values, key))),
    ),
  };
}

/** `Action` or `NotAction`, `Resource` or `NotResource`: exactly one of the two. */
function either(statement: Record<string, unknown>, element: string, flags?: string): Statement["action"] {
  const not = `Not${element}`;
  if ((statement[element] === undefined) === (statement[not] === undefined)) {
    throw new Error(`a statement has either ${element} or ${not}`);
  }
  const patterns = texts(statement[element] ?? statement[not], element);
  if (patterns.length === 0) throw new Error(`${element} is an empty list`);
  const matches = matcher(patterns, flags);
  return statement[element] === undefined ? (text) => !matches(text) : matches;
}

function parsePrincipals(principal: unknown): Principals {
  const named = principal === "*" ? { AWS: "*" } : object(principal, "Principal");
  only(named, ["AWS", "Service"], "Principal");
  const aws = texts(named.AWS ?? [], "Principal").map((name) => {
    if (!/^(\*|\d{12}|arn:[\w-]+:(iam|sts)::\d{12}:[^*?]+)$/.test(name)) {
      throw new Error(`Principal '${name}' is not "*", an account of twelve digits or the ARN of a role, session or user`);
    }
    return name.replace(/^arn:[\w-]+:iam::(\d{12}):root$/, "$1");
  });
  return { anyone: aws.includes("*"), aws: new Set(aws), services: new Set(texts(named.Service ?? [], "Principal")) };
}

function only(value: Record<string, unknown>, known: readonly string[], where: string): void {
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown) throw new Error(`the element '${unknown}' is not supported in ${where}; use ${known.join(", ")}`);
}

function object(value: unknown, what: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new Error(`${what} is ${JSON.stringify(value)}, not an object`);
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}

/** IAM takes `true` and `5` for `"true"` and `"5"`. */
function texts(value: unknown, where: string): string[] {
  return list(value).map((item) => {
    if (typeof item === "object") throw new Error(`${where} holds ${JSON.stringify(item)}, not a text`);
    const text = String(item);
    if (text.includes("${")) throw new Error(`policy variables are not supported on the laptop: '${text}' of ${where}`);
    return text;
  });
}
