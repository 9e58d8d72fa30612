// Who is told when something goes wrong, and of what. Proves that each alarm looks at something that is there, not that AWS counts it.
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { errorStatus } from "../../handlers/errors";
import { accessLogs } from "../../infra/accessLogs";
import type { Config } from "../../infra/config";
import { removeProjects } from "../project";
import { type Asked, evaluateStack } from "./evaluate";

interface Query {
  readonly id: string;
  readonly expression?: string;
  readonly metric?: { namespace: string; metricName: string; dimensions: Record<string, string>; period: number; stat: string };
}

for (const stack of ["dev", "prod"] as const) {
  describe(`an alarm of ${stack}`, () => {
    let resources: Asked[];
    let alarms: Asked[];
    before(function () {
      this.timeout(60_000);
      ({ resources } = evaluateStack(stack));
      alarms = all("MetricAlarm");
    });
    after(removeProjects);

    const all = (type: string) => resources.filter((resource) => resource.type.endsWith(`:${type}`));
    const one = (type: string, name: string) => all(type).find((resource) => resource.name === name)?.inputs;
    const names = (type: string, input = "name") => all(type).map(({ name, inputs }) => inputs[input] ?? name);
    const queries = ({ inputs }: Asked): Query[] => inputs.metricQueries;
    const metrics = () => alarms.flatMap(queries).flatMap(({ metric }) => metric ?? []);

    it("is there for errors, slowness, failed orders, invoices, notices and each limit", () => {
      expect(alarms.map(({ name }) => name).sort()).to.deep.equal([
        "api-errors",
        "api-slow",
        "customers-turned-away",
        "functions-throttled",
        "invoices-failing",
        "orders-failing",
        "shops-not-told",
        "table-throttled",
      ]);
    });

    it("looks only at what the program makes", () => {
      const here: Record<string, string[]> = {
        ApiName: names("RestApi"),
        Stage: names("Stage", "stageName"),
        StateMachineArn: all("StateMachine").map(({ name }) => `arn:aws:states:ap-southeast-2:123456789012:stateMachine:${name}`),
        FunctionName: names("Function"),
        TableName: names("Table"),
        GlobalSecondaryIndexName: all("Table").flatMap(({ inputs }) =>
          inputs.globalSecondaryIndexes.map(({ name }: Asked) => name),
        ),
        TopicName: names("Topic"),
        QueueName: names("Queue"),
        UserPool: ["customers-id"],
        UserPoolClient: ["pages-id"],
      };
      for (const { namespace, metricName, dimensions } of metrics()) {
        for (const [dimension, value] of Object.entries(dimensions)) expect(here[dimension], dimension).to.include(value);
        if (namespace.startsWith("AWS/")) expect(dimensions).to.not.be.empty;
        else {
          expect(namespace).to.equal(`skip-the-line/${stack}`);
          const filter = one("LogMetricFilter", metricName);
          expect(filter?.metricTransformation).to.deep.equal({ namespace, name: metricName, value: "1" });
          // The Infrequent Access class takes no metric filter.
          const standard = all("LogGroup").filter(({ inputs }) => inputs.logGroupClass !== "INFREQUENT_ACCESS");
          expect(standard.map(({ name, inputs }) => inputs.name ?? name)).to.include(filter?.logGroupName);
        }
      }
    });

    it("exists for each function, the workflow, the table, the notices, their dead ends, the API and its sign-in", () => {
      const watched = metrics().flatMap(({ dimensions }) => Object.values(dimensions));
      expect(watched).to.include.members([...names("Function"), ...names("Table"), ...names("Queue"), ...names("RestApi")]);
      expect(watched).to.include.members(["notices", "customers-id"]);
      expect(watched.join()).to.contain(":stateMachine:orders");
    });

    it("is quiet while nothing happens, tells when it is over, and computes with all it looks at", () => {
      for (const alarm of alarms) {
        const { treatMissingData, alarmActions, okActions, name, alarmDescription } = alarm.inputs;
        expect(treatMissingData, alarm.name).to.equal("notBreaching");
        expect([alarmActions, okActions]).to.deep.equal([[topicArn], [topicArn]]);
        expect(name).to.equal(`skip-the-line-${stack}-${alarm.name}`);
        expect(alarmDescription).to.match(new RegExp(`docs/runbook\\.md#${alarm.name}$`));
        const looked = queries(alarm).filter(({ metric }) => metric);
        const [value, ...others] = queries(alarm).filter(({ expression }) => expression);
        expect(others).to.deep.equal([]);
        // AWS takes ten metrics an alarm.
        expect(looked.length).to.be.within(1, 10);
        const used = value?.expression?.includes("METRICS()") ? [] : looked;
        for (const { id } of used) expect(value?.expression).to.match(new RegExp(`\\b${id}\\b`));
        for (const { id } of looked) expect(id).to.match(/^[a-z]\w*$/);
      }
    });

    const topicArn = "arn:aws:sns:ap-southeast-2:123456789012:alarms";

    it("can really be published: the topic's key is not SNS's own, and lets CloudWatch use it", () => {
      expect(one("Topic", "alarms")?.kmsMasterKeyId).to.equal("arn:aws:kms:ap-southeast-2:123456789012:key/alarms");
      expect(one("Key", "alarms")?.enableKeyRotation).to.equal(true);
      const key = JSON.parse(one("Key", "alarms")?.policy).Statement;
      expect(key).to.deep.include({
        Effect: "Allow",
        Sid: "ToAlarms",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: ["kms:Decrypt", "kms:GenerateDataKey"],
        Resource: "*",
      });
      const [publish, ...others] = JSON.parse(one("TopicPolicy", "alarms")?.policy).Statement;
      expect(others).to.deep.equal([]);
      expect(publish).to.deep.include({
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: "sns:Publish",
        Resource: topicArn,
      });
      expect(publish.Condition).to.deep.equal({
        StringEquals: { "aws:SourceAccount": "123456789012" },
        ArnLike: { "aws:SourceArn": "arn:aws:cloudwatch:ap-southeast-2:123456789012:alarm:*" },
      });
    });

    it(stack === "prod" ? "goes to the address the stack names" : "goes to nobody, if the stack names none", () => {
      const readers = all("TopicSubscription").filter(({ inputs }) => inputs.topic === topicArn);
      expect(readers.map(({ inputs }) => inputs.endpoint)).to.deep.equal(stack === "prod" ? ["on-call@example.com"] : []);
    });

    it("for failed orders counts no refusal, which is a customer's mistake and not ours", () => {
      const pattern: string = one("LogMetricFilter", "failures")?.pattern;
      const left = [...pattern.matchAll(/\$\.details\.error != "(\w+)"/g)].map(([, name]) => name);
      const names = Object.entries(errorStatus).filter(([, status]) => status < 500);
      expect(left).to.have.members(names.map(([name]) => name));
      expect(left).to.include("OrderAlreadyActive").and.not.include("OrderNotPlaced");
      // The longest AWS takes (PutMetricFilter, API reference).
      expect(pattern.length).to.be.below(1024);
    });

    it("stands on the dashboard, beside what it looks at", () => {
      const { widgets } = JSON.parse(one("Dashboard", "overview")?.dashboardBody);
      const arns = alarms.map(
        ({ name }) => `arn:aws:cloudwatch:ap-southeast-2:123456789012:alarm:skip-the-line-${stack}-${name}`,
      );
      const [state, ...graphs] = widgets;
      expect(state.properties.alarms).to.have.members(arns);
      const shown = graphs.flatMap(({ properties }: { properties: { annotations?: { alarms: string[] } } }) => {
        return properties.annotations?.alarms ?? [];
      });
      expect(shown).to.have.members(arns);
      for (const { properties } of graphs) expect(properties.region).to.equal("ap-southeast-2");
    });

    it("waits for each notice that no shop got: it ends in an encrypted queue that only the notices' topic may fill", () => {
      const queueArn = "arn:aws:sqs:ap-southeast-2:123456789012:undelivered";
      const topic = "arn:aws:sns:ap-southeast-2:123456789012:notices";
      for (const { inputs } of all("TopicSubscription").filter(({ inputs }) => inputs.topic === topic)) {
        expect(JSON.parse(inputs.redrivePolicy)).to.deep.equal({ deadLetterTargetArn: queueArn });
      }
      expect(one("Queue", "undelivered")).to.deep.include({ sqsManagedSseEnabled: true, messageRetentionSeconds: 1_209_600 });
      const { Statement } = JSON.parse(one("QueuePolicy", "undelivered")?.policy);
      expect(Statement).to.deep.equal([
        {
          Sid: "FromThisTopicOnly",
          Effect: "Allow",
          Principal: { Service: "sns.amazonaws.com" },
          Action: "sqs:SendMessage",
          Resource: queueArn,
          Condition: { ArnEquals: { "aws:SourceArn": topic } },
        },
      ]);
    });
  });
}

describe("the API's access log", () => {
  it("is made after API Gateway's role for it, and that after its policy", () => {
    const { resources } = evaluateStack("dev");
    const waitsFor = (type: string, name: string) =>
      resources
        .find((resource) => resource.type.endsWith(`:${type}`) && resource.name === name)
        ?.dependencies.map((urn) =>
          urn
            .split(/[$]|::/)
            .slice(-2)
            .join(" "),
        );
    expect(waitsFor("Stage", "api")).to.include("aws:cloudwatch/logGroup:LogGroup api-access");
    expect(waitsFor("LogGroup", "api-access")).to.include("aws:apigateway/account:Account logs");
    expect(waitsFor("Account", "logs")?.join()).to.contain("aws:iam/rolePolicy:RolePolicy api-gateway-logs");
  });

  it("leaves that role alone in a stack that says so", async () => {
    const types: string[] = [];
    await pulumi.runtime.setMocks({
      newResource: ({ type, inputs }) => {
        types.push(type);
        return { id: "1", state: inputs };
      },
      call: () => ({}),
    });
    const group = accessLogs({ logRetentionDays: 7, apiGatewayLogRole: false } as Config);
    await new Promise((resolve) => pulumi.output(group.id).apply(resolve));
    expect(types).to.deep.equal(["aws:cloudwatch/logGroup:LogGroup"]);
  });
});
