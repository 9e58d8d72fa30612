// Whether a call is allowed: an explicit deny wins, then one allow is enough, and nothing else is allowed.
import type { Call, Decision } from "../aws/calls";
import type { Principal } from "../aws/principal";
import type { Context } from "./condition";
import type { Effect, PolicyDocument, Principals, Statement } from "./policy";

const allowed: Decision = { allowed: true, reason: "" };

/** @param identity the policies of the caller's role; none if the caller is no role. */
export function decide(call: Call, identity: Iterable<PolicyDocument>, accountId: string): Decision {
  const { type } = call.principal;
  const context = contextOf(call, accountId);
  const byIdentity = type === "Administrator" ? "Allow" : effectOf(identity, call, context);
  const byResource = call.resourcePolicy && effectOf([call.resourcePolicy], call, context);
  const resourcePolicy = call.action === "sts:AssumeRole" ? "role trust policy" : "resource-based policy";

  if (byIdentity === "Deny") return refused(call, "with an explicit deny in an identity-based policy");
  if (byResource === "Deny") return refused(call, `with an explicit deny in a ${resourcePolicy}`);
  if (byIdentity === "Allow" || byResource === "Allow") return allowed;
  const missing = type === "Role" ? "identity-based policy" : resourcePolicy;
  return refused(call, `because no ${missing} allows the ${call.action} action`);
}

export function nameOf(principal: Principal): string {
  if (principal.type === "Service") return principal.service;
  return principal.type === "Anonymous" ? "anonymous" : principal.arn;
}

function refused(call: Call, why: string): Decision {
  const what = `is not authorized to perform: ${call.action} on resource: ${call.resource}`;
  return { allowed: false, reason: `User: ${nameOf(call.principal)} ${what} ${why}` };
}

function effectOf(policies: Iterable<PolicyDocument>, call: Call, context: Context): Effect | undefined {
  let effect: Effect | undefined;
  for (const { statements } of policies) {
    for (const statement of statements) {
      if (statement.effect === effect || !applies(statement, call, context)) continue;
      if (statement.effect === "Deny") return "Deny";
      effect = "Allow";
    }
  }
  return effect;
}

function applies(statement: Statement, call: Call, context: Context): boolean {
  return (
    statement.action(call.action) &&
    statement.resource(call.resource) &&
    (!statement.principals || names(statement.principals, call.principal)) &&
    statement.conditions.every((condition) => condition(context))
  );
}

function names({ anyone, aws, services }: Principals, principal: Principal): boolean {
  if (anyone) return true;
  if (principal.type === "Anonymous") return false;
  if (principal.type === "Service") return services.has(principal.service);
  return aws.has(principal.arn) || (principal.type === "Role" && aws.has(principal.roleArn));
}

/** Made when the first condition asks: most statements have none. */
function contextOf({ principal, context }: Call, accountId: string): Context {
  let values: Map<string, string> | undefined;
  return (key) => {
    const all = values ? [] : Object.entries({ ...globalContext(principal, accountId), ...context });
    values ??= new Map(all.map(([name, value]) => [name.toLowerCase(), value]));
    return values.get(key);
  };
}

/** The keys every call has; condition.ts refuses policies that ask for others. */
function globalContext(principal: Principal, accountId: string): Record<string, string> {
  // Loopback counts as secure: what a bucket's "TLS only" keeps out on AWS cannot reach this machine.
  const context = { "aws:SecureTransport": "true" };
  if (principal.type === "Anonymous") return { ...context, "aws:PrincipalAccount": "anonymous" };
  if (principal.type !== "Service") {
    const arn = principal.type === "Role" ? principal.roleArn : principal.arn;
    return { ...context, "aws:PrincipalArn": arn, "aws:PrincipalAccount": accountId };
  }
  if (!principal.sourceArn) return context;
  // A bucket's ARN names no account.
  const account = principal.sourceArn.split(":")[4] || accountId;
  return { ...context, "aws:SourceArn": principal.sourceArn, "aws:SourceAccount": account };
}
