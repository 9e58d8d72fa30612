// When somebody is woken: what hurts a customer, a shop or its books, and nothing that mends itself. docs/runbook.md says what to do.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { alarmTopic } from "./alarmTopic";
import type { Config } from "./config";
import { logMetrics, type Metric, metrics, type Watched } from "./metrics";

export interface Alarm {
  /** What is the matter, as the mail says it. */
  readonly says: string;
  /** At most ten ("Create a CloudWatch alarm based on a metric math expression"), each billed as an alarm. */
  readonly metrics: Readonly<Record<string, Metric>>;
  /** Of the metrics by name: one that has no value counts as 0. */
  readonly expression: string;
  /** Least value that is one too many. */
  readonly least: number;
  /** Of the last three five minutes, how many; otherwise the last five minutes count. */
  readonly ofThree?: number;
}

/** By name, as the runbook has them. */
function table(watched: Watched): Record<string, Alarm> {
  const { api, workflow, lambda, table, topic, queue, users } = metrics(watched);
  const { failures, unpublished, turnedAway } = logMetrics(watched);
  const { functions } = watched;
  return {
    "api-errors": {
      says: "More than 1 % of all requests end in an error of ours",
      metrics: { errors: api("5XXError"), requests: api("Count", "SampleCount") },
      // A ratio of few says nothing.
      expression: "IF(errors >= 5, 100 * errors / requests, 0)",
      least: 1,
    },
    "api-slow": {
      says: "One customer in a hundred waits longer than 3 seconds",
      metrics: { slowest: api("Latency", "p99"), requests: api("Count", "SampleCount") },
      expression: "IF(requests >= 20, slowest, 0)",
      least: 3000,
      ofThree: 2,
    },
    "orders-failing": {
      says: "Orders or changes of orders fail inside the workflow, after their retries",
      metrics: { failures, timedOut: workflow("ExecutionsTimedOut"), aborted: workflow("ExecutionsAborted") },
      expression: "failures + timedOut + aborted",
      least: 3,
    },
    "invoices-failing": {
      says: "Invoices can't be written, or a cancelled order has no credit note",
      metrics: { invoices: lambda(functions.writeInvoice)("Errors"), notes: lambda(functions.writeCreditNote)("Errors") },
      // Without its invoice an order is refused, and asked for again; a cancellation stands without its note.
      expression: "IF(invoices >= 3, invoices, 0) + notes",
      least: 1,
    },
    "shops-not-told": {
      says: "A shop was not told of an order: the topic takes nothing, or a mail server refuses",
      metrics: {
        unpublished,
        refused: topic("NumberOfNotificationsFailed"),
        lost: topic("NumberOfNotificationsFailedToRedriveToDlq"),
        // Until somebody has looked.
        waiting: queue("ApproximateNumberOfMessagesVisible", "Maximum"),
      },
      expression: "unpublished + refused + lost + waiting",
      least: 1,
    },
    "functions-throttled": {
      says: "Lambda starts no more of our functions at once: the account's concurrency is used up",
      metrics: Object.fromEntries(Object.entries(functions).map(([name, lambdaOf]) => [name, lambda(lambdaOf)("Throttles")])),
      expression: "SUM(METRICS())",
      // A single one was retried.
      least: 5,
    },
    "table-throttled": {
      says: "DynamoDB turns requests away: the table, or one shop's queue, takes no more",
      metrics: {
        reads: table("ReadThrottleEvents"),
        writes: table("WriteThrottleEvents"),
        queueReads: table("ReadThrottleEvents", "Sum", { GlobalSecondaryIndexName: "queue" }),
        queueWrites: table("WriteThrottleEvents", "Sum", { GlobalSecondaryIndexName: "queue" }),
      },
      expression: "reads + writes + queueReads + queueWrites",
      least: 5,
    },
    "customers-turned-away": {
      says: "More than 1 % of all requests, sign-ins and sign-ups are turned away by a limit",
      metrics: {
        turnedAway,
        signIns: users("SignInThrottles"),
        signUps: users("SignUpThrottles"),
        refreshes: users("TokenRefreshThrottles"),
        requests: api("Count", "SampleCount"),
      },
      expression:
        "IF(turnedAway + signIns + signUps + refreshes >= 20, 100 * (turnedAway + signIns + signUps + refreshes) / requests, 0)",
      least: 1,
    },
  };
}

/** Seconds. */
const period = 300;

export function alarms(config: Config, watched: Watched): aws.cloudwatch.MetricAlarm[] {
  const topic = alarmTopic(config);
  const stack = `${pulumi.getProject()}-${pulumi.getStack()}`;
  return Object.entries(table(watched)).map(([name, { says, metrics, expression, least, ofThree }]) => {
    const queries = Object.entries(metrics).map(([id, metric]) => ({ id, metric: { ...metric, period } }));
    return new aws.cloudwatch.MetricAlarm(name, {
      // As the mail's subject shows it.
      name: `${stack}-${name}`,
      alarmDescription: `${says}. What to do: docs/runbook.md#${name}`,
      metricQueries: [{ id: "value", expression, label: name, returnData: true }, ...queries],
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      threshold: least,
      evaluationPeriods: ofThree ? 3 : 1,
      datapointsToAlarm: ofThree ?? 1,
      // Nobody orders at night.
      treatMissingData: "notBreaching",
      alarmActions: [topic.arn],
      okActions: [topic.arn],
    });
  });
}
