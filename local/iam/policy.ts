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
  /** ARNs of roles, sessions and users. */
  readonly aws: ReadonlySet<string>;
  readonly services: ReadonlySet<string>;
}

const elements = {
  identity: ["Sid", "Effect", "Action", "Resource", "Condition"],
  resource: ["Sid", "Effect", "Principal", "Action", "Resource", "Condition"],
  trust: ["Sid", "Effect", "Principal", "Action", "Condition"],
} as const;

/**
 * @param of whose policy it is, for messages: `the bucket orders`.
 * @param kind which elements it must and must not have, by what it is attached to.
 * @throws Error on whatever IAM or this evaluator does not know, naming it and `of`.
 */
export function parsePolicy(text: string, of: string, kind: keyof typeof elements = "resource"): PolicyDocument {
  try {
    const document = object(JSON.parse(text), "the policy", ["Version", "Id", "Statement"]);
    const version = document.Version ?? "2008-10-17";
    if (version !== "2012-10-17" && version !== "2008-10-17") {
      throw new Error(`Version ${JSON.stringify(version)} does not exist; write "2012-10-17"`);
    }
    const statements = [document.Statement ?? []].flat();
    if (statements.length === 0) throw new Error("it has no Statement");
    return { statements: statements.map((statement) => parseStatement(statement, kind)) };
  } catch (error) {
    throw new Error(`The policy of ${of} is not usable: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function parseStatement(text: unknown, kind: keyof typeof elements): Statement {
  const statement = object(text, `a statement of ${kind === "identity" ? "an identity" : `a ${kind}`} policy`, elements[kind]);
  const { Effect: effect } = statement;
  if (effect !== "Allow" && effect !== "Deny") throw new Error(`Effect ${JSON.stringify(effect)} is neither "Allow" nor "Deny"`);
  return {
    effect,
    principals: kind === "identity" ? undefined : parsePrincipals(statement.Principal),
    action: matcher(texts(statement.Action, "Action"), "i"),
    resource: kind === "trust" ? () => true : matcher(texts(statement.Resource, "Resource")),
    conditions: Object.entries(object(statement.Condition ?? {}, "Condition")).flatMap(([operator, keys]) =>
      Object.entries(object(keys, operator)).map(([key, values]) => parseCondition(operator, key, texts(values, key))),
    ),
  };
}

function parsePrincipals(principal: unknown): Principals {
  const named = principal === "*" ? { AWS: "*" } : object(principal, "Principal", ["AWS", "Service"]);
  const aws = named.AWS === undefined ? [] : texts(named.AWS, "Principal");
  const strange = aws.find((name) => !/^(\*|arn:[\w-]+:(iam|sts)::\d{12}:(role|assumed-role|user)\/[^*?]+)$/.test(name));
  if (strange) throw new Error(`Principal '${strange}' is not "*" or the ARN of a role, session or user`);
  const services = named.Service === undefined ? [] : texts(named.Service, "Principal");
  return { anyone: aws.includes("*"), aws: new Set(aws), services: new Set(services) };
}

/** @param known its keys, unless any will do. */
function object(value: unknown, what: string, known?: readonly string[]): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error(`${what} is ${JSON.stringify(value)}, not an object`);
  }
  const unknown = known && Object.keys(value).find((key) => !known.includes(key));
  if (unknown) throw new Error(`the element '${unknown}' is not supported in ${what}; use ${known.join(", ")}`);
  return value as Record<string, unknown>;
}

/** One or several; IAM takes `true` and `5` for `"true"` and `"5"`. */
function texts(value: unknown, where: string): string[] {
  const items = [value ?? []].flat();
  if (items.length === 0) throw new Error(`${where} is missing or empty`);
  return items.map((item) => {
    if (typeof item === "object") throw new Error(`${where} holds ${JSON.stringify(item)}, not a text`);
    const text = String(item);
    if (text.includes("${")) throw new Error(`policy variables are not supported on the laptop: '${text}' of ${where}`);
    return text;
  });
}
