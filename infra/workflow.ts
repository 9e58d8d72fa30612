// An order's way: reserved, invoiced, confirmed, announced; taken back if a step before the confirmation fails; moved along after.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { moves } from "../handlers/life";
import type { Functions } from "./functions";
import { machine, type Retrier, type Task } from "./statesLanguage";
import { mayStand } from "./templates";

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

/** `States.ALL`, so that a timeout cannot escape: a reservation is taken back, a change is told to be uncertain. */
const failed = <N extends string>(Next: N) => ({ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next }) as const;

/** What PlaceOrder is asked, and what RemoveOrder needs to find the same order. */
const request = {
  "accountid.$": "$.claims.sub",
  "key.$": "$.key",
  "body.$": "$.body",
  "execution.$": "$$.Execution.Name",
  "time.$": "$$.Execution.StartTime",
  "request.$": "$.request",
};

/** The states' definition, its ARNs still to come. */
export function orderWorkflow(functions: Functions, topic: aws.sns.Topic) {
  const partition = aws.getPartitionOutput().partition;
  const step = (lambda: aws.lambda.Function, payload: Record<string, unknown> | `$${string}`) => ({
    Type: "Task" as const,
    Resource: pulumi.interpolate`arn:${partition}:states:::lambda:invoke`,
    Parameters: { FunctionName: lambda.arn, ...(typeof payload === "string" ? { "Payload.$": payload } : { Payload: payload }) },
    ResultSelector: { "step.$": "$.Payload" },
    ResultPath: "$.result" as const,
    TimeoutSeconds: taskTimeout,
  });
  /** By what the last step made of it. */
  const outcome = <N extends string>(StringEquals: string, Next: N) =>
    ({ Variable: "$.result.step.outcome", StringEquals, Next }) as const;
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
        Retry: [transient],
        Catch: [failed("RemoveOrder")],
        Next: "IsReserved",
      },
      IsReserved: {
        Type: "Choice",
        Choices: [outcome("reserved", "WriteInvoice"), outcome("answered", "Done")],
        Default: "Refused",
      },
      WriteInvoice: {
        ...step(functions.writeInvoice, "$.result.step.slot"),
        ResultPath: null,
        Retry: [transient],
        Catch: [failed("RemoveOrder")],
        Next: "ConfirmOrder",
      },
      ConfirmOrder: {
        ...step(functions.confirmOrder, {
          "accountid.$": "$.claims.sub",
          "vendorid.$": "$.result.step.slot.vendorid",
          "orderid.$": "$.result.step.slot.orderid",
          "reservedby.$": "$.result.step.slot.reservedby",
          "ids.$": "$.result.step.slot.ids",
          "execution.$": "$$.Execution.Name",
          "request.$": "$.request",
        }),
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
          "request.$": "$.request",
        }),
        Retry: [transient],
        Catch: [failed("OrderNotChanged")],
        Next: "IsCancelled",
      },
      IsCancelled: {
        Type: "Choice",
        Choices: [
          outcome("refused", "Refused"),
          { Variable: "$.result.step.order.status", StringEquals: "cancelled", Next: "WriteCreditNote" },
        ],
        Default: "IsNews",
      },
      WriteCreditNote: {
        ...step(functions.writeCreditNote, "$.result.step.slot"),
        ResultPath: null,
        Retry: [transient],
        Catch: [failed("OrderNotChanged")],
        Next: "IsNews",
      },
      IsNews: { Type: "Choice", Choices: [outcome("changed", "Notify")], Default: "Done" },
      Notify: notify(pulumi.interpolate`arn:${partition}:states:::sns:publish`, topic),
      Notified: { Type: "Pass", Result: true, ResultPath: "$.result.step.order.notified", Next: "Done" },
      Done: { Type: "Succeed", OutputPath: "$.result.step.order" },
      Refused: { Type: "Fail", ErrorPath: "$.result.step.error", CausePath: "$.result.step.cause" },
      RemoveOrder: {
        ...step(functions.removeOrder, request),
        // What can't be taken back now frees itself when the reservation expires.
        Catch: [failed("MayStand")],
        Next: "IsRemoved",
      },
      // A step may have failed only in its answer: then the order stands after all, and the shop is yet to be told.
      IsRemoved: {
        Type: "Choice",
        Choices: [outcome("removed", "OrderNotPlaced"), outcome("uncertain", "MayStand"), outcome("refused", "Refused")],
        Default: "IsNews",
      },
      OrderNotPlaced: failure("OrderNotPlaced", "Your order was not placed and nothing was charged: try again in a moment"),
      MayStand: { Type: "Fail", Error: "OrderNotPlaced", Cause: JSON.stringify({ errorMessage: mayStand }) },
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
      "Message.$": "$.result.step.notice",
      MessageAttributes: {
        accountid: attribute("$.result.step.order.accountid"),
        vendorid: attribute("$.result.step.order.vendorid"),
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
