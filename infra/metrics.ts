// What the service tells of itself: the numbers AWS keeps of each part, and those counted in the logs.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { errorStatus } from "../handlers/errors";
import type { Functions } from "./functions";
import type { Identity } from "./identity";
import type { Workflow } from "./stateMachine";
import type { Notices } from "./topic";

export interface Metric {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, pulumi.Input<string>>>;
  readonly stat: string;
}

/** All that is watched. */
export interface Watched {
  readonly api: { readonly restAPI: aws.apigateway.RestApi; readonly stage: aws.apigateway.Stage };
  readonly access: aws.cloudwatch.LogGroup;
  readonly workflow: Workflow;
  readonly functions: Functions;
  readonly orders: aws.dynamodb.Table;
  readonly notices: Notices;
  readonly customers: Identity;
}

/** By service, under the names its own page gives: "metrics and dimensions" in each service's guide. */
export function metrics({ api, workflow, orders, notices, customers }: Watched) {
  const of =
    (namespace: string, dimensions: Metric["dimensions"]) =>
    (metricName: string, stat = "Sum", more: Metric["dimensions"] = {}): Metric => ({
      namespace,
      metricName,
      dimensions: { ...dimensions, ...more },
      stat,
    });
  return {
    api: of("AWS/ApiGateway", { ApiName: api.restAPI.name, Stage: api.stage.stageName }),
    workflow: of("AWS/States", { StateMachineArn: workflow.machine.arn }),
    lambda: (lambda: aws.lambda.Function) => of("AWS/Lambda", { FunctionName: lambda.name }),
    table: of("AWS/DynamoDB", { TableName: orders.name }),
    topic: of("AWS/SNS", { TopicName: notices.topic.name }),
    queue: of("AWS/SQS", { QueueName: notices.undelivered.name }),
    users: of("AWS/Cognito", { UserPool: customers.userPool.id, UserPoolClient: customers.client.id }),
  };
}

/** Counted in the logs, because AWS's own metrics don't tell them apart. */
export function logMetrics({ access, workflow }: Watched) {
  const refusals = Object.entries(errorStatus).flatMap(([name, status]) => (status < 500 ? [name] : []));
  const noRefusal = refusals.map((name) => `$.details.error != "${name}"`).join(" && ");
  return {
    /** Executions that failed and were not a refusal: ExecutionsFailed counts both. */
    failures: counted("failures", workflow.logs, `{ $.type = "ExecutionFailed" && ${noRefusal} }`),
    /** The workflow goes on without a topic that takes nothing. */
    unpublished: counted(
      "unpublished",
      workflow.logs,
      `{ ($.type = "TaskFailed" || $.type = "TaskTimedOut") && $.details.resourceType = "sns" }`,
    ),
    /** 4XXError counts every answer below 500. */
    turnedAway: counted("turned-away", access, `{ $.status = "429" }`),
  };
}

function counted(name: string, logs: aws.cloudwatch.LogGroup, pattern: string): Metric {
  const namespace = `${pulumi.getProject()}/${pulumi.getStack()}`;
  const metricTransformation = { namespace, name, value: "1" };
  new aws.cloudwatch.LogMetricFilter(name, { logGroupName: logs.name, pattern, metricTransformation }, { parent: logs });
  return { namespace, metricName: name, dimensions: {}, stat: "Sum" };
}
