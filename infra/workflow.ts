// An order's way: reserved, invoiced, confirmed, announced; and taken back if a step before the confirmation fails.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { refusals } from "../handlers/errors";
import type { Config } from "./config";
import type { Functions } from "./functions";
import { serviceRole, tracing } from "./roles";
import { machine, type Retrier, type Task } from "./statesLanguage";

/** Seconds. Three steps of at most 3 + 1 + 3 s and RemoveOrder's 3 s make 24, below the 29 s that API Gateway waits. */
const taskTimeout = 3;

/** Lambda's own faults ("Handle transient Lambda service exceptions", Step Functions guide), throttles and a run that hung. */
const transient: Retrier = {
  ErrorEquals: [
    "Lambda.ClientExecutionTimeoutException",
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.TooManyRequestsException",
    "Sandbox.Timedout",
  ],
  IntervalSeconds: 1,
  MaxAttempts: 1,
  BackoffRate: 1,
  JitterStrategy: "FULL",
};

export function orderWorkflow(config: Config, functions: Functions, topic: aws.sns.Topic): aws.sfn.StateMachine {
  const partition = aws.getPartitionOutput().partition;
  const invoke = pulumi.interpolate`arn:${partition}:states:::lambda:invoke`;
  const step = (lambda: aws.lambda.Function, payload: Record<string, unknown> | `$${string}`) => ({
    Type: "Task" as const,
    Resource: invoke,
    Parameters:
      typeof payload === "string"
        ? { FunctionName: lambda.arn, "Payload.$": payload }
        : { FunctionName: lambda.arn, Payload: payload },
    TimeoutSeconds: taskTimeout,
  });
  /** What PlaceOrder is asked, and what RemoveOrder needs to find the same order. */
  const request = {
    "accountid.$": "$.accountid",
    "key.$": "$.key",
    "body.$": "$.body",
    "execution.$": "$$.Execution.Name",
    "time.$": "$$.Execution.StartTime",
  };
  /** `States.ALL`, so that a timeout cannot escape and leave a reservation behind. */
  const takeBack = { ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: "RemoveOrder" } as const;
  const definition = machine({
    Comment: "Skip the Line: an order's way",
    StartAt: "Event",
    // A last resort far beyond the steps' own limits: it skips every Catch.
    TimeoutSeconds: 60,
    States: {
      Event: {
        Type: "Choice",
        Choices: [{ Variable: "$.event", StringEquals: "new_order", Next: "PlaceOrder" }],
        Default: "UnknownEvent",
      },
      PlaceOrder: {
        ...step(functions.placeOrder, request),
        ResultSelector: { "placed.$": "$.Payload" },
        ResultPath: "$.result",
        Retry: [transient],
        Catch: [{ ErrorEquals: refusals, ResultPath: "$.error", Next: "Refused" }, takeBack],
        Next: "IsNew",
      },
      IsNew: {
        Type: "Choice",
        Choices: [{ Variable: "$.result.placed.outcome", StringEquals: "reserved", Next: "WriteInvoice" }],
        Default: "AlreadyPlaced",
      },
      WriteInvoice: {
        ...step(functions.writeInvoice, "$.result.placed.slot"),
        ResultPath: null,
        Retry: [transient],
        Catch: [takeBack],
        Next: "ConfirmOrder",
      },
      ConfirmOrder: {
        ...step(functions.confirmOrder, {
          "accountid.$": "$.accountid",
          "vendorid.$": "$.result.placed.slot.vendorid",
          "orderid.$": "$.result.placed.slot.orderid",
          "execution.$": "$$.Execution.Name",
        }),
        ResultSelector: { "changed.$": "$.Payload" },
        ResultPath: "$.result",
        Retry: [transient],
        Catch: [takeBack],
        Next: "IsNews",
      },
      IsNews: {
        Type: "Choice",
        Choices: [{ Variable: "$.result.changed.notify", BooleanEquals: true, Next: "Notify" }],
        Default: "Done",
      },
      Notify: notify(pulumi.interpolate`arn:${partition}:states:::sns:publish`, topic),
      Notified: { Type: "Pass", Result: true, ResultPath: "$.result.changed.order.notified", Next: "Done" },
      Done: { Type: "Succeed", OutputPath: "$.result.changed.order" },
      AlreadyPlaced: { Type: "Succeed", OutputPath: "$.result.placed.order" },
      Refused: { Type: "Fail", ErrorPath: "$.error.Error", CausePath: "$.error.Cause" },
      RemoveOrder: {
        ...step(functions.removeOrder, request),
        ResultPath: null,
        // What can't be taken back now frees itself when the reservation expires.
        Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: "OrderNotPlaced" }],
        Next: "OrderNotPlaced",
      },
      OrderNotPlaced: failure("OrderNotPlaced", "Your order was not placed and nothing was charged: try again in a moment"),
      UnknownEvent: failure("UnknownEvent", "The event is not one of the workflow's: send new_order"),
    },
  });
  return stateMachine(config, definition, functions, topic);
}

/** The change stands whether or not the shop hears of it: a dead topic is told in the answer. */
function notify(publish: pulumi.Output<string>, topic: aws.sns.Topic): Task<"Notified" | "Done"> {
  const attribute = (path: string) => ({ DataType: "String", "StringValue.$": path });
  return {
    Type: "Task",
    Resource: publish,
    Parameters: {
      TopicArn: topic.arn,
      Subject: "Skip the Line",
      "Message.$": "$.result.changed.notice",
      MessageAttributes: {
        accountid: attribute("$.result.changed.order.accountid"),
        vendorid: attribute("$.result.changed.order.vendorid"),
        event: attribute("$.event"),
      },
    },
    ResultPath: null,
    TimeoutSeconds: taskTimeout,
    Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: "Done" }],
    Next: "Notified",
  };
}

/** The cause is shaped like a Lambda's, so that the API reads one kind. */
function failure(name: string, errorMessage: string) {
  return { Type: "Fail", Error: name, Cause: JSON.stringify({ errorMessage }) } as const;
}

function stateMachine(config: Config, definition: object, functions: Functions, topic: aws.sns.Topic): aws.sfn.StateMachine {
  // The name AWS recommends, so that the log group's resource policy does not grow past its limit.
  const logs = new aws.cloudwatch.LogGroup("orders", {
    name: `/aws/vendedlogs/states/${pulumi.getProject()}-${pulumi.getStack()}-orders`,
    retentionInDays: config.logRetentionDays,
  });
  const { placeOrder, writeInvoice, confirmOrder, removeOrder } = functions;
  const steps = [placeOrder, writeInvoice, confirmOrder, removeOrder];
  const { role, policy } = serviceRole("orders", "states", [
    { actions: ["lambda:InvokeFunction"], resources: steps.map(({ arn }) => arn) },
    { actions: ["sns:Publish"], resources: [topic.arn] },
    tracing,
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
  return new aws.sfn.StateMachine(
    "orders",
    {
      type: "EXPRESS",
      roleArn: role.arn,
      definition: pulumi.jsonStringify(definition),
      loggingConfiguration: { level: "ERROR", includeExecutionData: false, logDestination: pulumi.interpolate`${logs.arn}:*` },
      tracingConfiguration: { enabled: true },
    },
    { dependsOn: policy },
  );
}
