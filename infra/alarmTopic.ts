// Where alarms go: a topic CloudWatch can publish to, although it is encrypted, and who reads it.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Config } from "./config";

export function alarmTopic({ alarmEmail, protect }: Config): aws.sns.Topic {
  const account = aws.getCallerIdentityOutput().accountId;
  const partition = aws.getPartitionOutput().partition;
  const region = aws.getRegionOutput().region;
  const key = new aws.kms.Key("alarms", {
    description: "Alarms on their way to who reads them",
    enableKeyRotation: true,
    deletionWindowInDays: protect ? 30 : 7,
    // CloudWatch is no part of the policy of SNS's own key ("Configure a CloudWatch alarm with an encrypted SNS topic", AWS re:Post).
    policy: document(
      {
        Sid: "ToTheAccount",
        Principal: { AWS: pulumi.interpolate`arn:${partition}:iam::${account}:root` },
        // Without it the key could be managed by nobody ("Default key policy", KMS guide). A key's policy is about that key alone.
        Action: "kms:*",
        Resource: "*",
      },
      {
        Sid: "ToAlarms",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: ["kms:Decrypt", "kms:GenerateDataKey"],
        Resource: "*",
      },
    ),
  });
  new aws.kms.Alias(
    "alarms",
    { name: `alias/${pulumi.getProject()}-${pulumi.getStack()}-alarms`, targetKeyId: key.keyId },
    { parent: key },
  );
  const topic = new aws.sns.Topic("alarms", { displayName: "Skip the Line alarms", kmsMasterKeyId: key.arn });
  const child = { parent: topic };
  new aws.sns.TopicPolicy(
    "alarms",
    {
      arn: topic.arn,
      policy: document({
        Sid: "FromAlarmsOfThisAccount",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: "sns:Publish",
        Resource: topic.arn,
        Condition: {
          StringEquals: { "aws:SourceAccount": account },
          ArnLike: { "aws:SourceArn": pulumi.interpolate`arn:${partition}:cloudwatch:${region}:${account}:alarm:*` },
        },
      }),
    },
    child,
  );
  if (alarmEmail) {
    new aws.sns.TopicSubscription(alarmEmail, { topic: topic.arn, protocol: "email", endpoint: alarmEmail }, child);
  }
  return topic;
}

function document(...statements: object[]): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: statements.map((statement) => ({ Effect: "Allow", ...statement })),
  });
}
