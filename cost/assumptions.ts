// What can't be counted on a laptop, each with where it comes from; where AWS gives a range, its middle.

interface Assumption {
  readonly value: number;
  readonly unit: string;
  readonly because: string;
}

const assume = (value: number, unit: string, because: string): Assumption => ({ value, unit, because });

export const assumptions = {
  cpu: assume(
    3,
    "ms",
    "of one vCPU an invocation takes: 2.4 to 3.1 ms of a process's own time here, over TLS, in place-order, write-invoice and confirm-order",
  ),
  first: assume(
    40,
    "ms",
    "of one vCPU more the first invocation in an environment takes: 34 to 50 ms in all, measured the same way",
  ),
  vcpu: assume(1769, "MB", "of memory come with one whole vCPU (Lambda guide, 'Configure Lambda function memory')"),
  coldShare: assume(0.01, "of invocations", "start a new environment ('under 1%', AWS Compute blog on operating Lambda)"),
  cold: assume(500, "ms", "that start takes, billed since August 2025 ('from under 100 ms to over 1 second', the same)"),
  dynamodb: assume(5, "ms", "a call of DynamoDB takes ('single-digit millisecond', DynamoDB guide)"),
  s3: assume(
    150,
    "ms",
    "a call of S3 takes ('roughly 100–200 milliseconds' for small objects, S3 guide, 'Performance guidelines')",
  ),
  sns: assume(50, "ms", "a publish takes; AWS gives no figure"),
  task: assume(25, "ms", "Step Functions adds to each task it calls; AWS gives no figure"),
  state: assume(5, "ms", "Step Functions takes for any other state; AWS gives no figure"),
  step: assume(50, "ms", "more is billed of an execution on average, because its time is rounded up to 100 ms"),
  machine: assume(50, "MB", "an Express execution takes besides definition and data ('Step Functions pricing', example 3)"),
  ordersAMonth: assume(1_000_000, "orders", "a month, which what is billed by the month is shared among"),
  busy: assume(22 * 4 * 3600, "seconds", "a month in which people order: four hours of 22 working days"),
  reservoir: assume(
    1,
    "trace a second",
    "X-Ray records whatever comes, then a share ('Default rule', X-Ray guide); unless the program says otherwise",
  ),
  sampled: assume(0.05, "of the others", "X-Ray records (the same)"),
  ordersAUser: assume(10, "orders", "a customer places in a month in which they sign in"),
  headers: assume(160, "bytes", "API Gateway's x-amz-apigw-id and x-amzn-trace-id add to an answer; what TLS adds is left out"),
  logEvent: assume(26, "bytes", "CloudWatch Logs counts for each line besides its text (PutLogEvents, API reference)"),
  logKept: assume(
    0.15,
    "of log data",
    "is what is left of it in storage, compressed (AWS Pricing Calculator, CloudWatch, 'Storage compression factor')",
  ),
  dataKey: assume(
    300,
    "seconds",
    "SNS and DynamoDB use a data key before they ask KMS again (SNS guide, 'Estimating AWS KMS costs')",
  ),
} as const;

/** A figure by its name. */
export function assumed(name: keyof typeof assumptions): number {
  return assumptions[name].value;
}
