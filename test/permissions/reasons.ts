// What AWS needs and a laptop can't use, and what is asked for and refused on purpose. What is neither may not stand here.

export interface Reason {
  /** A role, as the program calls it, or a service; whoever it is, if left out. */
  readonly to?: string;
  readonly action: string;
  readonly why: string;
}

/** Granted, and used by no test. */
export const unusable: readonly Reason[] = [
  ...each(undefined, ["xray:PutTelemetryRecords"], "X-Ray's figures on what was sent to it: here nothing is sent"),
  ...each(
    "orders",
    ["xray:PutTraceSegments", "xray:GetSamplingRules", "xray:GetSamplingTargets"],
    "the workflow's own trace (Step Functions guide, 'IAM policies for AWS X-Ray'): the laptop draws it instead",
  ),
  ...each(
    "orders",
    [
      ...["CreateLogDelivery", "GetLogDelivery", "UpdateLogDelivery", "DeleteLogDelivery", "ListLogDeliveries"],
      ...["PutResourcePolicy", "DescribeResourcePolicies", "DescribeLogGroups"],
    ].map((name) => `logs:${name}`),
    "the delivery of the workflow's log (Step Functions guide, 'Using CloudWatch Logs to log execution history'): here it is shown, not delivered",
  ),
  ...each(
    "cloudwatch.amazonaws.com",
    ["sns:Publish", "kms:Decrypt", "kms:GenerateDataKey"],
    "alarms, which look at AWS's metrics: here are none",
  ),
  ...each("root", ["kms:*"], "administrators of the account (KMS guide, 'Default key policy'): here nothing is encrypted"),
  ...each("sns.amazonaws.com", ["sqs:SendMessage"], "notices no mail server takes: the laptop's inbox takes each"),
];

/** Asked for by a test, and not granted. */
export const refused: readonly Reason[] = [
  ...each(
    "api",
    ["s3:ListBucket"],
    "S3 asks it of whoever wants a file that isn't there, to answer 404 and not 403; the API answers both with 404, and has no use for a list",
  ),
];

export function isOf({ to, action }: Reason, asked: { readonly to: string; readonly action: string }): boolean {
  return action === asked.action && (to === undefined || to === asked.to);
}

function each(to: string | undefined, actions: readonly string[], why: string): Reason[] {
  return actions.map((action) => ({ ...(to !== undefined && { to }), action, why }));
}
