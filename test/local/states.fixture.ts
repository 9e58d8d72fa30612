// Step Functions with real Lambda workers, a real topic and its inbox, and roles that IAM checks; a second lasts 50 ms.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Calls } from "../../local/aws/calls";
import type { Place } from "../../local/aws/place";
import type { Principal } from "../../local/aws/principal";
import { Iam } from "../../local/iam/iam";
import { Lambda } from "../../local/lambda/lambda";
import { Inbox } from "../../local/sns/inbox";
import { Sns } from "../../local/sns/sns";
import type { HistoryEvent } from "../../local/states/execution";
import { States } from "../../local/states/states";

/** Does as its event says, so that one function serves every test. */
const barista = `let calls = {};
exports.handler = async (event) => {
  const { answer, fail, wait = 0, failures = 0, id, size, echo } = event ?? {};
  await new Promise((go) => setTimeout(go, wait));
  if (fail) throw Object.assign(new Error("no beans"), { name: fail });
  if ((calls[id] = (calls[id] ?? 0) + 1) <= failures) throw Object.assign(new Error("again"), { name: "Transient" });
  if (echo || event === null || typeof event !== "object" || Array.isArray(event)) return event;
  return size ? "x".repeat(size) : id ? calls[id] : answer;
}`;

export const invokeArn = "arn:aws:states:::lambda:invoke";
export const machinePrefix = "arn:aws:states:ap-southeast-2:000000000000:stateMachine:";

/** A Task that invokes the function with its whole input. */
export const invoke = { Type: "Task", Resource: invokeArn, Parameters: { FunctionName: "barista", "Payload.$": "$" } };
export const done = { Type: "Succeed" };

type Definition = Readonly<Record<string, unknown>>;

export class Workshop {
  private readonly dataDir = mkdtempSync(join(tmpdir(), "states-"));
  private readonly place: Place = {
    ...{ partition: "aws", region: "ap-southeast-2", accountId: "000000000000", dataDir: this.dataDir },
    ...{ awsUrl: "http://127.0.0.1:4566", apiUrl: "http://127.0.0.1:3000" },
  };
  readonly iam = new Iam(this.place, Buffer.from("secret"));
  readonly calls = new Calls((call) => this.iam.decide(call));
  readonly inbox = new Inbox(this.place);
  private readonly lambda = new Lambda(this.place, this.calls, this.iam);
  private readonly sns = new Sns(this.place, this.calls, this.inbox);
  readonly states = new States(this.place, this.calls, this.iam, { lambda: this.lambda, sns: this.sns }, 50);
  readonly roleArn = this.role("workflow", "states", "*");
  /** Vendor001 reads it. */
  readonly topic = this.sns.createTopic("ready");
  caller: Principal = this.iam.administrator.principal;
  private count = 0;

  constructor() {
    const settings = {
      name: "barista",
      role: this.role("barista", "lambda", "logs:*"),
      handler: "index.handler",
      runtime: "nodejs24.x",
    };
    const limits = { timeout: 3, memorySize: 128, environment: {}, logGroup: "/b", logLevel: "INFO", tracing: false };
    this.lambda.create({ ...settings, ...limits, files: { "index.js": Buffer.from(barista) } });
    this.sns.subscribe(this.topic, "vendor@example.com", JSON.stringify({ vendorid: ["Vendor001"] }));
  }

  async close(): Promise<void> {
    await this.lambda.close();
    rmSync(this.dataDir, { recursive: true });
  }

  role(name: string, service: string, Action: string): string {
    const statement = { Effect: "Allow", Principal: { Service: `${service}.amazonaws.com` }, Action: "sts:AssumeRole" };
    const roleArn = this.iam.createRole(name, JSON.stringify({ Version: "2012-10-17", Statement: [statement] }));
    const policy = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource: "*" }] };
    this.iam.putRolePolicy(name, "p", JSON.stringify(policy));
    return roleArn;
  }

  /** Starts at its first state. @returns the machine's ARN */
  make(States: Definition, more: Definition = {}, roleArn = this.roleArn): string {
    const definition = JSON.stringify({ StartAt: Object.keys(States)[0], States, ...more });
    this.count += 1;
    return this.states.createStateMachine({ name: `m${this.count}`, roleArn, definition });
  }

  /** Through the service's API. */
  async start(stateMachineArn: string, input: unknown = {}): Promise<Answer> {
    const { status, body } = await this.states.handle({
      ...{ method: "POST", path: "/", query: new URLSearchParams(), requestId: "r", principal: this.caller },
      headers: { "x-amz-target": "AWSStepFunctions.StartSyncExecution" },
      body: Buffer.from(JSON.stringify({ stateMachineArn, input: JSON.stringify(input) })),
    });
    if (status !== 200) throw new Error(String(body));
    const answer = JSON.parse(String(body));
    return { ...answer, output: answer.output === undefined ? undefined : JSON.parse(answer.output) };
  }

  run(States: Definition, input: unknown = {}, more: Definition = {}): Promise<Answer> {
    return this.start(this.make(States, more), input);
  }

  /** Of the last execution. */
  get history(): readonly HistoryEvent[] {
    return this.states.executions.at(-1)?.history ?? [];
  }

  /** What happened in the last execution: `PassStateEntered A`. */
  get happened(): string[] {
    return this.history.map(({ type, name }) => (name === undefined ? type : `${type} ${name}`));
  }
}

export interface Answer {
  readonly status: string;
  // biome-ignore lint/suspicious/noExplicitAny: JSON of any shape, which each test compares with its own.
  readonly output?: any;
  readonly error?: string;
  readonly cause?: string;
  readonly executionArn: string;
  readonly name: string;
}
