// What a stack costs by the month before anybody orders, from the resources it is made of.
import type { Asked } from "../test/infra/evaluate";
import { assumed } from "./assumptions";
import { plus, type Usage } from "./usage";

const month = 30 * 24 * 3600;

/** Requests of KMS, one for each time a data key is used up: "R = B / D * (2 * P)", SNS guide, "Estimating AWS KMS costs". */
const dataKeys: Usage = { "kms.request": (month / assumed("dataKey")) * 2 };

// biome-ignore lint/suspicious/noExplicitAny: inputs are as the program gives them to AWS.
type Inputs = Record<string, any>;

/** By resource type. */
const monthly: Readonly<Record<string, (inputs: Inputs) => Usage>> = {
  "aws:apigateway/methodSettings:MethodSettings": ({ settings }) => {
    if (settings?.metricsEnabled)
      throw new Error("metricsEnabled makes custom metrics of each method: count them in cost/standing.ts");
    return {};
  },
  "aws:cloudwatch/dashboard:Dashboard": () => ({ "cloudwatch.dashboard": 1 }),
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": () => ({ "cloudwatch.metric": 1 }),
  "aws:cloudwatch/metricAlarm:MetricAlarm": ({ metricQueries = [{ metric: {} }] }) => ({
    "cloudwatch.alarm": metricQueries.filter(({ metric }: Inputs) => metric).length,
  }),
  "aws:dynamodb/table:Table": ({ serverSideEncryption }) => (serverSideEncryption?.enabled ? dataKeys : {}),
  "aws:kms/key:Key": () => ({ "kms.key": 1 }),
  "aws:sns/topic:Topic": ({ kmsMasterKeyId }) => (kmsMasterKeyId ? dataKeys : {}),
};

/** Billed by use alone, or not at all. */
const free = [
  ...["apigateway/account:Account", "apigateway/deployment:Deployment", "apigateway/restApi:RestApi", "apigateway/stage:Stage"],
  ...["cloudwatch/logGroup:LogGroup", "cloudwatch/logResourcePolicy:LogResourcePolicy"],
  ...["cognito/userGroup:UserGroup", "cognito/userPool:UserPool", "cognito/userPoolClient:UserPoolClient"],
  ...[
    "iam/role:Role",
    "iam/rolePolicy:RolePolicy",
    "kms/alias:Alias",
    "lambda/function:Function",
    "lambda/permission:Permission",
  ],
  ...["s3/bucket:Bucket", "s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "s3/bucketObjectv2:BucketObjectv2"],
  ...["s3/bucketOwnershipControls:BucketOwnershipControls", "s3/bucketPolicy:BucketPolicy"],
  ...["s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "s3/bucketVersioning:BucketVersioning"],
  "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  ...["sfn/stateMachine:StateMachine", "sns/topicPolicy:TopicPolicy", "sns/topicSubscription:TopicSubscription"],
  ...["sqs/queue:Queue", "sqs/queuePolicy:QueuePolicy", "xray/samplingRule:SamplingRule"],
].map((type) => `aws:${type}`);

/** @throws Error naming a type of which it isn't known what it costs */
export function standing(resources: readonly Asked[]): Usage {
  return plus(
    ...resources.map(({ type, inputs }) => {
      const usage = monthly[type]?.(inputs);
      if (!usage && !free.includes(type))
        throw new Error(`What a ${type} costs by the month isn't known: say it in cost/standing.ts`);
      return usage ?? {};
    }),
  );
}
