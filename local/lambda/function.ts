// A function as it runs: its role assumed, its archive unpacked, its environment variables as on AWS, its lines in a log file.
import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Calls } from "../aws/calls";
import { arn, type Place } from "../aws/place";
import type { Principal } from "../aws/principal";
import type { Iam } from "../iam/iam";
import { unpack } from "./archive";
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
  readonly logFormat: "Text" | "JSON";
  /** Least level of a line, in JSON only. */
  readonly logLevel?: string;
  /** X-Ray's active tracing. */
  readonly tracing: boolean;
  /** Most calls at once; the laptop may run fewer. */
  readonly reservedConcurrency?: number;
}

/** Environments a function gets at most: an uncapped pool takes more than a GB. */
const mostEnvironments = 4;

/** @throws AwsError `AccessDenied` if the role does not trust Lambda. */
export function openPool(settings: FunctionSettings, place: Place, calls: Calls, iam: Iam): Pool {
  const { name, logGroup, tracing, reservedConcurrency = mostEnvironments } = settings;
  const principal = iam.assumeRole(settings.role, "lambda.amazonaws.com", name);
  const root = unpack(join(place.dataDir, "lambda"), name, settings.files);
  mkdirSync(join(place.dataDir, "logs"), { recursive: true });
  const logStream = `${new Date().toISOString().slice(0, 10).replaceAll("-", "/")}/[$LATEST]${randomUUID().replaceAll("-", "")}`;
  const may = (action: string, resource: string) =>
    calls.run({ principal, action, resource }, () => true).catch((error: Error) => error.name !== "AccessDenied");
  return new Pool({
    ...settings,
    root,
    arn: arn(place, "lambda", `function:${name}`),
    env: { ...variables(settings, root, logStream, place), ...credentials(principal, iam), ...settings.environment },
    most: Math.min(reservedConcurrency, mostEnvironments),
    async logFile() {
      // Without the permission AWS records nothing, and says so nowhere but in the denied call.
      if (tracing) await may("xray:PutTraceSegments", "*");
      const stream = arn(place, "logs", `log-group:${logGroup}:log-stream:${logStream}`);
      const allowed = (await may("logs:CreateLogStream", stream)) && (await may("logs:PutLogEvents", stream));
      return allowed ? join(place.dataDir, "logs", `${logGroup.replaceAll("/", "_")}.log`) : undefined;
    },
  });
}

function variables(settings: FunctionSettings, root: string, logStream: string, place: Place): Record<string, string> {
  return {
    AWS_REGION: place.region,
    AWS_DEFAULT_REGION: place.region,
    AWS_ENDPOINT_URL: place.awsUrl,
    AWS_EXECUTION_ENV: `AWS_Lambda_${settings.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: settings.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(settings.memorySize),
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_LOG_GROUP_NAME: settings.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    AWS_LAMBDA_LOG_FORMAT: settings.logFormat,
    AWS_LAMBDA_LOG_LEVEL: settings.logLevel ?? "INFO",
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    LAMBDA_TASK_ROOT: root,
    // Else the SDK reads the `.aws` folder of whoever runs this.
    HOME: root,
    TZ: ":UTC",
    _HANDLER: settings.handler,
  };
}

function credentials(principal: Principal & { type: "Role" }, iam: Iam): Record<string, string> {
  const { accessKeyId, secretAccessKey, sessionToken = "" } = iam.credentialsOf(principal);
  return { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken };
}
