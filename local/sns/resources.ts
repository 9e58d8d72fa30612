// SNS's resource types.
import { parsePolicy } from "../iam/policy";
import type { ResourceTypes } from "../resource";

export const snsTypes: ResourceTypes = {
  "aws:sns/topic:Topic": {
    honours: ["name"],
    // displayName: the sender's name in an e-mail on AWS.
    ignores: ["tags", "displayName", "kmsMasterKeyId", "tracingConfig"],
    create({ inputs, physicalName }, { sns, place }) {
      const name: string = inputs.name ?? physicalName;
      if (!/^[\w-]{1,256}$/.test(name)) throw new Error(`'${name}' is no topic name: use letters, digits, _ and -, at most 256`);
      const arn = sns.createTopic(name);
      return { id: arn, outputs: { arn, name, owner: place.accountId } };
    },
  },

  "aws:sns/topicPolicy:TopicPolicy": {
    honours: ["arn", "policy"],
    ignores: [],
    create({ inputs: { arn, policy } }, { sns, place }) {
      const text = typeof policy === "string" ? policy : JSON.stringify(policy);
      sns.setTopicPolicy(arn, parsePolicy(text, `the topic ${arn}`));
      return { id: arn, outputs: { owner: place.accountId } };
    },
  },

  "aws:sns/topicSubscription:TopicSubscription": {
    honours: ["topic", "protocol", "endpoint", "filterPolicy"],
    // Of mails that can't be delivered; to the inbox each can.
    ignores: ["redrivePolicy"],
    create({ inputs: { topic, protocol, endpoint, filterPolicy } }, { sns, place }) {
      if (protocol !== "email")
        throw new Error(`protocol '${protocol}' is not supported on the laptop; use 'email', which goes to the inbox`);
      if (!/^[^@\s]+@[^@\s]+$/.test(endpoint)) throw new Error(`Invalid parameter: Email address: '${endpoint}'`);
      const arn = sns.subscribe(topic, endpoint, filterPolicy);
      return { id: arn, outputs: { arn, ownerId: place.accountId, pendingConfirmation: false } };
    },
  },
};
