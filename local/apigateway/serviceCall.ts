// Calls of other services: as the role the integration names, or in API Gateway's own name where a function lets it.
import { randomUUID } from "node:crypto";
import type { Place } from "../aws/place";
import type { Principal } from "../aws/principal";
import type { Service } from "../aws/service";
import type { Cognito } from "../cognito/cognito";
import type { Iam } from "../iam/iam";
import type { IntegrationDocument, Texts } from "./document";
import type { Exchange } from "./exchange";

/** What the gateway needs of the rest of the cloud. */
export interface Cloud {
  readonly place: Place;
  readonly iam: Pick<Iam, "assumeRole">;
  readonly services: Readonly<Record<string, Service>>;
  readonly cognito: Pick<Cognito, "authenticate">;
  readonly log: (line: string) => void;
}

/** With the texts for the placeholders of the URI. */
export type ServiceRequest = { readonly path: Texts; readonly header: Texts; readonly body: string };
/** With the names of headers in lower case. */
export type ServiceAnswer = { readonly status: number; readonly headers: Texts; readonly body: string };

/** @throws AwsError if the role does not trust API Gateway. */
export type ServiceCall = (exchange: Exchange, request: ServiceRequest) => Promise<ServiceAnswer>;

const gateway = "apigateway.amazonaws.com";

/** @throws Error for a URI, role or method the laptop can't call with. */
export function serviceCall(
  { type, uri = "", httpMethod = "", credentials = "" }: IntegrationDocument,
  { place, iam, services, log }: Cloud,
): ServiceCall {
  const [, region, name = "", kind, rest = ""] =
    /^arn:[\w-]+:apigateway:([\w-]+):([\w-]+):(path|action)\/([^$]+)$/.exec(uri) ?? [];
  const supported = type === "aws_proxy" ? ["lambda:path"] : ["states:action", "s3:path"];
  const service = supported.includes(`${name}:${kind}`) && region === place.region ? services[name] : undefined;
  if (!service) {
    const known = supported.join(" or ");
    throw new Error(`the uri '${uri}' is not supported; use arn:…:apigateway:${place.region}:<${known}>/… for ${type}`);
  }
  const wanted = name === "lambda" ? "left out: the function's permission decides" : "the ARN of the role to call it with";
  if (credentials.includes(":role/") === (name === "lambda")) throw new Error(`credentials '${credentials}' must be ${wanted}`);
  const method = name === "s3" ? "GET" : "POST";
  if (httpMethod !== method) throw new Error(`httpMethod '${httpMethod}' is not supported for ${uri}; use ${method}`);
  const action =
    kind === "action" ? { "x-amz-target": `AWSStepFunctions.${rest}`, "content-type": "application/x-amz-json-1.0" } : {};
  return async (exchange, { path, header, body }) => {
    const answer = await service.handle({
      method: httpMethod,
      path: `/${kind === "path" ? rest.replace(/\{([\w.-]+)\}/g, (_, key: string) => encodePath(path[key] ?? "")) : ""}`,
      query: new URLSearchParams(),
      headers: { ...inLowerCase(header), ...action },
      body: Buffer.from(body),
      principal: credentials ? iam.assumeRole(credentials, gateway, "BackplaneAssumeRoleSession") : gatewayItself(exchange),
      requestId: randomUUID(),
    });
    // No binary media types: what comes back is text.
    const text = answer.body.toString();
    if (answer.status >= 400 && answer.status !== 404)
      log(`${exchange.label} as ${credentials || "API Gateway"} answered ${answer.status}: ${text}`);
    return { status: answer.status, headers: inLowerCase(answer.headers), body: text };
  };
}

function inLowerCase(headers: Texts): Texts {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function gatewayItself({ stage, method, context }: Exchange): Principal {
  const sourceArn = `${stage.executionArn}/${method}${context.resourcePath}`;
  return { type: "Service", service: gateway, sourceArn };
}

function encodePath(value: string): string {
  return value.split("/").map(encodeURIComponent).join("/");
}
