// Calls of other services: as the role the integration names, or in API Gateway's own name where a function lets it.
import { randomUUID } from "node:crypto";
import { AwsError } from "../aws/error";
import type { Place } from "../aws/place";
import type { Principal } from "../aws/principal";
import type { Service } from "../aws/service";
import type { Cognito } from "../cognito/cognito";
import type { Iam } from "../iam/iam";
import type { Exchange } from "./exchange";
import { internalError } from "./gatewayResponses";
import type { IntegrationDocument } from "./integration";

/** What the gateway needs of the rest of the cloud. */
export interface Cloud {
  readonly place: Place;
  readonly iam: Pick<Iam, "assumeRole">;
  readonly services: Readonly<Record<string, Service>>;
  readonly cognito: Pick<Cognito, "authenticate">;
  readonly log: (line: string) => void;
}

export interface ServiceRequest {
  /** For the placeholders of the URI. */
  readonly path: Readonly<Record<string, string>>;
  readonly querystring: Readonly<Record<string, string>>;
  readonly header: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface ServiceAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** @throws GatewayError where API Gateway itself could not make the call. */
export type ServiceCall = (exchange: Exchange, request: ServiceRequest) => Promise<ServiceAnswer>;

/** Services with actions that take JSON: target and version of the protocol. */
const actions: Readonly<Record<string, readonly [string, string]>> = {
  states: ["AWSStepFunctions", "1.0"],
  dynamodb: ["DynamoDB_20120810", "1.0"],
};

/** @throws Error for a URI, role or method the laptop can't call with. */
export function serviceCall(
  { uri = "", httpMethod = "", credentials }: IntegrationDocument,
  { place, iam, services, log }: Cloud,
): ServiceCall {
  const [, region, name = "", kind, rest = ""] =
    /^arn:[\w-]+:apigateway:([\w-]+):([\w-]+):(path|action)\/([^$]+)$/.exec(uri) ?? [];
  const service = Object.hasOwn(services, name) ? services[name] : undefined;
  const [target, version] = (kind === "action" && actions[name]) || [];
  if (!service || region !== place.region || (kind === "action" && !target)) {
    const known = Object.keys(services).join(", ");
    throw new Error(
      `the uri '${uri}' is not supported; use arn:…:apigateway:${place.region}:<${known}>:path/… or states:action/…`,
    );
  }
  if (!(credentials ?? (name === "lambda" ? ":role/" : "")).includes(":role/")) {
    throw new Error(`credentials must be the ARN of a role that may call ${name}, and not '${credentials ?? ""}'`);
  }
  if (httpMethod === "" || ((target || name === "lambda") && httpMethod !== "POST")) {
    throw new Error(`httpMethod '${httpMethod}' does not do for ${uri}; functions and actions take POST`);
  }
  return async (exchange, { path, querystring, header, body }) => {
    const principal = credentials ? assume(iam, credentials) : gatewayItself(exchange);
    const headers = Object.fromEntries(Object.entries(header).map(([key, value]) => [key.toLowerCase(), value]));
    const answer = await service.handle({
      method: httpMethod,
      path: `/${kind === "path" ? rest.replace(/\{([\w.-]+)\}/g, (_, key: string) => encodePath(path[key] ?? "")) : ""}`,
      query: new URLSearchParams(querystring),
      headers: target
        ? { ...headers, "x-amz-target": `${target}.${rest}`, "content-type": `application/x-amz-json-${version}` }
        : headers,
      body: Buffer.from(body),
      principal,
      requestId: randomUUID(),
    });
    // No binary media types: what comes back is text.
    const answered = answer.body.toString();
    if (answer.status >= 400 && answer.status !== 404)
      log(`${exchange.label} as ${credentials ?? "API Gateway"} answered ${answer.status}: ${answered}`);
    const answeredHeaders = Object.entries(answer.headers).map(([key, value]) => [key.toLowerCase(), value]);
    return { status: answer.status, headers: Object.fromEntries(answeredHeaders), body: answered };
  };
}

function assume(iam: Cloud["iam"], role: string): Principal {
  try {
    return iam.assumeRole(role, "apigateway.amazonaws.com", "BackplaneAssumeRoleSession");
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw internalError(`API Gateway may not assume the role ${role}: ${error.message}`, "API_CONFIGURATION_ERROR");
  }
}

function gatewayItself({ stage, method, context }: Exchange): Principal {
  const sourceArn = `${stage.executionArn}/${stage.name}/${method}${context.resourcePath}`;
  return { type: "Service", service: "apigateway.amazonaws.com", sourceArn };
}

function encodePath(value: string): string {
  return value.split("/").map(encodeURIComponent).join("/");
}
