// A function as it runs: its role assumed, its archive unpacked, its environment variables as on AWS, its lines in a log file.
import { randomUUID } from "node:crypto";
import { mkdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Calls } from "../aws/calls";
import { arn, type Place } from "../aws/place";
import type { Iam } from "../iam/iam";
import { logFile } from "../logs";
import { Pool } from "./pool";

export interface FunctionSettings {
  readonly name: string;
  /** ARN. */
  readonly role: string;
  readonly handler: string;
  readonly runtime: string;
  /** Seconds. */
  readonly timeout: number;
  /** MB. */
  readonly memorySize: number;
  readonly environment: Readonly<Record<string, string>>;
  /** The shipped archive: content by path. */
  readonly files: Readonly<Record<string, Buffer>>;
  readonly logGroup: string;
  /** Least level of a line. */
  readonly logLevel: string;
  /** X-Ray's active tracing. */
  readonly tracing: boolean;
}

/** @throws AwsError `AccessDenied` if the role does not trust Lambda. */
export function openPool(settings: FunctionSettings, place: Place, calls: Calls, iam: Iam): Pool {
  const { name, role, handler, runtime, memorySize, timeout, files, logGroup, logLevel, tracing } = settings;
  const principal = iam.assumeRole(role, "lambda.amazonaws.com", name);
  const { accessKeyId, secretAccessKey, sessionToken = "" } = iam.credentialsOf(principal);
  const root = unpack(place, name, files);
  const logStream = `${new Date().toISOString().slice(0, 10).replaceAll("-", "/")}/[$LATEST]${randomUUID().replaceAll("-", "")}`;
  const may = (action: string, resource: string) =>
    calls.run({ principal, action, resource }, () => true).catch((error: Error) => error.name !== "AccessDenied");
  return new Pool({
    ...{ timeout, memorySize, arn: arn(place, "lambda", `function:${name}`) },
    env: {
      ...settings.environment,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
      AWS_REGION: place.region,
      AWS_DEFAULT_REGION: place.region,
      AWS_ENDPOINT_URL: place.awsUrl,
      AWS_EXECUTION_ENV: `AWS_Lambda_${runtime}`,
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memorySize),
      AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
      AWS_LAMBDA_LOG_GROUP_NAME: logGroup,
      AWS_LAMBDA_LOG_STREAM_NAME: logStream,
      AWS_LAMBDA_LOG_FORMAT: "JSON",
      AWS_LAMBDA_LOG_LEVEL: logLevel,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
      LAMBDA_TASK_ROOT: root,
      // Else the SDK reads the `.aws` folder of whoever runs this.
      HOME: root,
      TZ: ":UTC",
      _HANDLER: handler,
    },
    onBroken: (error) => calls.onBroken(error),
    async openLog() {
      // Without the permission AWS records nothing, and says so nowhere but in the denied call.
      if (tracing) await may("xray:PutTraceSegments", "*");
      const stream = arn(place, "logs", `log-group:${logGroup}:log-stream:${logStream}`);
      if (!(await may("logs:CreateLogStream", stream)) || !(await may("logs:PutLogEvents", stream))) return undefined;
      mkdirSync(join(place.dataDir, "logs"), { recursive: true });
      return logFile(place, logGroup);
    },
  });
}

/** @returns the folder, its real path: Node.js names modules by theirs. */
function unpack({ dataDir }: Place, name: string, files: FunctionSettings["files"]): string {
  const root = join(dataDir, "lambda", name);
  rmSync(root, { recursive: true, force: true });
  // Else the package.json of whatever project lies above would say what kind of module these files are.
  for (const [path, content] of Object.entries({ "package.json": '{ "type": "commonjs" }\n', ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return realpathSync(root);
}
