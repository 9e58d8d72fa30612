// An order's way: reserved, invoiced, confirmed, announced; taken back if a step before the confirmation fails; moved along after.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { refusals } from "../handlers/errors";
import { moves } from "../handlers/life";
import type { Functions } from "./functions";
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

/** What the customer or barista did wrong ends the execution under its own name. */
const refused = { ErrorEquals: refusals, ResultPath: "$.error", Next: "Refused" } as const;

/** `States.ALL`, so that a timeout cannot escape: a reservation is taken back, a change is told to be uncertain. */
const failed = <N extends string>(Next: N) => ({ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next }) as const;

/** What PlaceOrder is asked, and what RemoveOrder needs to find the same order. */
const request = {
  "accountid.$": "$.claims.sub",
  "key.$": "$.key",
  "body.$": "$.body",
  "execution.$": "$$.Execution.Name",
  "time.$": "$$.Execution.StartTime",
};

/** The states' definition, its ARNs still to come. */
export function orderWorkflow(functions: Functions, topic: aws.sns.Topic) {
  const partition = aws.getPartitionOutput().partition;
  const step = (lambda: aws.lambda.Function, payload: Record<string, unknown> | `$${string}`) => ({
    Type: "Task" as const,
    Resource: pulumi.interpolate`arn:${partition}:states:::lambda:invoke`,
    Parameters: { FunctionName: lambda.arn, ...(typeof payload === "string" ? { "Payload.$": payload } : { Payload: payload }) },
    TimeoutSeconds: taskTimeout,
  });
  return machine({
    Comment: "Skip the Line: an order's way",
    StartAt: "Event",
    // A last resort far beyond the steps' own limits: it skips every Catch.
    TimeoutSeconds: 60,
    States: {
      Event: {
        Type: "Choice",
        Choices: [
          { Variable: "$.event", StringEquals: "new_order", Next: "PlaceOrder" },
          ...Object.keys(moves).map((event) => ({ Variable: "$.event", StringEquals: event, Next: "ChangeOrder" }) as const),
        ],
        Default: "UnknownEvent",
      },
      PlaceOrder: {
        ...step(functions.placeOrder, request),
        ResultSelector: { "placed.$": "$.Payload" },
        ResultPath: "$.result",
        Retry: [transient],
        Catch: [refused, failed("RemoveOrder")],
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
        Catch: [failed("RemoveOrder")],
        Next: "ConfirmOrder",
      },
      ConfirmOrder: {
        ...step(functions.confirmOrder, {
          "accountid.$": "$.claims.sub",
          "vendorid.$": "$.result.placed.slot.vendorid",
          "orderid.$": "$.result.placed.slot.orderid",
          "execution.$": "$$.Execution.Name",
        }),
        ResultSelector: { "changed.$": "$.Payload" },
        ResultPath: "$.result",
        Retry: [transient],
        Catch: [failed("RemoveOrder")],
        Next: "IsNews",
      },
      ChangeOrder: {
        ...step(functions.changeOrder, {
          "event.$": "$.event",
          "claims.$": "$.claims",
          "vendorid.$": "$.query.vendorid",
          "accountid.$": "$.query.accountid",
          "execution.$": "$$.Execution.Name",
          "time.$": "$$.Execution.StartTime",
        }),
        ResultSelector: { "changed.$": "$.Payload" },
        ResultPath: "$.result",
        Retry: [transient],
        Catch: [refused, failed("OrderNotChanged")],
        Next: "IsCancelled",
      },
      IsCancelled: {
        Type: "Choice",
        Choices: [{ Variable: "$.result.changed.order.status", StringEquals: "cancelled", Next: "WriteCreditNote" }],
        Default: "IsNews",
      },
      WriteCreditNote: {
        ...step(functions.writeCreditNote, "$.result.changed.slot"),
        ResultPath: null,
        Retry: [transient],
        Catch: [failed("OrderNotChanged")],
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
        Catch: [failed("OrderNotPlaced")],
        Next: "OrderNotPlaced",
      },
      OrderNotPlaced: failure("OrderNotPlaced", "Your order was not placed and nothing was charged: try again in a moment"),
      OrderNotChanged: failure(
        "OrderNotChanged",
        "It is not known whether the order was changed: look, or ask for the change again",
      ),
      UnknownEvent: failure("UnknownEvent", `The event is none of new_order, ${Object.keys(moves).join(", ")}`),
    },
  });
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
    Catch: [failed("Done")],
    Next: "Notified",
  };
}

/** The cause is shaped like a Lambda's, so that the API reads one kind. */
function failure(name: string, errorMessage: string) {
  return { Type: "Fail", Error: name, Cause: JSON.stringify({ errorMessage }) } as const;
}
