// The machine that takes an order through the workflow: its role, its log and the limits of both.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Config } from "./config";
import type { Functions } from "./functions";
import { serviceRole, tracing } from "./roles";
import { orderWorkflow } from "./workflow";

export interface Workflow {
  readonly machine: aws.sfn.StateMachine;
  readonly logs: aws.cloudwatch.LogGroup;
}

export function orderMachine(config: Config, functions: Functions, topic: aws.sns.Topic): Workflow {
  const logs = new aws.cloudwatch.LogGroup("orders", {
    // The prefix AWS recommends: else each group adds to a resource policy that has a limit.
    name: `/aws/vendedlogs/states/${pulumi.getProject()}-${pulumi.getStack()}-orders`,
    retentionInDays: config.logRetentionDays,
  });
  const { getOrder, getOrders, getInvoice, ...steps } = functions;
  const { role, policy } = serviceRole("orders", "states", [
    { actions: ["lambda:InvokeFunction"], resources: Object.values(steps).map(({ arn }) => arn) },
    { actions: ["sns:Publish"], resources: [topic.arn] },
    // Of a machine AWS also asks for the rules ("IAM policies for AWS X-Ray", Step Functions guide).
    { ...tracing, actions: [...tracing.actions, "xray:GetSamplingRules", "xray:GetSamplingTargets"] },
    {
      // AWS knows no resource for log delivery (Step Functions guide, "Logging using CloudWatch Logs").
      actions: [
        "logs:CreateLogDelivery",
        "logs:GetLogDelivery",
        "logs:UpdateLogDelivery",
        "logs:DeleteLogDelivery",
        "logs:ListLogDeliveries",
        "logs:PutResourcePolicy",
        "logs:DescribeResourcePolicies",
        "logs:DescribeLogGroups",
      ],
      resources: ["*"],
    },
  ]);
  const machine = new aws.sfn.StateMachine(
    "orders",
    {
      // Express: a Standard one bills each transition, ten times everything else in an order, and does not answer.
      type: "EXPRESS",
      roleArn: role.arn,
      definition: pulumi.jsonStringify(orderWorkflow(functions, topic)),
      loggingConfiguration: { level: "ERROR", includeExecutionData: false, logDestination: pulumi.interpolate`${logs.arn}:*` },
      tracingConfiguration: { enabled: true },
    },
    { dependsOn: policy },
  );
  return { machine, logs };
}
