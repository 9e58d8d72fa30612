// Step Functions through the AWS SDK, with Lambdas on real workers and mails in a real inbox. What it cannot show: that AWS's own
// engine agrees; the names, causes and times asserted here are those recorded on AWS.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { SFNClient, StartExecutionCommand, StartSyncExecutionCommand } from "@aws-sdk/client-sfn";
import { expect } from "chai";
import { AwsError } from "../../local/aws/error";
import type { Cloud } from "../../local/cloud";
import { readBody } from "../../local/server";
import { statesTypes } from "../../local/states/resources";
import { done, invoke, machinePrefix, Workshop } from "./states.fixture";

describe("Step Functions on the laptop", () => {
  const workshop = new Workshop();
  const { states, iam, calls, inbox, topic, roleArn } = workshop;
  let server: Server;
  let client: SFNClient;

  before(async () => {
    server = createServer(async (request, response) => {
      const headers = request.headers as Record<string, string>;
      const body = await readBody(request, 10_000_000);
      const call = {
        method: "POST",
        path: "/",
        query: new URLSearchParams(),
        headers,
        body,
        requestId: "r-1",
        principal: workshop.caller,
      };
      const answer = await states.handle(call);
      response.writeHead(answer.status, answer.headers).end(answer.body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const credentials = { accessKeyId: "a", secretAccessKey: "b" };
    client = new SFNClient({ endpoint, region: "ap-southeast-2", credentials, maxAttempts: 1, disableHostPrefix: true });
  });

  beforeEach(() => {
    workshop.caller = iam.administrator.principal;
    calls.fault = () => undefined;
  });

  after(async () => {
    client.destroy();
    server.closeAllConnections();
    server.close();
    await workshop.close();
  });

  it("answers an execution as AWS does, and gives its context to the states", async () => {
    const stateMachineArn = make({
      A: {
        Type: "Pass",
        Parameters: { "e.$": "$$.Execution.Name", "at.$": "$$.Execution.StartTime", "in.$": "$$.Execution.Input.shop" },
        Next: "B",
      },
      B: { Type: "Pass", Parameters: { "id.$": "$$.Execution.Id", "a.$": "$" }, End: true },
    });

    const answer = await client.send(
      new StartSyncExecutionCommand({ stateMachineArn, name: "order-1", input: '{"shop": "Vendor001"}' }),
    );

    const name = stateMachineArn.slice(machinePrefix.length);
    expect(answer.executionArn).to.match(
      new RegExp(`^arn:aws:states:ap-southeast-2:000000000000:express:${name}:order-1:[0-9a-f-]{36}$`),
    );
    expect(answer).to.deep.include({ stateMachineArn, name: "order-1", status: "SUCCEEDED", input: '{"shop": "Vendor001"}' });
    const output = JSON.parse(answer.output ?? "");
    expect(output.id).to.equal(answer.executionArn);
    expect(output.a).to.deep.include({ e: "order-1", in: "Vendor001" });
    expect(Math.abs(Date.parse(output.a.at) - Number(answer.startDate))).to.be.below(1000);
    expect(Number(answer.stopDate) - Number(answer.startDate)).to.be.within(0, 5000);
  });

  it("invokes a Lambda and gives its result, null for undefined", async () => {
    const arn = make({ A: { ...invoke, ResultPath: "$.made", Next: "B" }, B: { ...done, OutputPath: "$.made" } });

    const { SdkHttpMetadata, SdkResponseMetadata, ...output } = (await run(arn, { answer: { cups: 2 } })).output;
    expect(output).to.deep.equal({ ExecutedVersion: "$LATEST", StatusCode: 200, Payload: { cups: 2 } });
    expect(SdkHttpMetadata.HttpStatusCode).to.equal(200);
    expect(SdkHttpMetadata.HttpHeaders["x-amzn-RequestId"]).to.equal(SdkResponseMetadata.RequestId);
    expect((await run(arn, {})).output.Payload).to.equal(null);
    expect(tasks()).to.deep.equal(["A"]);
  });

  it("ends FAILED with the name and AWS's cause of an error nobody catches", async () => {
    const { status, error, cause } = await run(make({ A: { ...invoke, End: true } }), { fail: "OutOfBeans" });

    expect({ status, error }).to.deep.equal({ status: "FAILED", error: "OutOfBeans" });
    expect(JSON.parse(cause ?? "")).to.include({ errorType: "OutOfBeans", errorMessage: "no beans" });
  });

  it("takes the first catcher that names the error, and a Fail state's texts from what was caught", async () => {
    const arn = make({
      A: {
        ...{ ...invoke, End: true },
        Catch: [
          { ErrorEquals: ["SoldOut", "OutOfBeans"], ResultPath: "$.error", Next: "Refused" },
          { ErrorEquals: ["States.ALL"], Next: "Other" },
        ],
      },
      Refused: { Type: "Fail", ErrorPath: "$.error.Error", CausePath: "$.error.Cause" },
      Other: { Type: "Fail", Error: "OrderNotPlaced", Cause: "try again" },
    });

    const refused = await run(arn, { fail: "OutOfBeans" });
    expect([refused.error, JSON.parse(refused.cause ?? "").errorMessage]).to.deep.equal(["OutOfBeans", "no beans"]);
    expect(await run(arn, { fail: "Anything" })).to.include({ status: "FAILED", error: "OrderNotPlaced", cause: "try again" });
  });

  it("retries as often as it is told, and no error that is not named", async () => {
    const Retry = [{ ErrorEquals: ["Transient"], IntervalSeconds: 1, MaxAttempts: 2, BackoffRate: 1, JitterStrategy: "FULL" }];
    const arn = make({ A: { ...invoke, Retry, End: true } });

    expect((await run(arn, { id: "twice", failures: 2 })).output.Payload).to.equal(3);
    expect(await run(arn, { id: "more", failures: 3 })).to.include({ status: "FAILED", error: "Transient" });
    expect((await run(arn, { id: "more", failures: 3 })).output.Payload).to.equal(4);
    expect((await run(arn, { fail: "Other" })).error).to.equal("Other");
    expect(tasks()).to.have.length(1);
  });

  it("times a task out under States.Timeout with an empty cause, caught or not", async () => {
    const slow = { ...invoke, TimeoutSeconds: 1, End: true };
    const caught = { ...slow, Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: "B" }] };

    const { output } = await run(make({ A: caught, B: done }), { wait: 300 });
    expect(output.error).to.deep.equal({ Error: "States.Timeout", Cause: "" });
    const answer = await run(make({ A: slow }), { wait: 300 });
    expect([answer.status, answer.error, answer.cause]).to.deep.equal(["FAILED", "States.Timeout", undefined]);
  });

  it("times the whole execution out past every catcher and retrier", async () => {
    const Retry = [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 5, MaxAttempts: 5 }];
    const arn = make({ A: { ...invoke, Retry, Catch: [{ ErrorEquals: ["States.ALL"], Next: "B" }], End: true }, B: done }, 2);

    const answer = await run(arn, { fail: "Always" });
    await new Promise((resolve) => setTimeout(resolve, 50));

    expect(answer).to.include({ status: "TIMED_OUT", error: "States.Timeout" });
    expect(tasks()).to.have.length(1);
  });

  it("times out a loop that waits for nothing, and serves others meanwhile", async () => {
    const loop = make(
      { A: { Type: "Pass", Next: "B" }, B: { Type: "Choice", Choices: [{ Variable: "$", IsPresent: true, Next: "A" }] } },
      2,
    );
    const other = make({ A: done });

    const [answer, meanwhile] = await Promise.all([run(loop, {}), run(other, { a: 1 })]);

    expect([answer.status, answer.error]).to.deep.equal(["TIMED_OUT", "States.Timeout"]);
    expect(meanwhile.output).to.deep.equal({ a: 1 });
  });

  it("can't wait for a task for a time that is none", async () => {
    const arn = make({ A: { ...invoke, TimeoutSecondsPath: "$.seconds", End: true } });
    for (const seconds of [0, -1, 1.5, "1", null]) expect((await run(arn, { seconds })).error).to.equal("States.Runtime");
  });

  it("chooses by type and value, and passes paths, selectors and null paths on", async () => {
    const arn = make({
      A: {
        Type: "Choice",
        Choices: [
          {
            And: [
              { Variable: "$.n", IsPresent: true },
              {
                Or: [
                  { Variable: "$.n", StringEquals: "one" },
                  { Variable: "$.n", BooleanEquals: true },
                ],
              },
            ],
            Next: "One",
          },
          { Not: { Variable: "$.s", IsPresent: true }, Next: "Nothing" },
        ],
        Default: "Text",
      },
      One: {
        ...invoke,
        ResultSelector: { "cups.$": "$.Payload.cups" },
        ResultPath: "$.made",
        OutputPath: "$.made.cups",
        End: true,
      },
      Nothing: { Type: "Pass", Result: "nothing", ResultPath: "$.said", End: true },
      Text: { Type: "Pass", Result: "text", ResultPath: null, End: true },
    });

    expect((await run(arn, { n: "one", answer: { cups: 3 } })).output).to.equal(3);
    expect((await run(arn, { n: true, answer: { cups: 4 } })).output).to.equal(4);
    expect((await run(arn, { n: "true" })).output).to.deep.equal({ n: "true", said: "nothing" });
    expect((await run(arn, { s: "1" })).output).to.deep.equal({ s: "1" });
  });

  it("does what the guide says where nothing was recorded", async () => {
    const chosen = async (rule: object, input: object) => {
      const Choices = [{ ...rule, Next: "B" }];
      return (
        (
          await run(
            make({ A: { Type: "Choice", Choices, Default: "C" }, B: { Type: "Pass", Result: true, End: true }, C: done }),
            input,
          )
        ).output === true
      );
    };
    const matches = (StringMatches: string) => chosen({ Variable: "$.a", StringMatches }, { a: "log-*.txt" });
    expect([
      await matches("log*txt"),
      await matches("*"),
      await matches("log-\\*.txt"),
      await matches("log-.\\*.*"),
    ]).to.deep.equal([...[true, true, true, false]]);
    expect(await chosen({ Variable: "$.a", StringMatches: "*" }, { a: 1 })).to.equal(false);
    const isTime = (a: string) => chosen({ Variable: "$.a", IsTimestamp: true }, { a });
    expect([await isTime("2026-01-31T07:30:00+11:00"), await isTime("2026-01-31")]).to.deep.equal([true, false]);
    expect(await chosen({ Variable: "$.none", IsPresent: false }, {})).to.equal(true);
    const unique = make({ A: { Type: "Pass", Parameters: { "a.$": "States.ArrayUnique($.a)" }, End: true } });
    expect((await run(unique, { a: [1, "1", { b: [] }, 1, { b: [] }] })).output.a).to.deep.equal([1, "1", { b: [] }]);
  });

  it("fails under the guide's names where a function or a ResultPath can't do with the data", async () => {
    const item = make({ A: { Type: "Pass", Parameters: { "a.$": "States.ArrayGetItem($.a, 2)" }, End: true } });
    expect(await run(item, { a: [1, 2] })).to.include({
      error: "States.IntrinsicFailure",
      cause: "The function 'States.ArrayGetItem($.a, 2)' had the following error: index 2 is not in a list of 2",
    });
    const into = make({ A: { Type: "Pass", Result: 1, ResultPath: "$.a.b", End: true } });
    expect((await run(into, { a: { c: 2 } })).output).to.deep.equal({ a: { c: 2, b: 1 } });
    expect(await run(into, { a: "text" })).to.include({ error: "States.ResultPathMatchFailure" });
  });

  it("says which path a choice can't be made by, and that none was made", async () => {
    const arn = make({ A: { Type: "Choice", Choices: [{ Variable: "$.cups", NumericEquals: 1, Next: "B" }] }, B: done });
    const where = "An error occurred while executing the state 'A' (entered at the event id #2).";
    const missing = await run(arn, {});
    expect([missing.error, missing.cause]).to.deep.equal([
      "States.Runtime",
      `${where} Invalid path '$.cups': The choice state's condition path references an invalid value.`,
    ]);
    const none = await run(arn, { cups: 2 });
    expect([none.error, none.cause]).to.deep.equal([
      "States.Runtime",
      `${where} Failed to transition out of the state. The state does not point to a next state.`,
    ]);
  });

  it("publishes to a topic with attributes from the data; an object becomes its JSON", async () => {
    const publish = {
      Type: "Task",
      Resource: "arn:aws:states:::sns:publish",
      ResultSelector: { "id.$": "$.MessageId" },
      End: true,
    };
    const MessageAttributes = { vendorid: { DataType: "String", "StringValue.$": "$.vendorid" } };
    const arn = make({
      A: { ...publish, Parameters: { TopicArn: topic, Subject: "Ready", "Message.$": "$", MessageAttributes } },
    });

    const { output } = await run(arn, { vendorid: "Vendor001" });
    await run(arn, { vendorid: "Vendor002" });

    expect(output.id).to.match(/^[0-9a-f-]{36}$/);
    expect(inbox.list().map(({ to, subject, text }) => ({ to, subject, text }))).to.deep.equal([
      { to: "vendor@example.com", subject: "Ready", text: '{"vendorid":"Vendor001"}' },
    ]);
    const gone = make({ A: { ...publish, Parameters: { TopicArn: `${topic}-not`, Message: "m" } } });
    const { error, cause } = await run(gone, {});
    expect(error).to.equal("SNS.NotFoundException");
    expect(cause).to.match(
      /^Topic does not exist \(Service: AmazonSNS; Status Code: 404; Error Code: NotFound; Request ID: \S+; Proxy: null\)$/,
    );
  });

  it("names a service's own errors as AWS records them", async () => {
    const arn = make({ A: { ...invoke, End: true } });
    const nobody = make({ A: { ...invoke, Parameters: { FunctionName: "nobody" }, End: true } });
    const outsider = make({ A: { ...invoke, End: true } }, 300, workshop.role("outsider", "states", "sns:*"));

    expect((await run(nobody, {})).error).to.equal("Lambda.ResourceNotFoundException");
    const denied = await run(outsider, {});
    expect(denied.error).to.equal("Lambda.AWSLambdaException");
    expect(denied.cause).to.match(
      /assumed-role\/outsider.* is not authorized to perform: lambda:InvokeFunction .*AccessDeniedException/,
    );
    calls.fault = ({ action }) =>
      action === "lambda:InvokeFunction" ? { when: "before", error: new AwsError("ServiceException", "struck", 500) } : undefined;
    expect((await run(arn, {})).error).to.equal("Lambda.ServiceException");
    calls.fault = () => undefined;
    expect((await run(arn, { size: 262_144 })).error).to.equal("States.DataLimitExceeded");
    expect(
      (
        await run(
          make({
            A: { ...invoke, OutputPath: "$.nowhere", Catch: [{ ErrorEquals: ["States.ALL"], Next: "B" }], End: true },
            B: done,
          }),
          {},
        )
      ).error,
    ).to.equal("States.Runtime");
  });

  it("runs fifty executions of one machine at once, each with its own data", async () => {
    const arn = make({ A: { ...invoke, ResultPath: "$.a", Next: "B" }, B: { ...invoke, ResultPath: "$.b", End: true } });

    const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => run(arn, { answer: n })));

    expect(answers.map(({ output }) => [output.a.Payload, output.b.Payload])).to.deep.equal(answers.map((_, n) => [n, n]));
    expect(new Set(answers.map(({ name }) => name)).size).to.equal(50);
  });

  it("refuses a call with AWS's error", async () => {
    const arn = make({ A: done });
    const start = (input: object) =>
      client
        .send(new StartSyncExecutionCommand({ stateMachineArn: arn, ...input }))
        .catch((error) => `${error.name} ${error.$metadata.httpStatusCode}`);
    expect(await start({ stateMachineArn: `${arn}x` })).to.equal("StateMachineDoesNotExist 400");
    expect(await start({ input: "{no" })).to.equal("InvalidExecutionInput 400");
    expect(await start({ input: `"${"x".repeat(262_144)}"` })).to.equal("ValidationException 400");
    expect(await start({ name: "no spaces" })).to.equal("InvalidName 400");
    expect(await start({ traceHeader: "Root=1-0-0" })).to.equal("NotImplemented 501");
    workshop.caller = iam.assumeRole(roleArn.replace("workflow", "outsider"), "states.amazonaws.com", "s1");
    expect(await start({})).to.equal("AccessDeniedException 400");
    workshop.caller = iam.administrator.principal;
    const asynchronous = await client.send(new StartExecutionCommand({ stateMachineArn: arn })).catch((error) => error.name);
    expect(asynchronous).to.equal("NotImplemented");
  });

  it("tells each event as it happens, and keeps the histories of the last hundred executions", async () => {
    const told: string[] = [];
    states.onEvent = ({ name }, { type }) => told.push(`${name} ${type}`);
    const arn = make({ A: done });
    const { name } = await run(arn, {});
    expect(told).to.deep.equal(workshop.history.map(({ type }) => `${name} ${type}`));
    states.onEvent = () => {};

    await Promise.all(Array.from({ length: 100 }, () => run(arn, {})));
    expect(states.executions).to.have.length(100);
    expect(states.executions.map((execution) => execution.name)).to.not.include(name);
    expect(new Set(states.executions.map(({ history }) => history.length))).to.deep.equal(new Set([4]));
  });

  it("forgets sooner what is large, and keeps no endless history", async () => {
    const arn = make({ A: done });
    for (let count = 0; count < 90; count++) await workshop.start(arn, { count, text: "x".repeat(200_000) });
    expect(states.executions.length).to.be.within(50, 80);
    expect(states.executions.at(-1)?.input).to.contain('"count":89');

    const ItemProcessor = { StartAt: "B", States: { B: { Type: "Pass", End: true } } };
    const every = make({ A: { Type: "Map", ItemProcessor, End: true } });
    expect(await workshop.start(every, Array(8000).fill(0))).to.have.property("status", "SUCCEEDED");
    expect(workshop.history).to.have.length(25_000);
  });

  it("brings a declared machine up, and refuses what AWS would", async () => {
    const type = statesTypes["aws:sfn/stateMachine:StateMachine"];
    const definition = JSON.stringify({ StartAt: "A", States: { A: done } });
    const declare = async (inputs: object) =>
      type?.create(
        { type: "", name: "orders", physicalName: "orders-1", inputs: { roleArn, definition, type: "EXPRESS", ...inputs } },
        { states } as Cloud,
      );
    const refusal = (inputs: object) => declare(inputs).catch((error: Error) => error.message);

    expect(await refusal({ loggingConfiguration: { level: "ALL", logDestination: "arn:aws:logs:x:1:log-group:g" } })).to.contain(
      ":*",
    );
    expect(await refusal({ type: undefined })).to.contain("type 'STANDARD'");
    expect(await refusal({ roleArn: roleArn.replace("workflow", "barista") })).to.contain("sts:AssumeRole");
    const created = await declare({ loggingConfiguration: { level: "ERROR", logDestination: "arn:aws:logs:x:1:log-group:g:*" } });
    expect(created?.id).to.equal(`${machinePrefix}orders-1`);
    expect((await run(`${machinePrefix}orders-1`, { a: 1 })).output).to.deep.equal({ a: 1 });
  });

  function make(States: Record<string, object>, TimeoutSeconds = 300, by = roleArn): string {
    return workshop.make(States, { TimeoutSeconds }, by);
  }

  /** The states that called a service in the last execution, once a call. */
  function tasks() {
    return workshop.history.filter(({ type }) => type === "TaskScheduled").map(({ name }) => name);
  }

  async function run(stateMachineArn: string, input: object) {
    const answer = await client.send(new StartSyncExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }));
    return { ...answer, output: answer.output === undefined ? undefined : JSON.parse(answer.output) };
  }
});
