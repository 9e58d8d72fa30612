// SNS's API: topics and subscriptions are the program's; a message goes to the inbox, once a matching subscription.
import { createHash, randomUUID } from "node:crypto";
import type { Calls } from "../aws/calls";
import { AwsError } from "../aws/error";
import { arn, type Place } from "../aws/place";
import type { Principal } from "../aws/principal";
import { answerQuery, listOf, type Operations } from "../aws/protocols";
import type { Service } from "../aws/service";
import type { PolicyDocument } from "../iam/policy";
import { type Filter, parseFilterPolicy } from "./filter";
import type { Inbox } from "./inbox";
import { checkMessage, type MessageAttribute, type PublishInput } from "./message";

interface Topic {
  policy?: PolicyDocument;
  /** By e-mail address; each is confirmed, since nobody on a laptop clicks the link. */
  readonly subscriptions: Map<string, Subscription>;
}

interface Subscription {
  readonly arn: string;
  readonly filterPolicy: string | undefined;
  readonly matches: Filter;
}

export class Sns implements Service {
  readonly handle: Service["handle"];
  /** By ARN. */
  private readonly topics = new Map<string, Topic>();

  constructor(
    private readonly place: Place,
    private readonly calls: Calls,
    private readonly inbox: Inbox,
  ) {
    this.handle = answerQuery("http://sns.amazonaws.com/doc/2010-03-31/", this.operations(), {
      code: "AuthorizationError",
      status: 403,
    });
  }

  /** @returns its ARN */
  createTopic(name: string): string {
    const topicArn = arn(this.place, "sns", name);
    if (this.topics.has(topicArn)) throw new Error(`The topic ${name} exists already: two resources have the same name`);
    this.topics.set(topicArn, { subscriptions: new Map() });
    return topicArn;
  }

  setTopicPolicy(topicArn: string, policy: PolicyDocument): void {
    this.topic(topicArn).policy = policy;
  }

  /** @returns its ARN, the same at every start */
  subscribe(topicArn: string, endpoint: string, filterPolicy?: string): string {
    const { subscriptions } = this.topic(topicArn);
    const found = subscriptions.get(endpoint);
    if (found && found.filterPolicy !== filterPolicy) {
      // AWS keeps one subscription per topic and address: Subscribe fails so there, too.
      throw new Error(
        `Invalid parameter: Attributes Reason: Subscription already exists with different attributes: ${endpoint} on ${topicArn}; ` +
          "put both filters in one subscription, or use another address",
      );
    }
    const id = createHash("sha256").update(`${topicArn} ${endpoint}`).digest("hex");
    const subscriptionArn = `${topicArn}:${id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, "$1-$2-$3-$4-$5")}`;
    const matches = filterPolicy === undefined ? () => true : parseFilterPolicy(filterPolicy);
    subscriptions.set(endpoint, { arn: subscriptionArn, filterPolicy, matches });
    return subscriptionArn;
  }

  async publish(input: PublishInput, principal: Principal): Promise<{ MessageId: string }> {
    const attributes = checkMessage(input);
    return this.on("Publish", input.TopicArn, principal, ({ subscriptions }) => {
      for (const [to, { matches }] of subscriptions) {
        if (matches(attributes))
          this.inbox.send({ to, subject: input.Subject ?? "AWS Notification Message", text: input.Message });
      }
      return { MessageId: randomUUID() };
    });
  }

  private operations(): Operations {
    return {
      Publish: ({ Action, Version, MessageAttributes, ...input }, by) => {
        const attributes = listOf<{ Name: string; Value?: Partial<MessageAttribute> }>(MessageAttributes?.entry);
        const byName = Object.fromEntries(attributes.map(({ Name, Value = {} }) => [Name, Value]));
        return this.publish({ ...input, MessageAttributes: byName }, by);
      },
      ListTopics: (_, principal) =>
        this.calls.run({ principal, action: "sns:ListTopics", resource: "*" }, () => ({
          Topics: { member: [...this.topics.keys()].map((TopicArn) => ({ TopicArn })) },
        })),
      ListSubscriptionsByTopic: ({ TopicArn }, by) =>
        this.on("ListSubscriptionsByTopic", TopicArn, by, ({ subscriptions }) => {
          const common = { Owner: this.place.accountId, Protocol: "email", TopicArn };
          const member = [...subscriptions].map(([Endpoint, { arn }]) => ({ SubscriptionArn: arn, Endpoint, ...common }));
          return { Subscriptions: { member } };
        }),
    };
  }

  /** IAM is asked before it shows whether there is such a topic. */
  private on<T>(operation: string, topicArn: unknown, principal: Principal, effect: (topic: Topic) => T): Promise<T> {
    const resource = String(topicArn);
    const resourcePolicy = this.topics.get(resource)?.policy;
    return this.calls.run({ principal, action: `sns:${operation}`, resource, resourcePolicy }, () =>
      effect(this.topic(resource)),
    );
  }

  private topic(topicArn: string): Topic {
    const topic = this.topics.get(topicArn);
    if (!topic) throw new AwsError("NotFound", "Topic does not exist", 404);
    return topic;
  }
}
