// What an operation does with a request that may pass: asks a function or a service, or answers by itself.
import type { Answer } from "./answer";
import type { IntegrationResponse, OperationDocument, Texts } from "./document";
import type { Exchange } from "./exchange";
import { GatewayError, internalError } from "./gatewayResponses";
import { reasonOf } from "./naming";
import { requestMapping, responseMapping } from "./parameters";
import { proxy } from "./proxy";
import { type Cloud, type ServiceAnswer, type ServiceCall, serviceCall } from "./serviceCall";
import { compileTemplate, type Template } from "./velocity";
import { overrideOf } from "./velocityValues";

/** @throws GatewayError */
export type Integrate = (exchange: Exchange) => Promise<Answer>;

/** @throws Error for what the laptop does not support, and for what API Gateway refuses to import. */
export function integration(operation: OperationDocument, cloud: Cloud): Integrate {
  const document = operation["x-amazon-apigateway-integration"];
  const { type, timeoutInMillis: limit = 29_000 } = document;
  const call = type === "mock" ? mock : serviceCall(document, cloud);
  const run = type === "aws_proxy" ? proxy(call) : mapped(operation, call);
  return (exchange) => within(limit, run(exchange));
}

/** `{"statusCode": 200}`; AWS reads it without quotes as well. */
const mock: ServiceCall = async (_, { body }) => {
  const status = /\bstatusCode["']?\s*:\s*(\d{3})\b/.exec(body)?.[1];
  if (!status) throw internalError("the mock's request template gave no statusCode");
  return { status: Number(status), headers: {}, body: "" };
};

/** The request is mapped by a template, the answer is chosen by its status and mapped back. */
function mapped(operation: OperationDocument, call: ServiceCall): Integrate {
  const document = operation["x-amazon-apigateway-integration"];
  const { uri = "", requestTemplates, requestParameters = {}, responses = {} } = document;
  const template = compiled("request template", requestTemplates);
  const parameters = requestMapping(requestParameters, operation, uri);
  const answers = Object.entries(responses).map(([pattern, response]) => ({
    pattern: new RegExp(`^(?:${pattern})$`),
    answer: integrationResponse(pattern, response, operation),
  }));
  const standard = answers.find(({ pattern }) => pattern.test("default"));
  return async (exchange) => {
    if (!template || !exchange.isJson) throw new GatewayError("UNSUPPORTED_MEDIA_TYPE", "Unsupported Media Type");
    const from = await call(exchange, { ...parameters(exchange), body: renderRequest(template, exchange) });
    const chosen = answers.find(({ pattern }) => pattern.test(String(from.status))) ?? standard;
    if (chosen) return chosen.answer(exchange, from);
    throw internalError(`no integration response is for '${from.status}' and none is default`, "API_CONFIGURATION_ERROR");
  };
}

function compiled(what: string, templates: Texts | undefined): Template | undefined {
  const source = templates?.["application/json"];
  return source === undefined ? undefined : compileTemplate(what, source);
}

function renderRequest(template: Template, exchange: Exchange): string {
  try {
    return template(exchange);
  } catch (error) {
    throw new GatewayError("BAD_REQUEST_BODY", "Could not parse request body into json", reasonOf(error));
  }
}

function integrationResponse(pattern: string, response: IntegrationResponse, operation: OperationDocument) {
  const { statusCode, responseTemplates, responseParameters = {} } = response;
  const template = compiled(`response template of '${pattern}'`, responseTemplates);
  const headersOf = responseMapping(responseParameters, operation, statusCode);
  return (exchange: Exchange, from: ServiceAnswer): Answer => {
    const { context } = exchange;
    const body = template ? template({ context, input: exchange.inputOf(from.body) }) : from.body;
    const { status, header } = overrideOf(context);
    const headers = { "Content-Type": "application/json", ...headersOf(from), ...header };
    return { status: Number(status ?? statusCode), headers, body };
  };
}

/** What it still does after the time is up goes on unseen, as on AWS. */
async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const timedOut = () =>
      new GatewayError("INTEGRATION_TIMEOUT", "Endpoint request timed out", `no answer in ${milliseconds} ms`);
    timer = setTimeout(() => reject(timedOut()), milliseconds);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
