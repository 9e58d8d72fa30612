// Who may do what: exact actions on named resources, in every policy a resource of the stack carries.
import type { ResourceValidationPolicy } from "@pulumi/policy";
import { reasons } from "./reasons";
import { message, type Wrong } from "./rule";

interface Statement {
  readonly Effect?: string;
  readonly Principal?: unknown;
  readonly Action?: string | readonly string[];
  readonly Resource?: string | readonly string[];
}

/** The inputs that hold policy documents, whatever the resource. */
const documents = ["policy", "assumeRolePolicy", "policyDocument", "inlinePolicies", "accessPolicies", "resourcePolicy"];

const reasoned = new Set(reasons.map(({ type, actions }) => words(type, actions)));

const writeReason = "or write in policy/reasons.ts which AWS page says that nobody can";

export const leastPrivilege: ResourceValidationPolicy = {
  name: "least-privilege",
  description: "Policies allow exact actions on named resources to named principals; a wildcard has a written reason.",
  validateResource: [
    ({ type, props }, report) => {
      for (const property of documents.filter((name) => name in props)) {
        for (const [index, statement] of statements(props[property]).entries()) {
          // A denial takes away: the wider the better.
          if (statement.Effect !== "Allow") continue;
          check(statement, type, (what, ...rest) => report(message(`${property}: ${what} of statement ${index + 1}`, ...rest)));
        }
      }
    },
    ({ props }, report) => {
      for (const arn of [props.policyArn, ...(props.managedPolicyArns ?? [])]) {
        if (!/^arn:[^:]+:iam::aws:/.test(arn)) continue;
        report(message("the policy", arn, "policies of the program's own", "Write out what is needed of it"));
      }
    },
    ({ type, props }, report) => {
      if (type !== "aws:lambda/permission:Permission" || (props.principal !== "*" && "sourceArn" in props)) return;
      const found = props.principal === "*" ? "*" : `${props.principal} without a sourceArn`;
      report(
        message("principal", found, "a service, and the sourceArn of what may call", "Name both: else anyone's API may call"),
      );
    },
  ],
};

function check(statement: Statement, type: string, wrong: Wrong): void {
  for (const key of Object.keys(statement).filter((key) => key.startsWith("Not")))
    wrong(key, "there", `${key.slice(3)}`, "Say what is allowed: what is left over grows by itself");
  if (JSON.stringify(statement.Principal ?? "").includes('"*"')) wrong("Principal", "*", "named principals", "Name who may");
  const actions = list(statement.Action);
  if (reasoned.has(words(type, actions))) return;
  for (const action of actions.filter((name) => /[*?]/.test(name)))
    wrong("Action", action, "exact actions", `Write each of them out, ${writeReason}`);
  // In a key's own policy `*` is that key ("Key policies in AWS KMS").
  if (type === "aws:kms/key:Key") return;
  for (const resource of list(statement.Resource).filter(isOpen))
    wrong("Resource", resource, "an ARN with the resource's name", `Name the resource, ${writeReason}`);
}

/** Whether it names no one resource: a wildcard may stand behind a name only, as in `table/orders/index/*`. */
function isOpen(arn: string): boolean {
  const [, partition, service = "", region, account, ...rest] = arn.split(":");
  // These have no type before the name.
  const name = ["s3", "sns", "sqs", "execute-api"].includes(service) ? 1 : 2;
  // A log group's name has slashes in it.
  const segments = rest.join(":").split(service === "logs" ? ":" : /[:/]/);
  const named = segments.filter((segment) => segment !== "").slice(0, name);
  return named.length < name || /[*?]/.test([partition, service, region, account, ...named].join());
}

/** Of a document as text or object, or of a role's inline ones. */
function statements(document: unknown): Statement[] {
  if (typeof document === "string") return statements(JSON.parse(document));
  if (Array.isArray(document)) return document.flatMap(({ policy }) => statements(policy));
  const { Statement = [] } = document as { Statement?: Statement | Statement[] };
  return [Statement].flat();
}

function words(type: string, actions: readonly string[]): string {
  return `${type} ${[...actions].sort()}`;
}

function list(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : [value].flat();
}
