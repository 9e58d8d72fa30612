// The resource types of API Gateway's REST APIs.
import { createHash } from "node:crypto";
import { arn } from "../aws/place";
import { logFile } from "../logs";
import type { ResourceType, ResourceTypes } from "../resource";

const restApi: ResourceType = {
  honours: ["name", "body", "binaryMediaTypes", "endpointConfiguration", "minimumCompressionSize"],
  ignores: ["description", "region", "tags"],
  create({ inputs, physicalName }, { gateway, place }) {
    const { name = physicalName, body, binaryMediaTypes = [], endpointConfiguration, minimumCompressionSize } = inputs;
    must(typeof body === "string", "body must be an OpenAPI document; resources and methods of their own are not supported");
    must(binaryMediaTypes.length === 0, `binaryMediaTypes ${binaryMediaTypes} is not supported; use [], or templates answer 500`);
    const endpoint = JSON.stringify(endpointConfiguration);
    must(endpoint === '{"types":"REGIONAL"}', `endpointConfiguration ${endpoint} is not supported; use types 'REGIONAL' alone`);
    const compressFrom = Number(minimumCompressionSize || "-1");
    must(Number.isInteger(compressFrom), `minimumCompressionSize '${minimumCompressionSize}' is not a number of bytes`);
    const id = generatedId(physicalName);
    gateway.createRestApi(body, compressFrom < 0 ? Number.POSITIVE_INFINITY : compressFrom);
    const ownArn = `arn:${place.partition}:apigateway:${place.region}::/restapis/${id}`;
    return { id, outputs: { name, arn: ownArn, executionArn: arn(place, "execute-api", id) } };
  },
};

const deployment: ResourceType = {
  honours: [],
  // Its variables reach no stage: here they only make a new deployment of a new document.
  ignores: ["restApi", "description", "region", "triggers", "variables"],
  create: ({ physicalName }) => ({ id: generatedId(`${physicalName} deployment`) }),
};

const stage: ResourceType = {
  honours: ["restApi", "stageName", "deployment", "accessLogSettings"],
  ignores: ["description", "documentationVersion", "region", "tags", "xrayTracingEnabled"],
  create({ inputs }, { gateway, place }) {
    const { restApi, stageName, deployment, accessLogSettings } = inputs;
    gateway.createStage(stageName, restApi, String(deployment));
    if (accessLogSettings) {
      const { destinationArn, format } = accessLogSettings;
      const group: string | undefined = destinationArn.split(":log-group:")[1];
      must(
        group && !group.endsWith(":*"),
        `accessLogSettings.destinationArn '${destinationArn}' is not a log group's ARN without :*`,
      );
      gateway.logAccess(format, logFile(place, group));
    }
    const outputs = { executionArn: `${arn(place, "execute-api", restApi)}/${stageName}`, invokeUrl: place.apiUrl };
    return { id: `ags-${restApi}-${stageName}`, outputs };
  },
};

const methodSettings: ResourceType = {
  honours: ["methodPath", "settings"],
  ignores: ["restApi", "stageName", "region"],
  create({ inputs }, { gateway }) {
    const { restApi, stageName, methodPath, settings } = inputs;
    must(methodPath === "*/*", `methodPath '${methodPath}' is not supported; use '*/*', limits for each method`);
    const { throttlingRateLimit = -1, throttlingBurstLimit = -1, ...others } = settings;
    const noEffect = ["metricsEnabled", "loggingLevel", "dataTraceEnabled"];
    const other = Object.keys(others).find((key) => others[key] !== undefined && !noEffect.includes(key));
    must(!other, `settings.${other} is not supported on the laptop; use throttlingRateLimit and throttlingBurstLimit`);
    gateway.limit(throttlingRateLimit, throttlingBurstLimit);
    return { id: `${restApi}-${stageName}-${methodPath}` };
  },
};

/** "Permissions for CloudWatch logging", API Gateway guide: AWS takes no role that lacks one of these. */
const logging = ["CreateLogGroup", "CreateLogStream", "DescribeLogGroups", "DescribeLogStreams", "PutLogEvents", "GetLogEvents"];

const account: ResourceType = {
  honours: ["cloudwatchRoleArn"],
  ignores: ["region"],
  async create({ inputs: { cloudwatchRoleArn } }, { iam, calls, place }) {
    const principal = iam.assumeRole(cloudwatchRoleArn, "apigateway.amazonaws.com", "api-gateway-logs");
    for (const action of [...logging, "FilterLogEvents"]) {
      await calls.run({ principal, action: `logs:${action}`, resource: arn(place, "logs", "log-group:*") }, () => true);
    }
    return { id: "api-gateway-account" };
  },
};

export const apigatewayTypes: ResourceTypes = {
  "aws:apigateway/restApi:RestApi": restApi,
  "aws:apigateway/deployment:Deployment": deployment,
  "aws:apigateway/stage:Stage": stage,
  "aws:apigateway/methodSettings:MethodSettings": methodSettings,
  "aws:apigateway/account:Account": account,
};

function must(holds: unknown, otherwise: string): asserts holds {
  if (!holds) throw new Error(otherwise);
}

/** Small letters and digits, the same for the same name. */
function generatedId(name: string): string {
  return createHash("sha256").update(name).digest("hex").slice(0, 10);
}
