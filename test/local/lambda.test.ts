// Lambda through the AWS SDK: real archives on real workers. It cannot show that AWS runs them alike; names and texts are AWS's.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { type Call, Calls } from "../../local/aws/calls";
import type { Place } from "../../local/aws/place";
import type { Principal } from "../../local/aws/principal";
import type { Cloud } from "../../local/cloud";
import { Iam } from "../../local/iam/iam";
import type { FunctionSettings } from "../../local/lambda/function";
import { Lambda } from "../../local/lambda/lambda";
import { lambdaTypes } from "../../local/lambda/resources";
import { readBody } from "../../local/server";

const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});
const prefix = "arn:aws:lambda:ap-southeast-2:000000000000:function:";

describe("Lambda on the laptop", () => {
  // Inside the project, as the data folder usually is: what lies in its node_modules must stay out of reach.
  const dataDir = realpathSync(mkdtempSync(join(__dirname, "../../node_modules/.lambda-")));
  const place: Place = {
    ...{ partition: "aws", region: "ap-southeast-2", accountId: "000000000000", dataDir },
    ...{ awsUrl: "http://127.0.0.1:4566", apiUrl: "http://127.0.0.1:3000" },
  };
  const iam = new Iam(place, Buffer.from("secret"));
  const calls = new Calls((call) => iam.decide(call));
  const denied: Call[] = [];
  calls.onDenied = (call) => denied.push(call);
  const lambda = new Lambda(place, calls, iam);
  let caller: Principal = iam.administrator.principal;
  let server: Server;
  let client: LambdaClient;
  let role: string;
  let count = 0;

  before(async () => {
    role = iam.createRole("baker", trust);
    iam.putRolePolicy("baker", "logs", allow("logs:*", "arn:aws:logs:*:*:log-group:/aws/lambda/*:*"));
    server = createServer(async (request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? "/", "http://local");
      const headers = request.headers as Record<string, string>;
      const body = await readBody(request, 10_000_000);
      const call = { method: request.method ?? "", path: pathname, query: searchParams, headers, body, requestId: "r-1" };
      const answer = await lambda.handle({ ...call, principal: caller });
      response.writeHead(answer.status, answer.headers).end(answer.body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const credentials = { accessKeyId: "a", secretAccessKey: "b" };
    client = new LambdaClient({ endpoint, region: place.region, credentials, maxAttempts: 1 });
  });

  beforeEach(() => {
    caller = iam.administrator.principal;
    denied.length = 0;
  });

  after(async () => {
    client.destroy();
    server.closeAllConnections();
    server.close();
    await lambda.close();
    rmSync(dataDir, { recursive: true });
  });

  it("gives the event and AWS's context to an async handler and answers what it returns as JSON", async () => {
    const name = make(`exports.handler = async (event, context) => ({
      event, left: context.getRemainingTimeInMillis(), context: JSON.parse(JSON.stringify(context)) })`);

    const { payload, error } = await invoke(name, { coffee: "Flat White" });

    expect(error).to.equal(undefined);
    expect(payload.event).to.deep.equal({ coffee: "Flat White" });
    expect(payload.left).to.be.within(2000, 3000);
    expect(payload.context.awsRequestId).to.match(/^[0-9a-f-]{36}$/);
    expect(payload.context.logStreamName).to.match(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST][0-9a-f]{32}$/);
    expect(payload.context).to.include({ functionName: name, functionVersion: "$LATEST", invokedFunctionArn: prefix + name });
    expect(payload.context).to.include({ memoryLimitInMB: "128", logGroupName: `/aws/lambda/${name}` });
  });

  it("answers null for undefined, and has no callbacks any more", async () => {
    const callback = make("exports.handler = (event, context, callback) => callback(null, 7)");

    expect(await invoke(make("exports.handler = async () => {}"), {})).to.deep.include({ payload: null, error: undefined });
    expect((await invoke(callback, {})).payload.errorType).to.equal("Runtime.HandlerNotFound");
  });

  it("shows the handler its own variables and AWS's, and nothing of this machine's", async () => {
    const name = make("exports.handler = async () => ({ ...process.env })", { environment: { TABLE: "orders" } });

    const { payload } = await invoke(name, {});

    const { AWS_ACCESS_KEY_ID: id, AWS_SESSION_TOKEN: token } = payload;
    expect(iam.identify(id, token)?.principal).to.include({ type: "Role", roleArn: role });
    expect(payload).to.include({ TABLE: "orders", AWS_REGION: place.region, AWS_ENDPOINT_URL: place.awsUrl, TZ: ":UTC" });
    expect(payload).to.include({ AWS_LAMBDA_FUNCTION_NAME: name, _HANDLER: "index.handler" });
    expect(payload).to.not.have.any.keys("PATH", "USER", "npm_lifecycle_event", "NODE_OPTIONS");
    expect(payload.HOME).to.equal(payload.LAMBDA_TASK_ROOT);
  });

  it("resolves the AWS SDK and the archive's own packages, and nothing else of the project", async () => {
    const found = `exports.handler = async () => Object.fromEntries(
      ["@aws-sdk/client-dynamodb", "@aws-sdk/client-dynamodb/dist-cjs/index.js", "@smithy/core", "own",
       "chai", "@pulumi/pulumi", "@aws-sdk/s3-request-presigner", "node:fs"].map((name) => {
        try { return [name, typeof require(name)]; } catch (error) { return [name, error.code]; } }))`;
    const own = Buffer.from('module.exports = "shipped"');
    const name = make(found, { files: { "index.js": Buffer.from(found), "node_modules/own/index.js": own } });

    const { payload } = await invoke(name, {});

    expect(payload).to.deep.equal({
      "@aws-sdk/client-dynamodb": "object",
      "@aws-sdk/client-dynamodb/dist-cjs/index.js": "object",
      "@smithy/core": "object",
      own: "string",
      chai: "MODULE_NOT_FOUND",
      "@pulumi/pulumi": "MODULE_NOT_FOUND",
      "@aws-sdk/s3-request-presigner": "MODULE_NOT_FOUND",
      "node:fs": "object",
    });
  });

  it("answers 200 with FunctionError Unhandled and AWS's account of the error", async () => {
    const name = make(
      `exports.handler = async () => { throw Object.assign(new Error("slot taken"), { name: "OrderAlreadyActive" }) }`,
    );

    const { status, error, payload } = await invoke(name, {});

    expect({ status, error }).to.deep.equal({ status: 200, error: "Unhandled" });
    expect(payload).to.include({ errorType: "OrderAlreadyActive", errorMessage: "slot taken" });
    expect(payload.trace[1]).to.match(/^ {4}at .*index\.js/);
  });

  it("tells of a failed invocation in one line, with the log file to read", async () => {
    const name = make("exports.handler = async () => { throw new RangeError('no beans\\nnor milk') }");
    const told: string[] = [];
    lambda.log = (line) => told.push(line);

    await invoke(name, {});

    const file = join(dataDir, "logs", `_aws_lambda_${name}.log`);
    expect(told).to.deep.equal([`failed: ${name}: RangeError: no beans (log: ${file})`]);
    expect(readFileSync(file, "utf8")).to.include("no beans");
  });

  const broken = {
    "Runtime.ImportModuleError": 'require("left-pad"); exports.handler = async () => 1',
    "Runtime.HandlerNotFound": "exports.other = async () => 1",
    "Runtime.UnhandledPromiseRejection":
      "exports.handler = () => { void Promise.reject(new Error('late')); return new Promise(() => {}) }",
    "Runtime.ExitError": "exports.handler = async () => process.exit(3)",
    RangeError: "throw new RangeError('at import')",
  };
  for (const [errorType, code] of Object.entries(broken)) {
    it(`names ${errorType}, and serves the next call afresh`, async () => {
      const name = make(code);

      const [first, second] = [await invoke(name, {}), await invoke(name, {})];

      expect([first.payload.errorType, second.payload.errorType]).to.deep.equal([errorType, errorType]);
    });
  }

  it("ends a handler that runs over its timeout, even one that never yields", async () => {
    const name = make("exports.handler = async ({ loop }) => { while (loop); return 'fine' }", { timeout: 1 });

    const { error, payload } = await invoke(name, { loop: true });

    expect(error).to.equal("Unhandled");
    expect(payload.errorType).to.equal("Sandbox.Timedout");
    expect(payload.errorMessage).to.match(/^RequestId: [0-9a-f-]{36} Error: Task timed out after 1\.00 seconds$/);
    expect((await invoke(name, { loop: false })).payload).to.equal("fine");
  });

  it("ends a handler that takes more memory than it has", async () => {
    const name = make("exports.handler = async () => { const all = []; for (;;) all.push(Array(1e5).fill(all)) }", {
      timeout: 60,
    });

    const { payload } = await invoke(name, {});

    expect(payload.errorType).to.equal("Runtime.ExitError");
    expect(payload.errorMessage).to.match(/Runtime exited with error: signal: killed$/);
  });

  it("serves calls in the order they came, on one worker while they are quick", async () => {
    const name = make("let served = 0; exports.handler = async () => served++");
    const order: number[] = [];

    const answers = await Promise.all(
      Array.from({ length: 50 }, async (_, n) => {
        const { Payload } = await lambda.invoke({ FunctionName: name, Payload: "{}" }, caller);
        order.push(n);
        return Number(Payload);
      }),
    );

    expect(answers).to.deep.equal([...Array(50).keys()]);
    expect(order).to.deep.equal(answers);
  });

  it("runs up to four calls at once while others keep waiting, and waiting is not running time", async () => {
    const name = make(
      `const worker = Math.random();
       exports.handler = async ({ n }) => { await new Promise((go) => setTimeout(go, 300)); return { n, worker } }`,
      { timeout: 1 },
    );
    const order: number[] = [];

    const answers = await Promise.all(
      Array.from({ length: 16 }, async (_, n) => {
        const { payload } = await invoke(name, { n });
        order.push(n);
        return payload;
      }),
    );

    expect(new Set(answers.map(({ worker }) => worker)).size).to.equal(4);
    expect(answers.map(({ n }) => n)).to.deep.equal([...Array(16).keys()]);
    expect(Math.max(...order.slice(0, 4))).to.be.below(8);
    expect(Math.min(...order.slice(-4))).to.be.above(7);
  });

  it("writes JSON lines of the level asked for, those of the start too, if the role may, and drops them all if it may not", async () => {
    const code = `console.error("waking");
      exports.handler = async () => { console.info("no"); console.warn("two\\nlines %d", 2); console.error({ order: 7 }) }`;
    const allowed = make(code, { logLevel: "WARN" });
    const mute = make(code, { role: iam.createRole("mute", trust), tracing: true });

    await invoke(allowed, {});
    await invoke(mute, {});
    await invoke(mute, {});

    const lines = readFileSync(join(dataDir, "logs", `_aws_lambda_${allowed}.log`), "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.map(({ level, message }) => [level, message])).to.deep.equal([
      ["ERROR", "waking"],
      ["WARN", "two\nlines 2"],
      ["ERROR", { order: 7 }],
    ]);
    expect(lines[1].timestamp).to.match(/^\d{4}-\S+Z$/);
    expect(lines[1].requestId).to.match(/^[0-9a-f-]{36}$/);
    expect(existsSync(join(dataDir, "logs", `_aws_lambda_${mute}.log`))).to.equal(false);
    expect(denied.map(({ action }) => action)).to.deep.equal(["xray:PutTraceSegments", "logs:CreateLogStream"]);
  });

  it("lets in whom IAM or the function's own permissions allow, by name or ARN", async () => {
    const name = make("exports.handler = async () => 'in'");
    const api = "arn:aws:execute-api:ap-southeast-2:000000000000:abc/*/GET/order";
    const permission = { action: "lambda:InvokeFunction", principal: "apigateway.amazonaws.com", function: prefix + name };
    await declare("aws:lambda/permission:Permission", "p", { ...permission, sourceArn: api });
    const gateway = (sourceArn: string): Principal => ({ type: "Service", service: "apigateway.amazonaws.com", sourceArn });
    const attempt = (by: Principal) => {
      caller = by;
      return invoke(prefix + name, {}).then(
        ({ payload }) => payload,
        (error: Error) => error.name,
      );
    };

    expect(await attempt(gateway(api.replace("*", "dev")))).to.equal("in");
    expect(await attempt(gateway(api.replace("abc", "xyz")))).to.equal("AccessDeniedException");
    expect(await attempt(iam.assumeRole(role, "lambda.amazonaws.com", "s1"))).to.equal("AccessDeniedException");
    iam.putRolePolicy("baker", "invoke", allow("lambda:InvokeFunction", prefix + name));
    expect(await attempt(iam.assumeRole(role, "lambda.amazonaws.com", "s1"))).to.equal("in");
    expect(denied[0]).to.include({ action: "lambda:InvokeFunction", resource: prefix + name });
  });

  it("answers AWS's errors for what it cannot run", async () => {
    const name = make("exports.handler = async () => 1");
    const failure = (input: object) =>
      client
        .send(new InvokeCommand({ FunctionName: name, ...input }))
        .catch((error) => `${error.name} ${error.$metadata.httpStatusCode}`);

    expect(await failure({ FunctionName: "nobody" })).to.equal("ResourceNotFoundException 404");
    expect(await failure({ Payload: "{no" })).to.equal("InvalidRequestContentException 400");
    expect(await failure({ InvocationType: "Event" })).to.equal("NotImplemented 501");
    expect(await failure({ Qualifier: "1" })).to.equal("NotImplemented 501");
    expect(await failure({ LogType: "Tail" })).to.equal("NotImplemented 501");
  });

  it("rejects running and waiting calls when it closes", async () => {
    const other = new Lambda(place, calls, iam);
    other.create(settings("closing", "exports.handler = () => new Promise(() => {})"));
    const running = Array.from({ length: 6 }, () =>
      other.invoke({ FunctionName: "closing", Payload: "{}" }, caller).catch((error: Error) => error.name),
    );
    await new Promise((resolve) => setTimeout(resolve, 200));

    await other.close();

    expect(new Set(await Promise.all(running))).to.deep.equal(new Set(["ServiceException"]));
  });

  it("brings a declared function up with Lambda's defaults, and what an earlier start unpacked is gone", async () => {
    const code = { "__index.js": Buffer.from("exports.handler = async () => 1") };
    const loggingConfig = { logFormat: "JSON" };
    const inputs = { role, code, handler: "__index.handler", runtime: "nodejs24.x", loggingConfig, tags: {} };
    mkdirSync(join(dataDir, "lambda/place-order/old"), { recursive: true });

    const { id, outputs } = await declare("aws:lambda/function:Function", "place-order", inputs);

    expect(id).to.equal("place-order");
    expect(outputs).to.include({ arn: `${prefix}place-order`, version: "$LATEST" });
    expect(outputs?.invokeArn).to.equal(
      `arn:aws:apigateway:ap-southeast-2:lambda:path/2015-03-31/functions/${prefix}place-order/invocations`,
    );
    expect((await invoke("place-order", {})).payload).to.equal(1);
    expect(readdirSync(join(dataDir, "lambda/place-order"))).to.have.members(["__index.js", "package.json"]);
  });

  it("gives a declared log group its ARN", async () => {
    const { outputs } = await declare("aws:cloudwatch/logGroup:LogGroup", "orders-1", {});

    expect(outputs?.arn).to.equal("arn:aws:logs:ap-southeast-2:000000000000:log-group:orders-1");
  });

  it("refuses a declared function it could not run as AWS does, saying which value", async () => {
    const code = { "index.js": Buffer.from("") };
    const inputs = { role, code, handler: "index.handler", runtime: "nodejs24.x", loggingConfig: { logFormat: "JSON" } };
    const refusal = (wrong: object) =>
      declare("aws:lambda/function:Function", `refused-${count++}`, { ...inputs, ...wrong }).catch(
        (error: Error) => error.message,
      );

    expect(await refusal({ runtime: "python3.13" })).to.contain("runtime 'python3.13'");
    expect(await refusal({ code: undefined })).to.contain("AssetArchive");
    expect(await refusal({ loggingConfig: {} })).to.contain("logFormat 'Text'");
    expect(await refusal({ role: iam.createRole("stranger", trust.replace("lambda.", "states.")) })).to.contain("sts:AssumeRole");
  });

  function settings(name: string, code: string, more: Partial<FunctionSettings> = {}): FunctionSettings {
    return {
      ...{ name, role, handler: "index.handler", runtime: "nodejs24.x", timeout: 3, memorySize: 128, environment: {} },
      ...{ files: { "index.js": Buffer.from(code) }, logGroup: `/aws/lambda/${name}`, logLevel: "INFO", tracing: false },
      ...more,
    };
  }

  function make(code: string, more: Partial<FunctionSettings> = {}): string {
    const name = `f${++count}`;
    lambda.create(settings(name, code, more));
    return name;
  }

  async function invoke(FunctionName: string, event: unknown) {
    const answer = await client.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }));
    return {
      status: answer.StatusCode,
      error: answer.FunctionError,
      payload: JSON.parse(Buffer.from(answer.Payload ?? []).toString()),
    };
  }

  async function declare(type: string, name: string, inputs: Record<string, unknown>) {
    const declared = lambdaTypes[type]?.create({ type, name, physicalName: name, inputs }, { lambda, place } as Cloud);
    if (!declared) throw new Error(`no ${type}`);
    return declared;
  }
});

function allow(Action: string, Resource: string): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource }] });
}
