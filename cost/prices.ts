// What AWS asks for each thing it bills: list prices, first tier, without free tiers and discounts.

/** Where prices are known, as AWS calls it. */
export const regions = { "ap-southeast-2": "Asia Pacific (Sydney)", "us-east-1": "US East (N. Virginia)" } as const;

export type Region = keyof typeof regions;

/**
 * USD, and the day it was read or quoted from AWS's price list. Unconfirmed: nothing public was found to say it of that region,
 * for AWS's pages show it to a browser only; then it is the price of the other regions, or in their proportion.
 */
type Quote = readonly [usd: number, seen: string, unconfirmed?: "unconfirmed"];

/** What is billed, how many the price is for, what AWS calls that many, and the page it is on. */
type Price = readonly [
  service: string,
  what: string,
  per: number,
  unit: string,
  page: string,
  quotes: Readonly<Record<Region, Quote>>,
];

const price = (...price: Price): Price => price;

/** By what is counted. */
export const prices = {
  "apigateway.request": price("API Gateway", "requests", 1_000_000, "million", "Amazon API Gateway pricing", {
    "ap-southeast-2": [3.5, "2026-11-23", "unconfirmed"],
    "us-east-1": [3.5, "2026-11-23"],
  }),
  "states.request": price("Step Functions", "Express executions", 1_000_000, "million", "AWS Step Functions pricing", {
    "ap-southeast-2": [1, "2026-11-23", "unconfirmed"],
    "us-east-1": [1, "2026-11-23"],
  }),
  "states.gbSecond": price("Step Functions", "Express duration", 3600, "GB-hour", "AWS Step Functions pricing", {
    "ap-southeast-2": [0.06, "2026-11-23", "unconfirmed"],
    "us-east-1": [0.06, "2026-11-23"],
  }),
  "states.transition": price("Step Functions", "Standard transitions", 1000, "thousand", "AWS Step Functions pricing", {
    "ap-southeast-2": [0.025, "2026-11-23"],
    "us-east-1": [0.025, "2026-11-23"],
  }),
  "lambda.request": price("Lambda", "invocations", 1_000_000, "million", "AWS Lambda pricing", {
    "ap-southeast-2": [0.2, "2026-11-23"],
    "us-east-1": [0.2, "2026-11-23"],
  }),
  "lambda.gbSecond": price("Lambda", "duration, arm64", 1, "GB-second", "AWS Lambda pricing", {
    "ap-southeast-2": [0.0000133334, "2026-09-29", "unconfirmed"],
    "us-east-1": [0.0000133334, "2026-11-23"],
  }),
  "dynamodb.write": price("DynamoDB", "write request units", 1_000_000, "million", "Amazon DynamoDB pricing, on-demand", {
    "ap-southeast-2": [0.71, "2026-08-13"],
    "us-east-1": [0.625, "2026-11-23"],
  }),
  "dynamodb.read": price("DynamoDB", "read request units", 1_000_000, "million", "Amazon DynamoDB pricing, on-demand", {
    "ap-southeast-2": [0.1425, "2026-08-13"],
    "us-east-1": [0.125, "2026-11-23"],
  }),
  "dynamodb.gbMonth": price("DynamoDB", "storage", 1, "GB-month", "Amazon DynamoDB pricing, on-demand", {
    "ap-southeast-2": [0.285, "2026-08-13"],
    "us-east-1": [0.25, "2026-11-23", "unconfirmed"],
  }),
  "dynamodb.pitrGbMonth": price("DynamoDB", "point-in-time recovery", 1, "GB-month", "Amazon DynamoDB pricing, on-demand", {
    "ap-southeast-2": [0.228, "2026-08-13"],
    "us-east-1": [0.2, "2026-11-23", "unconfirmed"],
  }),
  "s3.put": price("S3", "PUT and LIST requests", 1000, "thousand", "Amazon S3 pricing", {
    "ap-southeast-2": [0.0055, "2026-09-10"],
    "us-east-1": [0.005, "2026-11-23"],
  }),
  "s3.get": price("S3", "GET and HEAD requests", 1000, "thousand", "Amazon S3 pricing", {
    "ap-southeast-2": [0.00044, "2026-09-10"],
    "us-east-1": [0.0004, "2026-11-23"],
  }),
  "s3.gbMonth": price("S3", "storage", 1, "GB-month", "Amazon S3 pricing", {
    "ap-southeast-2": [0.025, "2026-09-10"],
    "us-east-1": [0.023, "2026-11-23"],
  }),
  "sns.publish": price("SNS", "publishes", 1_000_000, "million", "Amazon SNS pricing", {
    "ap-southeast-2": [0.5, "2026-09-29", "unconfirmed"],
    "us-east-1": [0.5, "2026-11-23"],
  }),
  "sns.email": price("SNS", "e-mails", 100_000, "hundred thousand", "Amazon SNS pricing", {
    "ap-southeast-2": [2, "2026-09-29", "unconfirmed"],
    "us-east-1": [2, "2026-09-29", "unconfirmed"],
  }),
  "xray.trace": price("X-Ray", "traces recorded", 1_000_000, "million", "AWS X-Ray pricing", {
    "ap-southeast-2": [5, "2026-11-23", "unconfirmed"],
    "us-east-1": [5, "2026-11-23", "unconfirmed"],
  }),
  "logs.gb": price("CloudWatch", "log data ingested", 1, "GB", "Amazon CloudWatch pricing", {
    "ap-southeast-2": [0.67, "2026-11-23"],
    "us-east-1": [0.5, "2026-11-23"],
  }),
  // AWS announced it at half of Standard; so it is in Virginia and Seoul.
  "logs.infrequentGb": price("CloudWatch", "log data ingested, Infrequent Access", 1, "GB", "Amazon CloudWatch pricing", {
    "ap-southeast-2": [0.335, "2026-11-23", "unconfirmed"],
    "us-east-1": [0.25, "2026-11-23"],
  }),
  "logs.gbMonth": price("CloudWatch", "log data kept", 1, "GB-month", "Amazon CloudWatch pricing", {
    "ap-southeast-2": [0.033, "2026-11-23"],
    "us-east-1": [0.03, "2026-11-23"],
  }),
  "cloudwatch.alarm": price("CloudWatch", "metrics under alarm", 1, "month", "Amazon CloudWatch pricing", {
    "ap-southeast-2": [0.1, "2026-09-29", "unconfirmed"],
    "us-east-1": [0.1, "2026-09-29", "unconfirmed"],
  }),
  "cloudwatch.metric": price("CloudWatch", "custom metrics", 1, "month", "Amazon CloudWatch pricing", {
    "ap-southeast-2": [0.3, "2026-11-23"],
    "us-east-1": [0.3, "2026-11-23"],
  }),
  "cloudwatch.dashboard": price("CloudWatch", "dashboards", 1, "month", "Amazon CloudWatch pricing", {
    "ap-southeast-2": [3, "2026-11-23"],
    "us-east-1": [3, "2026-11-23"],
  }),
  "kms.key": price("KMS", "customer keys", 1, "month", "AWS Key Management Service pricing", {
    "ap-southeast-2": [1, "2026-09-29", "unconfirmed"],
    "us-east-1": [1, "2026-09-29", "unconfirmed"],
  }),
  "kms.request": price("KMS", "requests", 10_000, "ten thousand", "AWS Key Management Service pricing", {
    "ap-southeast-2": [0.03, "2026-09-29", "unconfirmed"],
    "us-east-1": [0.03, "2026-09-29", "unconfirmed"],
  }),
  "cognito.user": price("Cognito", "monthly active users, LITE", 1, "user", "Amazon Cognito pricing", {
    "ap-southeast-2": [0.0055, "2026-09-29", "unconfirmed"],
    "us-east-1": [0.0055, "2026-09-29", "unconfirmed"],
  }),
  "transfer.gb": price("Data transfer", "out to the internet", 1, "GB", "Amazon EC2 pricing, data transfer", {
    "ap-southeast-2": [0.114, "2026-11-23"],
    "us-east-1": [0.09, "2026-11-23"],
  }),
} as const;

export type Unit = keyof typeof prices;
