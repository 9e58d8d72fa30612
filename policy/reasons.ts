// The only `*` a policy may hold: where AWS lets nobody say less, with the page that says so.

export interface Reason {
  /** Written out: an action with a `*` in it has no reason. */
  readonly actions: readonly string[];
  readonly page: string;
}

/** Actions that take no resource. */
export const reasons: readonly Reason[] = [
  {
    actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
    page: "Service Authorization Reference, 'Actions, resources, and condition keys for AWS X-Ray'",
  },
  {
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
    page: "Step Functions guide, 'Using CloudWatch Logs to log execution history in Step Functions'",
  },
];
