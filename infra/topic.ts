// Where each change of an order is announced: a shop hears of its own orders only.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Config } from "./config";
import { undeliveredQueue } from "./undelivered";

export interface Notices {
  readonly topic: aws.sns.Topic;
  readonly undelivered: aws.sqs.Queue;
}

export function notices({ vendorEmails, protect }: Config): Notices {
  const topic = new aws.sns.Topic(
    "notices",
    { displayName: "Skip the Line", kmsMasterKeyId: "alias/aws/sns" },
    // With another topic every shop would have to confirm its address anew.
    { protect },
  );
  const { queue, policy } = undeliveredQueue(topic);
  const redrivePolicy = pulumi.jsonStringify({ deadLetterTargetArn: queue.arn });
  // One subscription an address: SNS refuses a second one with another filter.
  for (const email of new Set(vendorEmails.map((entry) => entry.email))) {
    const vendorids = vendorEmails.filter((entry) => entry.email === email).map(({ vendorid }) => vendorid);
    const filterPolicy = JSON.stringify({ vendorid: vendorids });
    new aws.sns.TopicSubscription(
      email,
      { topic: topic.arn, protocol: "email", endpoint: email, filterPolicy, redrivePolicy },
      // A shop's address may go.
      { parent: topic, dependsOn: policy, protect: false },
    );
  }
  return { topic, undelivered: queue };
}
