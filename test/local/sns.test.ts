// SNS and the inbox on the laptop, through the real SDK client and the real endpoint.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ListSubscriptionsByTopicCommand,
  ListTopicsCommand,
  PublishCommand,
  type PublishCommandInput,
  SNSClient,
} from "@aws-sdk/client-sns";
import { expect } from "chai";
import { Calls } from "../../local/aws/calls";
import { awsEndpoint } from "../../local/aws/endpoint";
import type { Cloud } from "../../local/cloud";
import { type Credentials, Iam } from "../../local/iam/iam";
import { listen } from "../../local/server";
import { Inbox } from "../../local/sns/inbox";
import { snsTypes } from "../../local/sns/resources";
import { Sns } from "../../local/sns/sns";

const TopicArn = "arn:aws:sns:ap-southeast-2:123456789012:notices";

describe("SNS", () => {
  let folder: string;
  let running: { place: Cloud["place"]; iam: Iam; inbox: Inbox; sns: Sns };
  let server: Server;
  let client: SNSClient;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "sns-"));
    const place = {
      partition: "aws",
      region: "ap-southeast-2",
      accountId: "123456789012",
      dataDir: folder,
      awsUrl: "",
      apiUrl: "",
    };
    const iam = new Iam(place, Buffer.from("a secret"));
    const inbox = new Inbox(place);
    const sns = new Sns(place, new Calls((call) => iam.decide(call)), inbox);
    running = { place, iam, inbox, sns };
    server = await listen(awsEndpoint(place, iam, { sns }), 0, "the tests");
    client = clientOf(iam.administrator.credentials);
    create("topic:Topic", { name: "notices", displayName: "Notices", kmsMasterKeyId: "alias/aws/sns", tags: {} });
  });
  afterEach(() => {
    client.destroy();
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
  });

  function clientOf({ accessKeyId, secretAccessKey, sessionToken }: Credentials): SNSClient {
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const credentials = { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
    return new SNSClient({ endpoint, region: "ap-southeast-2", credentials, maxAttempts: 1 });
  }

  function create(type: string, inputs: Record<string, unknown>) {
    const resource = { type: `aws:sns/${type}`, name: "notices", physicalName: "notices-dev", inputs };
    return snsTypes[resource.type]?.create(resource, running as unknown as Cloud);
  }

  const subscribe = (endpoint: string, filter?: object, more: object = {}) =>
    create("topicSubscription:TopicSubscription", {
      topic: TopicArn,
      protocol: "email",
      endpoint,
      ...(filter && { filterPolicy: JSON.stringify(filter) }),
      ...more,
    });
  const publish = (input: Partial<PublishCommandInput> = {}) =>
    client.send(new PublishCommand({ TopicArn, Message: "Hello", ...input }));
  const receivers = () => running.inbox.list().map((mail) => mail.to);
  const failure = async (promise: Promise<unknown>): Promise<Error> =>
    promise.then(
      () => {
        throw new Error("it succeeded");
      },
      (error: Error) => error,
    );

  it("delivers a message to each e-mail subscription, newest first", async () => {
    subscribe("ann@example.com");
    const { MessageId } = await publish({ Message: "Größe & <Preis>\n1 + 1 = 2", Subject: "An order" });
    await publish();
    expect(MessageId).to.match(/^[0-9a-f-]{36}$/);
    const [second, first] = running.inbox.list();
    expect(first).to.include({ to: "ann@example.com", subject: "An order", text: "Größe & <Preis>\n1 + 1 = 2" });
    expect(second).to.include({ subject: "AWS Notification Message", text: "Hello" });
    expect(Date.parse(second?.at ?? "")).to.be.closeTo(Date.now(), 5000);
  });

  it("keeps mails over a restart, the last thousand of them", () => {
    for (let n = 1; n <= 1003; n++) running.inbox.send({ to: "ann@example.com", subject: "Note", text: String(n) });
    const again = new Inbox(running.place).list();
    expect(again).to.have.length(1000);
    expect([again[0]?.text, again[999]?.text]).to.deep.equal(["1003", "4"]);
    expect(
      readFileSync(join(folder, "inbox", "mails.jsonl"), "utf8")
        .trim()
        .split("\n"),
    ).to.have.length(1000);
  });

  const text = (StringValue: string) => ({ DataType: "String", StringValue });
  const filters = [
    ["one of several strings", { shop: ["a", "b"] }, [text("a"), text("b")], [text("A"), text("ab"), undefined]],
    ["a prefix", { shop: [{ prefix: "ab" }] }, [text("abc")], [text("a"), undefined]],
    ["anything but", { shop: [{ "anything-but": ["a", "b"] }] }, [text("c")], [text("a"), text("b"), undefined]],
    ["an attribute that exists", { shop: [{ exists: true }] }, [text("a")], [undefined]],
    ["an attribute that is absent", { shop: [{ exists: false }] }, [undefined], [text("a")]],
    ["one condition of several", { shop: ["x", { prefix: "a" }] }, [text("x"), text("ab")], [text("b")]],
    ["two attributes, both", { shop: ["a"], event: ["new"] }, [], [text("a")]],
  ] as const;
  for (const [name, filter, matching, others] of filters) {
    it(`filters by ${name}`, async () => {
      subscribe("ann@example.com", filter);
      const delivered = async (shop: (typeof matching)[number] | (typeof others)[number]) => {
        const before = receivers().length;
        await publish({ MessageAttributes: { unrelated: text("x"), ...(shop && { shop }) } });
        return receivers().length - before;
      };
      for (const shop of matching) expect(await delivered(shop), JSON.stringify(shop)).to.equal(1);
      for (const shop of others) expect(await delivered(shop), JSON.stringify(shop)).to.equal(0);
    });
  }

  it("gives each subscription what its own filter lets through", async () => {
    subscribe("a@example.com", { shop: ["a"] });
    subscribe("b@example.com", { shop: ["b"] });
    subscribe("all@example.com");
    await publish({ MessageAttributes: { shop: text("b"), event: text("new") } });
    expect(receivers()).to.have.members(["b@example.com", "all@example.com"]);
  });

  it("lists topics and subscriptions", async () => {
    const created = await subscribe("ann@example.com");
    expect((await client.send(new ListTopicsCommand({}))).Topics).to.deep.equal([{ TopicArn }]);
    const subscription = {
      SubscriptionArn: created?.id,
      Owner: "123456789012",
      Protocol: "email",
      Endpoint: "ann@example.com",
      TopicArn,
    };
    expect((await client.send(new ListSubscriptionsByTopicCommand({ TopicArn }))).Subscriptions).to.deep.equal([subscription]);
  });

  it("refuses what SNS refuses", async () => {
    subscribe("ann@example.com");
    for (const [input, name, message] of [
      [{ TopicArn: `${TopicArn}-2` }, "NotFoundException", "Topic does not exist"],
      [{ Message: "" }, "InvalidParameterException", "Invalid parameter: Empty message"],
      [{ Message: "ü".repeat(131_073) }, "InvalidParameterException", "Invalid parameter: Message too long"],
      [{ Message: "x".repeat(262_140), MessageAttributes: { shop: text("a") } }, "InvalidParameterException", "Message too long"],
      [{ Subject: "Größe" }, "InvalidParameterException", "Invalid parameter: Subject"],
      [{ Subject: "two\nlines" }, "InvalidParameterException", "Invalid parameter: Subject"],
      [{ Subject: "x".repeat(101) }, "InvalidParameterException", "Invalid parameter: Subject"],
      [{ MessageAttributes: { shop: text("") } }, "InvalidParameterValueException", "non-empty message attribute value"],
      [{ MessageAttributes: { size: { DataType: "Number", StringValue: "1" } } }, "NotImplemented", "Number"],
      [{ MessageAttributes: { a: { DataType: "Binary", BinaryValue: Buffer.from("a") } } }, "NotImplemented", "Binary"],
      [{ MessageStructure: "json" }, "NotImplemented", "MessageStructure"],
    ] as const) {
      expect(await failure(publish(input)), name)
        .to.include({ name })
        .and.have.property("message")
        .that.contains(message);
    }
    expect(receivers()).to.deep.equal([]);
    await publish({ Subject: "x".repeat(100), Message: "x".repeat(262_144) });
    expect(receivers()).to.have.length(1);
  });

  it("asks IAM: a role needs a policy of its own or the topic's", async () => {
    const { iam } = running;
    const trust = { Statement: { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" } };
    const role = iam.createRole("baker", JSON.stringify(trust));
    client = clientOf(iam.credentialsOf(iam.assumeRole(role, "lambda.amazonaws.com", "session")));
    const denied = await failure(publish());
    expect(denied).to.include({ name: "AuthorizationErrorException" });
    expect(denied.message).to.contain("assumed-role/baker/session").and.contain("sns:Publish").and.contain(TopicArn);
    const Statement = { Effect: "Allow", Principal: { AWS: role }, Action: "sns:Publish", Resource: TopicArn };
    create("topicPolicy:TopicPolicy", { arn: TopicArn, policy: { Version: "2012-10-17", Statement } });
    await publish();
    expect(await failure(client.send(new ListTopicsCommand({})))).to.include({ name: "AuthorizationErrorException" });
  });

  it("refuses resources that AWS or the laptop can't make", () => {
    subscribe("ann@example.com", { shop: ["a"] });
    subscribe("ann@example.com", { shop: ["a"] });
    for (const [make, message] of [
      [() => subscribe("ann@example.com", { shop: ["b"] }), "Subscription already exists with different attributes"],
      [() => subscribe("https://example.com", undefined, { protocol: "https" }), "protocol 'https'"],
      [() => subscribe("ann"), "Email address"],
      [() => subscribe("bob@example.com", { shop: [{ suffix: "a" }] }), '{"suffix":"a"}'],
      [() => subscribe("bob@example.com", { shop: "a" }), '"a"'],
      [() => subscribe("bob@example.com", { shop: [{ numeric: ["=", 1] }] }), '{"numeric":["=",1]}'],
      [() => subscribe("bob@example.com", { a: ["1"], b: ["1"], c: ["1"], d: ["1"], e: ["1"], f: ["1"] }), "at most 5"],
      [() => create("topic:Topic", { name: "orders.fifo" }), "orders.fifo"],
    ] as const) {
      expect(make, message).to.throw(message);
    }
  });
});
