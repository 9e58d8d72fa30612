// The roles of a program, and the policies it writes into them.
import type { ResourceTypes } from "../resource";

export const iamTypes: ResourceTypes = {
  "aws:iam/role:Role": {
    honours: ["name", "assumeRolePolicy"],
    ignores: ["description", "forceDetachPolicies", "maxSessionDuration", "tags"],
    create({ inputs, physicalName }, { iam }) {
      const name = inputs.name ?? physicalName;
      const arn = iam.createRole(name, json(inputs.assumeRolePolicy));
      return { id: name, outputs: { arn, name, path: "/", uniqueId: iam.uniqueId(arn) } };
    },
  },
  "aws:iam/rolePolicy:RolePolicy": {
    honours: ["name", "role", "policy"],
    ignores: [],
    create({ inputs, physicalName }, { iam }) {
      const name = inputs.name ?? physicalName;
      iam.putRolePolicy(inputs.role, name, json(inputs.policy));
      return { id: `${inputs.role}:${name}`, outputs: { name } };
    },
  },
};

/** Pulumi takes a document as text or as an object. */
function json(policy: unknown): string {
  return typeof policy === "string" ? policy : JSON.stringify(policy);
}
