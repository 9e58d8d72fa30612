// Where a notice ends that a shop's mail server would not take, until somebody looks.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Fourteen days, the longest SQS keeps a message. Seconds. */
const retention = 14 * 24 * 60 * 60;

export function undeliveredQueue(topic: aws.sns.Topic): { queue: aws.sqs.Queue; policy: aws.sqs.QueuePolicy } {
  // SQS's own key: with another one SNS would need a permission on it.
  const queue = new aws.sqs.Queue("undelivered", { messageRetentionSeconds: retention, sqsManagedSseEnabled: true });
  const policy = new aws.sqs.QueuePolicy(
    "undelivered",
    {
      queueUrl: queue.url,
      policy: pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "FromThisTopicOnly",
            Effect: "Allow",
            Principal: { Service: "sns.amazonaws.com" },
            Action: "sqs:SendMessage",
            Resource: queue.arn,
            Condition: { ArnEquals: { "aws:SourceArn": topic.arn } },
          },
        ],
      }),
    },
    { parent: queue },
  );
  return { queue, policy };
}
