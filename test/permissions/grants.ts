// What the program lets anybody do: each allowed action on each resource by itself, out of every policy a resource of it carries.
import type { Call } from "../../local/aws/calls";
import { decide } from "../../local/iam/decision";
import { parsePolicy } from "../../local/iam/policy";
import type { Resource } from "../../local/resource";
import { resourceTypes } from "../../local/resources";

export interface Grant {
  /** A role, as the program calls it, or a service. */
  readonly to: string;
  /** As the policy has it. */
  readonly action: string;
  /** The name of what it is on, in the program's words. */
  readonly on: string;
  /** Whether this grant alone would allow a call, as the laptop's IAM decides. */
  readonly allows: (call: Call, accountId: string) => boolean;
  /** How many calls it allowed. */
  used: number;
}

interface Statement {
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: "*" | Readonly<Record<string, string | readonly string[]>>;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: object;
}

export function grantsOf(resource: Resource): Grant[] {
  const role: string | undefined = resource.type === "aws:iam/rolePolicy:RolePolicy" ? resource.inputs.role : undefined;
  return statementsOf(resource)
    .filter(({ Effect }) => Effect === "Allow")
    .flatMap((statement) => {
      const { Principal, Action, Resource: on } = statement;
      const to = role ?? Object.values(Principal ?? {}).join();
      return [Action].flat().flatMap((action) =>
        [on].flat().map((pattern) => {
          const allows = resourceTypes[resource.type]?.noEffect
            ? () => false
            : allowing({ ...statement, Action: action, Resource: pattern }, role);
          // What is said of "*" in a resource's own policy is said of that resource.
          return { to: named(to), action, on: role || pattern !== "*" ? named(pattern) : resource.name, allows, used: 0 };
        }),
      );
    });
}

function statementsOf({ type, physicalName, inputs }: Resource): Statement[] {
  const { policy, assumeRolePolicy, name = physicalName } = inputs;
  if (type === "aws:lambda/permission:Permission") {
    const Condition = { ArnLike: { "aws:SourceArn": inputs.sourceArn } };
    const Principal = { Service: inputs.principal };
    return [{ Effect: "Allow", Principal, Action: inputs.action, Resource: `*:function:${inputs.function}`, Condition }];
  }
  const statements = (text: unknown): Statement[] => [(typeof text === "string" ? JSON.parse(text) : text).Statement].flat();
  // A trust policy names no resource: it is the role.
  if (assumeRolePolicy) return statements(assumeRolePolicy).map((trust) => ({ ...trust, Resource: `*:role/${name}` }));
  return policy ? statements(policy) : [];
}

function allowing(statement: Statement, role: string | undefined): Grant["allows"] {
  const text = JSON.stringify({ Version: "2012-10-17", Statement: statement });
  const document = parsePolicy(text, "the program", role ? "identity" : "resource");
  // Most grants are of somebody else, or for something else: that is seen at once.
  const isFor = ({ principal, action }: Call) => {
    if (role !== undefined) return principal.type === "Role" && principal.roleArn.endsWith(`:role/${role}`);
    return action === statement.Action;
  };
  const [identity, resourcePolicy] = role === undefined ? [[], document] : [[document], undefined];
  return (call, accountId) => isFor(call) && decide({ ...call, resourcePolicy }, identity, accountId).allowed;
}

/** `arn:aws:dynamodb:…:table/orders-1a2b3c4/index/queue` is `table/orders/index/queue`. */
export function named(arn: string): string {
  return arn.replace(/^(arn:([^:]*:){4}|\*:)/, "").replaceAll(/-[0-9a-f]{7}\b/g, "");
}
