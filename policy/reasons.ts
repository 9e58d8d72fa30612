// The only `*` a policy may hold: statements AWS lets nobody narrow, with the page that says so.

export interface Reason {
  /** All of the statement's, and no other: one of them alone, or with another, has no reason. */
  readonly actions: readonly string[];
  /** The resource whose policy may hold it. */
  readonly type: string;
  readonly page: string;
}

export const reasons: readonly Reason[] = [
  {
    actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
    type: "aws:iam/rolePolicy:RolePolicy",
    page: "Service Authorization Reference, 'Actions, resources, and condition keys for AWS X-Ray'",
  },
  {
    actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSamplingRules", "xray:GetSamplingTargets"],
    type: "aws:iam/rolePolicy:RolePolicy",
    page: "Step Functions guide, 'IAM policies for AWS X-Ray'",
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
    type: "aws:iam/rolePolicy:RolePolicy",
    page: "Step Functions guide, 'Using CloudWatch Logs to log execution history in Step Functions'",
  },
  {
    actions: [
      "logs:CreateLogGroup",
      "logs:CreateLogStream",
      "logs:DescribeLogGroups",
      "logs:DescribeLogStreams",
      "logs:PutLogEvents",
      "logs:GetLogEvents",
      "logs:FilterLogEvents",
    ],
    type: "aws:iam/rolePolicy:RolePolicy",
    page: "API Gateway guide, 'Set up CloudWatch logging for REST APIs in API Gateway', Permissions for CloudWatch logging",
  },
  {
    actions: ["kms:*"],
    type: "aws:kms/key:Key",
    page: "KMS guide, 'Default key policy': without it nobody could manage the key",
  },
];
