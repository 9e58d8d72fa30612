// Where each change of an order is announced: a shop hears of its own orders only.
import * as aws from "@pulumi/aws";
import type { Config } from "./config";

export function noticesTopic({ vendorEmails }: Config): aws.sns.Topic {
  const topic = new aws.sns.Topic("notices", { displayName: "Skip the Line", kmsMasterKeyId: "alias/aws/sns" });
  // One subscription an address: SNS refuses a second one with another filter.
  for (const email of new Set(vendorEmails.map((entry) => entry.email))) {
    const vendorids = vendorEmails.filter((entry) => entry.email === email).map(({ vendorid }) => vendorid);
    new aws.sns.TopicSubscription(
      email,
      { topic: topic.arn, protocol: "email", endpoint: email, filterPolicy: JSON.stringify({ vendorid: vendorids }) },
      { parent: topic },
    );
  }
  return topic;
}
