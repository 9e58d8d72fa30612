// What no stack may ask for, by the guard rail that refuses it: a resource of the program changed for the worse, or one it doesn't have.
import type { Asked } from "../infra/evaluate";

type Change = (inputs: Asked["inputs"]) => void;

export type Mistake = readonly [what: string, type: string, change: Change, message: string];

const rolePolicy = "aws:iam/rolePolicy:RolePolicy";
const orders = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders";
const notices = "arn:aws:sns:eu-west-1:123456789012:notices";

const document = (statement: object) => JSON.stringify({ Statement: [{ Effect: "Allow", ...statement }] });

const allowing = (statement: object): Change => having({ policy: document(statement) });

const reading = (arn: string): Change => allowing({ Action: ["dynamodb:GetItem"], Resource: [arn] });

const having =
  (values: object): Change =>
  (inputs) => {
    Object.assign(inputs, values);
  };

const without =
  (...path: string[]): Change =>
  (inputs) => {
    const last = path.pop() ?? "";
    delete path.reduce((object, key) => object[key], inputs)[last];
  };

export const mistakes: Readonly<Record<string, readonly Mistake[]>> = {
  "least-privilege": [
    ["every action of a service", rolePolicy, allowing({ Action: "s3:*", Resource: orders }), 'Action of statement 1 is "s3:*"'],
    ["an action with a wildcard in it", rolePolicy, allowing({ Action: ["s3:Get?bject"], Resource: orders }), '"s3:Get?bject"'],
    ["any resource", rolePolicy, reading("*"), 'Resource of statement 1 is "*"; allowed: an ARN with the resource\'s name'],
    [
      "any resource, beside what has a reason",
      rolePolicy,
      allowing({ Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords", "s3:PutObject"], Resource: "*" }),
      'Resource of statement 1 is "*"',
    ],
    [
      "any resource, for a part of what has a reason",
      rolePolicy,
      allowing({ Action: "logs:PutResourcePolicy", Resource: "*" }),
      'Resource of statement 1 is "*"',
    ],
    ["any table", rolePolicy, reading("arn:aws:dynamodb:eu-west-1:123456789012:table/*"), "table/*"],
    ["any account's table", rolePolicy, reading("arn:aws:dynamodb:eu-west-1:*:table/orders"), "eu-west-1:*:table/orders"],
    ["logs whose names begin alike", rolePolicy, reading("arn:aws:logs:eu-west-1:123456789012:log-group:/aws/*"), "/aws/*"],
    ["any API", rolePolicy, reading("arn:aws:apigateway:eu-west-1::/restapis/*"), "/restapis/*"],
    ["any bucket", rolePolicy, reading("arn:aws:s3:::*/invoices"), '"arn:aws:s3:::*/invoices"'],
    ["buckets that begin alike", rolePolicy, reading("arn:aws:s3:::inv*"), '"arn:aws:s3:::inv*"'],
    ["all actions but one", rolePolicy, allowing({ NotAction: "iam:PassRole", Resource: orders }), "NotAction of statement 1"],
    [
      "a bucket's policy for anyone",
      "aws:s3/bucketPolicy:BucketPolicy",
      allowing({ Principal: "*" }),
      "Principal of statement 1",
    ],
    [
      "a topic's policy for any AWS account",
      "aws:sns/topicPolicy:TopicPolicy",
      allowing({ Principal: { AWS: "*" }, Action: "sns:Publish", Resource: notices }),
      "Principal of statement 1",
    ],
    [
      "a role that anyone takes on",
      "aws:iam/role:Role",
      having({ assumeRolePolicy: document({ Principal: { AWS: ["*"] }, Action: "sts:AssumeRole" }) }),
      "assumeRolePolicy: Principal of statement 1",
    ],
    [
      "a wildcard written into a role",
      "aws:iam/role:Role",
      having({ inlinePolicies: [{ name: "all", policy: document({ Action: "*", Resource: orders }) }] }),
      'inlinePolicies: Action of statement 1 is "*"',
    ],
    [
      "a policy of AWS's own",
      "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
      having({ policyArn: "arn:aws-us-gov:iam::aws:policy/AdministratorAccess" }),
      "AdministratorAccess",
    ],
    ["a function any API may call", "aws:lambda/permission:Permission", without("sourceArn"), "without a sourceArn"],
  ],
  encrypted: [
    ["a table under AWS's key", "aws:dynamodb/table:Table", without("serverSideEncryption"), "serverSideEncryption is missing"],
    ["an unencrypted topic", "aws:sns/topic:Topic", without("kmsMasterKeyId"), "kmsMasterKeyId is missing"],
    ["an unencrypted queue", "aws:sqs/queue:Queue", without("sqsManagedSseEnabled"), "sqsManagedSseEnabled is missing"],
    [
      "a bucket whose encryption is empty",
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
      having({ rules: [] }),
      "sseAlgorithm is missing; allowed: AES256, aws:kms, aws:kms:dsse",
    ],
    ["a key that stays the same", "aws:kms/key:Key", without("enableKeyRotation"), "enableKeyRotation is missing; allowed: true"],
  ],
  "no-public-buckets": [
    [
      "a bucket that a policy can make public",
      "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
      having({ blockPublicPolicy: false }),
      "blockPublicPolicy is false; allowed: true",
    ],
    [
      "a public bucket",
      "aws:s3/bucket:Bucket",
      having({ acl: "public-read" }),
      'acl is "public-read"; allowed: none, or private',
    ],
    [
      "a bucket with grants",
      "aws:s3/bucketAcl:BucketAcl",
      having({ accessControlPolicy: {} }),
      "acl is missing; allowed: private",
    ],
  ],
  "retained-logs": [
    ["logs kept for ever", "aws:cloudwatch/logGroup:LogGroup", having({ retentionInDays: 0 }), "retentionInDays is 0"],
    [
      "a function with a log of Lambda's own",
      "aws:lambda/function:Function",
      without("loggingConfig", "logGroup"),
      "loggingConfig.logGroup is missing",
    ],
    [
      "a workflow that leaves no trace",
      "aws:sfn/stateMachine:StateMachine",
      having({ loggingConfiguration: { level: "OFF", logDestination: "logs" } }),
      'loggingConfiguration is "OFF"',
    ],
    [
      "an API nobody knows the requests of",
      "aws:apigateway/stage:Stage",
      without("accessLogSettings"),
      "accessLogSettings.destinationArn is missing",
    ],
  ],
  "explicit-functions": [
    [
      "a function on whatever runtime",
      "aws:lambda/function:Function",
      without("runtime"),
      "runtime is missing; allowed: nodejs24.x",
    ],
    [
      "a function that outlives its caller",
      "aws:lambda/function:Function",
      having({ timeout: 180 }),
      "timeout is 180; allowed: 1 to 29 s",
    ],
  ],
  tagged: [
    ["a table of nobody's", "aws:dynamodb/table:Table", without("tags", "project"), "tags.project is missing"],
    ["a new kind of resource without its stack", "aws:kinesis/stream:Stream", without("tags", "stack"), "tags.stack is missing"],
  ],
};
