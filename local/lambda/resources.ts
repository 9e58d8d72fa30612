// Lambda's resource types, and the log groups its functions write to.
import { arn } from "../aws/place";
import type { Resource, ResourceTypes } from "../resource";
import type { FunctionSettings } from "./function";

export const lambdaTypes: ResourceTypes = {
  "aws:lambda/function:Function": {
    honours: [
      ...["name", "role", "handler", "runtime", "code", "timeout", "memorySize", "environment", "loggingConfig", "tracingConfig"],
      ...["packageType", "publish", "reservedConcurrentExecutions"],
    ],
    ignores: [
      ...["description", "tags", "architectures", "ephemeralStorage", "skipDestroy"],
      ...["kmsKeyArn", "sourceKmsKeyArn", "sourceCodeHash"],
    ],
    create(resource, { lambda, place }) {
      const settings = readFunction(resource);
      const { name } = settings;
      const functionArn = lambda.create(settings);
      lambda.warm(name);
      const invokeArn = (of: string) =>
        `arn:${place.partition}:apigateway:${place.region}:lambda:path/2015-03-31/functions/${of}/invocations`;
      const qualifiedArn = `${functionArn}:$LATEST`;
      const outputs = { invokeArn: invokeArn(functionArn), qualifiedArn, qualifiedInvokeArn: invokeArn(qualifiedArn) };
      return { id: name, outputs: { name, arn: functionArn, version: "$LATEST", ...outputs } };
    },
  },

  "aws:lambda/permission:Permission": {
    honours: ["action", "function", "principal", "sourceArn", "sourceAccount", "statementId"],
    ignores: [],
    create({ inputs, physicalName }, { lambda }) {
      const { action, principal, sourceArn, sourceAccount, statementId = physicalName } = inputs;
      if (action !== "lambda:InvokeFunction") throw new Error(`action '${action}' is not supported; use lambda:InvokeFunction`);
      const condition = {
        ...(sourceArn && { ArnLike: { "aws:SourceArn": sourceArn } }),
        ...(sourceAccount && { StringEquals: { "aws:SourceAccount": sourceAccount } }),
      };
      const who = principal.endsWith(".amazonaws.com") ? { Service: principal } : { AWS: principal };
      const restricted = Object.keys(condition).length > 0 && { Condition: condition };
      lambda.addPermission(inputs.function, statementId, { Effect: "Allow", Principal: who, Action: action, ...restricted });
      return { id: statementId, outputs: { statementId } };
    },
  },

  "aws:cloudwatch/logGroup:LogGroup": {
    honours: ["name", "namePrefix"],
    ignores: ["retentionInDays", "kmsKeyId", "logGroupClass", "skipDestroy", "deletionProtectionEnabled", "tags"],
    create({ inputs, physicalName }, { place }) {
      const name = inputs.name ?? `${inputs.namePrefix ?? ""}${physicalName}`;
      return { id: name, outputs: { name, arn: arn(place, "logs", `log-group:${name}`) } };
    },
  },
};

/** With Lambda's own defaults and limits. */
function readFunction({ inputs, physicalName }: Resource): FunctionSettings {
  const { role, handler, runtime, code, timeout = 3, memorySize = 128, loggingConfig = {}, tracingConfig } = inputs;
  const name = inputs.name ?? physicalName;
  const environment: Record<string, string> = inputs.environment?.variables ?? {};
  const reserved = inputs.reservedConcurrentExecutions ?? -1;
  must(/^[\w-]{1,64}$/.test(name), `name '${name}': letters, digits, _ and -, at most 64`);
  must(inputs.packageType !== "Image", "packageType Image: a container image does not run on the laptop; ship a Zip");
  must(!inputs.publish, "publish true: there are no versions on the laptop; leave it out");
  must(/^nodejs\d+\.x$/.test(runtime), `runtime '${runtime}': only Node.js runs on the laptop, such as nodejs24.x`);
  must(isArchive(code), "code: only an AssetArchive of files is supported on the laptop");
  must(typeof handler === "string", `handler '${handler}': 'file.export' is needed`);
  const module = String(handler).replace(/\.[^/]*$/, "");
  const esm = code[`${module}.mjs`] || /"type"\s*:\s*"module"/.test(String(code["package.json"] ?? ""));
  must(!esm, `handler '${handler}': an ES module is not supported on the laptop; ship CommonJS`);
  must(timeout >= 1 && timeout <= 900, `timeout ${timeout}: 1 to 900 seconds`);
  must(memorySize >= 128 && memorySize <= 10240, `memorySize ${memorySize}: 128 to 10240 MB`);
  const key = Object.keys(environment).find((variable) => reservedVariable.test(variable));
  must(!key, `environment variable ${key}: Lambda sets it itself; choose another name`);
  return {
    ...{ name, role, handler, runtime, timeout, memorySize, environment, files: code },
    ...{ logGroup: loggingConfig.logGroup ?? `/aws/lambda/${name}`, logFormat: loggingConfig.logFormat ?? "Text" },
    ...(loggingConfig.applicationLogLevel && { logLevel: loggingConfig.applicationLogLevel }),
    tracing: tracingConfig?.mode === "Active",
    ...(reserved >= 0 && { reservedConcurrency: reserved }),
  };
}

const reservedVariable =
  /^(_HANDLER|_X_AMZN_TRACE_ID|AWS_(DEFAULT_)?REGION|AWS_EXECUTION_ENV|AWS_ACCESS_KEY(_ID)?|AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN|AWS_LAMBDA_.*|LAMBDA_(TASK_ROOT|RUNTIME_DIR))$/;

function isArchive(code: unknown): boolean {
  return typeof code === "object" && code !== null && Object.values(code).every(Buffer.isBuffer);
}

function must(right: unknown, sentence: string): void {
  if (!right) throw new Error(sentence);
}
