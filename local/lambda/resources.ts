// Lambda's resource types, and the log groups its functions write to.
import { arn } from "../aws/place";
import type { Resource, ResourceTypes } from "../resource";
import type { FunctionSettings } from "./function";

export const lambdaTypes: ResourceTypes = {
  "aws:lambda/function:Function": {
    honours: [
      ...["name", "role", "handler", "runtime", "code", "timeout", "memorySize", "environment", "loggingConfig", "tracingConfig"],
    ],
    ignores: ["description", "tags", "architectures", "kmsKeyArn"],
    create(resource, { lambda, place }) {
      const settings = readFunction(resource);
      const functionArn = lambda.create(settings);
      const invoked = `lambda:path/2015-03-31/functions/${functionArn}/invocations`;
      const invokeArn = `arn:${place.partition}:apigateway:${place.region}:${invoked}`;
      return { id: settings.name, outputs: { name: settings.name, arn: functionArn, version: "$LATEST", invokeArn } };
    },
  },

  "aws:lambda/permission:Permission": {
    honours: ["action", "function", "principal", "sourceArn"],
    ignores: ["statementId"],
    create({ inputs: { action, function: name, principal, sourceArn }, physicalName }, { lambda }) {
      must(action === "lambda:InvokeFunction", `action '${action}' is not supported; use lambda:InvokeFunction`);
      const condition = sourceArn && { Condition: { ArnLike: { "aws:SourceArn": sourceArn } } };
      lambda.addPermission(name, { Effect: "Allow", Principal: { Service: principal }, Action: action, ...condition });
      return { id: physicalName, outputs: { statementId: physicalName } };
    },
  },

  "aws:cloudwatch/logGroup:LogGroup": {
    honours: ["name"],
    ignores: ["retentionInDays", "kmsKeyId", "logGroupClass", "skipDestroy", "deletionProtectionEnabled", "tags"],
    create({ inputs: { name: given }, physicalName }, { place }) {
      const name = given ?? physicalName;
      return { id: name, outputs: { name, arn: arn(place, "logs", `log-group:${name}`) } };
    },
  },
};

/** With Lambda's own defaults. */
function readFunction({ inputs, physicalName }: Resource): FunctionSettings {
  const { role, handler, runtime, code, timeout = 3, memorySize = 128, environment, loggingConfig, tracingConfig } = inputs;
  const name: string = inputs.name ?? physicalName;
  const { logGroup = `/aws/lambda/${name}`, logFormat = "Text", applicationLogLevel = "INFO" } = loggingConfig ?? {};
  must(/^[\w-]{1,64}$/.test(name), `name '${name}': letters, digits, _ and -, at most 64`);
  must(runtime === "nodejs24.x", `runtime '${runtime}': only nodejs24.x is supported on the laptop`);
  must(code && Object.values(code).every(Buffer.isBuffer), "code: only an AssetArchive of files is supported on the laptop");
  must(logFormat === "JSON", `loggingConfig.logFormat '${logFormat}' is not supported on the laptop; use JSON`);
  return {
    ...{ name, role, handler, runtime, timeout, memorySize, environment: environment?.variables ?? {}, files: code },
    ...{ logGroup, logLevel: applicationLogLevel, tracing: tracingConfig?.mode === "Active" },
  };
}

function must(right: unknown, sentence: string): void {
  if (!right) throw new Error(sentence);
}
