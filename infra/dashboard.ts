// One glance: is an alarm on, how many order, how long do they wait, and every alarm's numbers beside its limit.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Metric, metrics, type Watched } from "./metrics";

interface Graph {
  readonly title: string;
  readonly metrics: readonly object[];
}

export function dashboard(watched: Watched, alarms: readonly aws.cloudwatch.MetricAlarm[]): void {
  const region = aws.getRegionOutput().region;
  const { api, workflow, lambda, table } = metrics(watched);
  const { functions } = watched;
  const graphs: Graph[] = [
    {
      title: "Requests",
      metrics: [line(api("Count"), "all"), line(api("4XXError"), "refused"), line(api("5XXError"), "failed")],
    },
    {
      title: "Orders",
      metrics: [
        line(lambda(functions.confirmOrder)("Invocations"), "placed"),
        line(lambda(functions.changeOrder)("Invocations"), "changed"),
        line(lambda(functions.writeCreditNote)("Invocations"), "cancelled"),
      ],
    },
    {
      title: "Time to an answer, ms",
      metrics: ["p50", "p99"].map((stat) => line(api("Latency", stat), stat)),
    },
    {
      title: "Time in the workflow, ms",
      metrics: ["p50", "p99"].map((stat) => line(workflow("ExecutionTime", stat), stat)),
    },
    {
      title: "Slowest of a hundred in each function, ms",
      metrics: Object.entries(functions).map(([name, of]) => line(lambda(of)("Duration", "p99"), name)),
    },
    {
      title: "Table, units",
      metrics: [line(table("ConsumedReadCapacityUnits"), "read"), line(table("ConsumedWriteCapacityUnits"), "written")],
    },
  ];
  const state = { title: "Alarms", alarms: alarms.map(({ arn }) => arn) };
  const widgets = [
    ...graphs.map((graph) => ({ ...graph, period: 300 })),
    ...alarms.map(({ name, arn }) => ({ title: name, annotations: { alarms: [arn] } })),
  ].map((properties, at) => ({
    type: "metric",
    // Three in a row of 24 columns, below the state of all.
    ...{ x: (at % 3) * 8, y: 2 + Math.floor(at / 3) * 6, width: 8, height: 6 },
    properties: { ...properties, view: "timeSeries", region },
  }));
  new aws.cloudwatch.Dashboard("overview", {
    dashboardName: `${pulumi.getProject()}-${pulumi.getStack()}`,
    dashboardBody: pulumi.jsonStringify({
      widgets: [{ type: "alarm", x: 0, y: 0, width: 24, height: 2, properties: state }, ...widgets],
    }),
  });
}

/** As a dashboard's body wants a metric ("Dashboard body structure and syntax", CloudWatch API reference). */
function line({ namespace, metricName, dimensions, stat }: Metric, label: string): object {
  return [namespace, metricName, ...Object.entries(dimensions).flat(), { stat, label }];
}
