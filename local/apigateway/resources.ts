// The resource types of API Gateway's REST APIs.
import { createHash } from "node:crypto";
import { arn, type Place } from "../aws/place";
import type { ResourceType, ResourceTypes } from "../resource";

const restApi: ResourceType = {
  honours: [
    ...["name", "body", "binaryMediaTypes", "endpointConfiguration", "minimumCompressionSize"],
    ...["disableExecuteApiEndpoint", "apiKeySource"],
  ],
  ignores: ["description", "failOnWarnings", "putRestApiMode", "region", "tags"],
  create({ inputs, physicalName }, { gateway, place }) {
    const { name = physicalName, body, binaryMediaTypes, endpointConfiguration, minimumCompressionSize, apiKeySource } = inputs;
    must(typeof body === "string", "body must be an OpenAPI document; resources and methods of their own are not supported");
    must(
      !binaryMediaTypes?.length,
      `binaryMediaTypes ${binaryMediaTypes} is not supported; under */* templates and mocks answer 500, use []`,
    );
    const types = String(endpointConfiguration?.types);
    must(types === "REGIONAL", `endpointConfiguration.types '${types}' is not supported; use 'REGIONAL'`);
    noOthers("endpointConfiguration", endpointConfiguration, ["types"]);
    must(!inputs.disableExecuteApiEndpoint, "disableExecuteApiEndpoint would leave the API without an address");
    must((apiKeySource ?? "HEADER") === "HEADER", `apiKeySource '${apiKeySource}' is not supported; leave it out`);
    const compressFrom = Number(minimumCompressionSize || "-1");
    must(Number.isInteger(compressFrom), `minimumCompressionSize '${minimumCompressionSize}' is not a number of bytes`);
    const id = generatedId(physicalName);
    gateway.createRestApi(id, body, compressFrom < 0 ? Number.POSITIVE_INFINITY : compressFrom);
    const outputs = {
      arn: restApiArn(place, id),
      executionArn: arn(place, "execute-api", id),
      name,
      rootResourceId: generatedId(`${physicalName}/`),
    };
    return { id, outputs };
  },
};

const deployment: ResourceType = {
  honours: ["restApi"],
  // Its variables reach no stage: here they only make a new deployment of a new document.
  ignores: ["description", "region", "triggers", "variables"],
  create({ inputs, physicalName }, { gateway }) {
    gateway.check(inputs.restApi);
    return { id: generatedId(`${physicalName} deployment`).slice(0, 6) };
  },
};

const stage: ResourceType = {
  honours: ["restApi", "deployment", "stageName", "variables", "accessLogSettings"],
  ignores: ["description", "documentationVersion", "region", "tags", "xrayTracingEnabled"],
  create({ inputs }, { gateway, place }) {
    const { restApi, stageName, variables = {}, accessLogSettings } = inputs;
    gateway.check(restApi);
    gateway.createStage({ name: stageName, variables, deploymentId: inputs.deployment, accessLogSettings });
    const outputs = {
      arn: `${restApiArn(place, restApi)}/stages/${stageName}`,
      executionArn: `${arn(place, "execute-api", restApi)}/${stageName}`,
      invokeUrl: place.apiUrl,
    };
    return { id: `ags-${restApi}-${stageName}`, outputs };
  },
};

const methodSettings: ResourceType = {
  honours: ["restApi", "stageName", "methodPath", "settings"],
  ignores: ["region"],
  create({ inputs }, { gateway }) {
    const { restApi, stageName, methodPath, settings } = inputs;
    const { throttlingRateLimit: rate = -1, throttlingBurstLimit: burst = -1 } = settings;
    gateway.check(restApi);
    const noEffect = ["metricsEnabled", "loggingLevel", "dataTraceEnabled"];
    noOthers("settings", settings, ["throttlingRateLimit", "throttlingBurstLimit", ...noEffect]);
    gateway.limit(methodPath, rate, burst);
    return { id: `${restApi}-${stageName}-${methodPath}` };
  },
};

const account: ResourceType = {
  honours: [],
  ignores: ["cloudwatchRoleArn", "region"],
  create: () => ({ id: "api-gateway-account", outputs: { throttleSettings: [{ burstLimit: 5000, rateLimit: 10000 }] } }),
};

export const apigatewayTypes: ResourceTypes = {
  "aws:apigateway/restApi:RestApi": restApi,
  "aws:apigateway/deployment:Deployment": deployment,
  "aws:apigateway/stage:Stage": stage,
  "aws:apigateway/methodSettings:MethodSettings": methodSettings,
  "aws:apigateway/account:Account": account,
};

function must(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}

function noOthers(what: string, value: object, known: readonly string[]): void {
  const other = Object.entries(value).find(([key, given]) => given !== undefined && !known.includes(key));
  must(!other, `${what}.${other?.[0]} is not supported on the laptop; supported: ${known.join(", ")}`);
}

/** Ten small letters and digits, the same for the same name. */
function generatedId(name: string): string {
  return BigInt(`0x${createHash("sha256").update(name).digest("hex")}`)
    .toString(36)
    .slice(0, 10);
}

function restApiArn({ partition, region }: Place, id: string): string {
  return `arn:${partition}:apigateway:${region}::/restapis/${id}`;
}
