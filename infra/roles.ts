// Who may do what: one role for each function, machine and API, with the exact actions on the exact resources.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface Statement {
  readonly actions: readonly string[];
  readonly resources: readonly pulumi.Input<string>[];
}

/** What Lambda needs for tracing; AWS knows no resource for it ("Actions defined by AWS X-Ray"). */
export const tracing: Statement = { actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], resources: ["*"] };

/** A role for one AWS service, and its one policy: what needs the role has to wait for both. */
export function serviceRole(
  name: string,
  service: "lambda" | "states" | "apigateway",
  statements: readonly Statement[],
  options: pulumi.ComponentResourceOptions = {},
): { role: aws.iam.Role; policy: aws.iam.RolePolicy } {
  const role = new aws.iam.Role(
    name,
    {
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service: `${service}.amazonaws.com` }, Action: "sts:AssumeRole" }],
      }),
    },
    options,
  );
  const policy = new aws.iam.RolePolicy(
    name,
    {
      role: role.id,
      policy: pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: statements.map(({ actions, resources }) => ({ Effect: "Allow", Action: actions, Resource: resources })),
      }),
    },
    { ...options, parent: role },
  );
  return { role, policy };
}
