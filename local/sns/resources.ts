// SNS's resource types.
import type { Cloud } from "../cloud";
import { parsePolicy } from "../iam/policy";
import type { ResourceTypes } from "../resource";

export const snsTypes: ResourceTypes = {
  "aws:sns/topic:Topic": {
    honours: ["name", "displayName", "kmsMasterKeyId", "policy", "fifoTopic"],
    // The last ones are about HTTP subscriptions, which are refused.
    ignores: ["tags", "tracingConfig", "signatureVersion", "deliveryPolicy"],
    create({ inputs, physicalName }, cloud) {
      const name: string = inputs.name ?? physicalName;
      if (inputs.fifoTopic) throw new Error("fifoTopic true is not supported on the laptop; use a standard topic");
      if (!/^[\w-]{1,256}$/.test(name))
        throw new Error(`Invalid parameter: Topic Name: '${name}'; use letters, digits, _ and -, at most 256`);
      const { displayName = "", kmsMasterKeyId } = inputs;
      const arn = cloud.sns.createTopic(name, {
        DisplayName: displayName,
        ...(kmsMasterKeyId && { KmsMasterKeyId: kmsMasterKeyId }),
      });
      if (inputs.policy) setPolicy(arn, inputs.policy, cloud);
      return { id: arn, outputs: { arn, name, owner: cloud.place.accountId } };
    },
  },

  "aws:sns/topicPolicy:TopicPolicy": {
    honours: ["arn", "policy"],
    ignores: [],
    create({ inputs }, cloud) {
      setPolicy(inputs.arn, inputs.policy, cloud);
      return { id: inputs.arn, outputs: { owner: cloud.place.accountId } };
    },
  },

  "aws:sns/topicSubscription:TopicSubscription": {
    honours: ["topic", "protocol", "endpoint", "filterPolicy", "filterPolicyScope"],
    ignores: ["confirmationTimeoutInMinutes"],
    create({ inputs: { topic, protocol, endpoint, filterPolicy, filterPolicyScope = "MessageAttributes" } }, cloud) {
      if (protocol !== "email")
        throw new Error(`protocol '${protocol}' is not supported on the laptop; use 'email', which goes to the inbox`);
      if (!/^[^@\s]+@[^@\s]+$/.test(endpoint)) throw new Error(`Invalid parameter: Email address: '${endpoint}'`);
      if (filterPolicyScope !== "MessageAttributes") {
        throw new Error(`filterPolicyScope '${filterPolicyScope}' is not supported on the laptop; use 'MessageAttributes'`);
      }
      const arn = cloud.sns.subscribe(topic, endpoint, filterPolicy);
      return { id: arn, outputs: { arn, filterPolicyScope, ownerId: cloud.place.accountId, pendingConfirmation: false } };
    },
  },
};

function setPolicy(topicArn: string, policy: string | object, cloud: Cloud): void {
  const text = typeof policy === "string" ? policy : JSON.stringify(policy);
  cloud.sns.setTopicPolicy(topicArn, text, parsePolicy(text, `the topic ${topicArn}`));
}
