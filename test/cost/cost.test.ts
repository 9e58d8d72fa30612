// What an order costs: the operations that `npm run cost` counts, and how it gets from them to USD.
import { expect } from "chai";
import { assumed } from "../../cost/assumptions";
import { usageOf } from "../../cost/bill";
import { goals } from "../../cost/estimate";
import type { Counted, CountedCall } from "../../cost/meter";
import { prices, regions } from "../../cost/prices";
import type { Program } from "../../cost/program";
import { figures, reckon } from "../../cost/reckon";
import { standing } from "../../cost/standing";
import { costOf, plus, times } from "../../cost/usage";
import type { Asked } from "../infra/evaluate";
import { script } from "../process";
import { root } from "../project";

const call = (by: string, action: string, more: Partial<CountedCall> = {}): CountedCall => {
  return { by, action, on: "", read: 0, write: 0, ...more };
};
const program: Program = {
  functions: { brew: { memory: 1769, platformLog: false } },
  definition: 10_000,
  sampling: { reservoir: 0, rate: 0 },
  logRetention: 30,
  infrequentLogs: [],
};
const nothing: Counted = { requests: 0, sent: 0, executions: [], calls: [], mails: 0, logged: {} };

describe("npm run cost", () => {
  // biome-ignore lint/suspicious/noExplicitAny: what it printed is what the test is about.
  let printed: any;
  before(async function () {
    this.timeout(120_000);
    printed = JSON.parse(JSON.stringify(figures(await reckon(), "ap-southeast-2")));
  });

  it("counts what placing an order must do, and nothing else", () => {
    const { requests, executions, invocations, calls } = printed.counted.order;
    expect({ requests, executions: executions.length, invocations }).to.deep.equal({
      ...{ requests: 1, executions: 1 },
      invocations: { "place-order": 1, "write-invoice": 1, "confirm-order": 1 },
    });
    expect(calls).to.deep.equal({
      "api states:StartSyncExecution": 1,
      "orders lambda:InvokeFunction": 3,
      "place-order dynamodb:UpdateItem": 1,
      "write-invoice s3:PutObject": 1,
      "confirm-order dynamodb:UpdateItem": 1,
      "orders sns:Publish": 1,
    });
    // Reserved, confirmed, and put into the queue.
    expect(printed.usage.order["dynamodb.write"]).to.equal(3);
    expect(printed.counted.order.mails).to.equal(1);
  });

  it("counts a whole life: menu, order, ready, collected, invoice", () => {
    const { counted, usage } = printed;
    const invoked = ["menu", "order", "ready", "collected", "invoice"].map(
      (name) => Object.keys(counted[name].invocations).length,
    );
    expect(invoked).to.deep.equal([0, 3, 1, 1, 1]);
    expect(usage.life).to.include({
      ...{ "apigateway.request": 5, "states.request": 3, "lambda.request": 6, "dynamodb.write": 7, "sns.publish": 3 },
      ...{ "s3.put": 1, "s3.get": 2 },
    });
    expect(usage.life["logs.gb"]).to.be.greaterThan(0);
  });

  it("keeps to its goals, in each region: an order placed, and a whole life", () => {
    for (const region of Object.keys(regions) as (keyof typeof regions)[]) {
      for (const what of ["order", "life"] as const)
        expect(costOf(times(1_000_000, printed.usage[what]), region), `${what} in ${region}`).to.be.at.most(goals[what]);
    }
  });

  it("says that a Standard workflow would cost ten times as much", () => {
    const { express, standard } = printed.million;
    expect(standard.order / express.order).to.be.greaterThan(10);
    expect(standard.menu).to.equal(express.menu);
    expect(printed.counted.order.executions).to.deep.equal([{ states: 9, tasks: 4 }]);
  });

  it("refuses a region whose prices it doesn't know", async () => {
    const run = script(root, "cost/main.ts", "--region", "mars-1");
    expect(await run.ended).to.equal(1);
    expect(run.text()).to.contain("--region is 'mars-1'; prices are known of ap-southeast-2 and us-east-1");
  });
});

describe("the bill", () => {
  it("is what was counted times its price", () => {
    const usage = plus(times(2, { "sns.publish": 1_000_000, "dynamodb.write": 500_000 }), { "s3.put": 3000 });
    expect(usage).to.deep.equal({ "sns.publish": 2_000_000, "dynamodb.write": 1_000_000, "s3.put": 3000 });
    expect(costOf(usage, "us-east-1")).to.be.closeTo(2 * 0.5 + 0.625 + 3 * 0.005, 1e-9);
  });

  it("has a function pay for its own time, what it waits for, and its share of starts", () => {
    const counted = {
      ...nothing,
      requests: 1,
      calls: [
        call("apigateway.amazonaws.com", "lambda:InvokeFunction", { on: "brew" }),
        call("brew", "dynamodb:GetItem", { read: 0.5 }),
        call("brew", "s3:GetObject"),
      ],
    };
    const ms = assumed("cpu") + assumed("dynamodb") + assumed("s3") + assumed("coldShare") * (assumed("cold") + assumed("first"));
    const usage = usageOf(counted, program);
    expect(usage["lambda.gbSecond"]).to.be.closeTo((1769 / 1024) * (ms / 1000), 1e-9);
    expect(usage).to.include({ "apigateway.request": 1, "lambda.request": 1, "dynamodb.read": 0.5, "s3.get": 1 });
  });

  it("has an execution pay for its time, half a step more, in steps of 64 MB", () => {
    const counted = { ...nothing, executions: [{ states: 3, tasks: 1 }], calls: [call("orders", "sns:Publish")] };
    const ms = assumed("sns") + assumed("task") + 2 * assumed("state") + assumed("step");
    expect(usageOf(counted, program)["states.gbSecond"]).to.be.closeTo((ms / 1000) * (64 / 1024), 1e-9);
    const large = usageOf(counted, { ...program, definition: 15_000_000 });
    expect(large["states.gbSecond"]).to.be.closeTo((ms / 1000) * (128 / 1024), 1e-9);
  });

  it("counts what is logged, and what Lambda logs besides if it is let", () => {
    const counted = {
      ...nothing,
      calls: [call("orders", "lambda:InvokeFunction", { on: "brew" })],
      logged: { brew: ["€".repeat(50), "x".repeat(150)] },
    };
    expect(usageOf(counted, program)["logs.gb"]).to.be.closeTo((300 + 2 * 26) / 1e9, 1e-15);
    const cheaper = usageOf(counted, { ...program, infrequentLogs: ["brew"] });
    expect(cheaper["logs.gb"]).to.equal(undefined);
    expect(cheaper["logs.infrequentGb"]).to.be.closeTo((300 + 2 * 26) / 1e9, 1e-15);
    const talkative = { ...program, functions: { brew: { memory: 1769, platformLog: true } } };
    expect(usageOf(counted, talkative)["logs.gb"]).to.be.greaterThan((300 + 4 * 26 + 600) / 1e9);
  });

  it("is refused for an operation or a resource whose price nobody said, which it names", () => {
    const counted = { ...nothing, calls: [call("brew", "s3:CopyObject")] };
    expect(() => usageOf(counted, program)).to.throw("No price is known for s3:CopyObject, which brew called");
    const resource = { type: "aws:rds/cluster:Cluster", inputs: {} } as Asked;
    expect(() => standing([resource])).to.throw("What a aws:rds/cluster:Cluster costs by the month isn't known");
  });

  it("has alarms pay by the metric, and a key, a dashboard and an encrypted topic by the month", () => {
    const resources = [
      { type: "aws:cloudwatch/metricAlarm:MetricAlarm", inputs: { metricName: "Errors" } },
      {
        type: "aws:cloudwatch/metricAlarm:MetricAlarm",
        inputs: { metricQueries: [{ metric: {} }, { metric: {} }, { expression: "a/b" }] },
      },
      { type: "aws:cloudwatch/dashboard:Dashboard", inputs: {} },
      { type: "aws:kms/key:Key", inputs: {} },
      { type: "aws:sns/topic:Topic", inputs: { kmsMasterKeyId: "alias/aws/sns" } },
    ] as unknown as Asked[];
    expect(standing(resources)).to.deep.equal({
      ...{ "cloudwatch.alarm": 3, "cloudwatch.dashboard": 1, "kms.key": 1, "kms.request": 17_280 },
    });
  });

  it("has a price in each region for whatever can be counted, and says where it is from", () => {
    for (const [service, what, per, , page, quotes] of Object.values(prices)) {
      expect(per, `${service} ${what}`).to.be.greaterThan(0);
      expect(page).to.match(/pricing/);
      for (const region of Object.keys(regions) as (keyof typeof regions)[]) {
        const [usd, seen] = quotes[region];
        expect(usd, `${service} ${what}`).to.be.greaterThan(0);
        expect(seen).to.match(/^2026-\d\d-\d\d$/);
      }
    }
  });
});
