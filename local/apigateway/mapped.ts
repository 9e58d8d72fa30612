// Integrations by templates: the request is mapped, the answer is chosen by its status and mapped back.
import type { Answer } from "./answer";
import type { OperationDocument } from "./document";
import type { Exchange } from "./exchange";
import { GatewayError, internalError } from "./gatewayResponses";
import type { Integrate, IntegrationResponse } from "./integration";
import { isObject, parseJson } from "./json";
import { naming, reasonOf } from "./naming";
import { requestMapping, responseMapping } from "./parameters";
import type { ServiceAnswer, ServiceCall } from "./serviceCall";
import { compileTemplate, type Template } from "./velocity";

/** @param call none for `mock`. */
export function mapped(operation: OperationDocument, call: ServiceCall | undefined): Integrate {
  const integration = operation["x-amazon-apigateway-integration"];
  const { uri = "", requestTemplates = {}, requestParameters = {}, passthroughBehavior, responses = {} } = integration;
  const compiled = Object.entries(requestTemplates).map(
    ([type, source]) => [type, naming(`request template ${type}`, () => compileTemplate(source))] as const,
  );
  const templates = new Map(compiled);
  const parameters = requestMapping(requestParameters, operation, uri);
  const answers = Object.entries(responses).map(([pattern, response]) => integrationResponse(pattern, response, operation));
  const blocksUnknown = passthroughBehavior === "never" || (passthroughBehavior === "when_no_templates" && templates.size > 0);
  return async (exchange) => {
    const template = templates.get(exchange.mediaType) ?? templates.get("$default");
    if (!template && blocksUnknown) throw new GatewayError("UNSUPPORTED_MEDIA_TYPE", "Unsupported Media Type");
    const body = template ? renderRequest(template, exchange) : exchange.input.body;
    const answer = call ? await call(exchange, { ...parameters(exchange), body }) : mock(body);
    const selector = uri.includes(":lambda:path/") ? errorMessage(answer) : String(answer.status);
    const chosen = answers.find(({ pattern }) => pattern?.test(selector)) ?? answers.find(({ pattern }) => !pattern);
    if (!chosen)
      throw internalError(`no integration response is for '${selector}' and none is default`, "API_CONFIGURATION_ERROR");
    return chosen.answer(exchange, answer);
  };
}

function renderRequest(template: Template, { input, context, stageVariables }: Exchange): string {
  try {
    return template({ input, context, stageVariables });
  } catch (error) {
    const cause = `request template: ${reasonOf(error)}`;
    throw new GatewayError("BAD_REQUEST_BODY", "Could not parse request body into json", { cause });
  }
}

/** `{"statusCode": 200}`; AWS reads it without quotes as well. */
function mock(body: string): ServiceAnswer {
  const status = /\bstatusCode["']?\s*:\s*(\d{3})\b/.exec(body)?.[1];
  if (!status) throw internalError("the mock's request template gave no statusCode");
  return { status: Number(status), headers: {}, body: "" };
}

function errorMessage({ body }: ServiceAnswer): string {
  try {
    const result = parseJson(body);
    return isObject(result) && typeof result.errorMessage === "string" ? result.errorMessage : "";
  } catch {
    // A function's answer that is not JSON carries no error.
    return "";
  }
}

interface ChosenResponse {
  /** None: the default. */
  readonly pattern: RegExp | undefined;
  answer(exchange: Exchange, from: ServiceAnswer): Answer;
}

function integrationResponse(pattern: string, response: IntegrationResponse, operation: OperationDocument): ChosenResponse {
  const { statusCode, responseTemplates = {}, responseParameters = {} } = response;
  const [source] = Object.values(responseTemplates);
  const what = `response template of '${pattern}'`;
  const template = source === undefined ? undefined : naming(what, () => compileTemplate(source));
  const headersOf = responseMapping(responseParameters, operation, statusCode);
  return {
    pattern: pattern === "default" ? undefined : new RegExp(`^(?:${pattern})$`),
    answer(exchange, from) {
      const { context, stageVariables } = exchange;
      const variables = { input: exchange.inputOf(from.body), context, stageVariables };
      const body = template ? naming(what, () => template(variables)) : from.body;
      const override = context.responseOverride as { status?: unknown; header?: unknown };
      const isStatus = typeof override.status === "number" && override.status >= 200 && override.status < 600;
      const overridden = Object.entries(isObject(override.header) ? override.header : {}).map(([name, value]) => [
        name,
        String(value),
      ]);
      return {
        status: isStatus ? Number(override.status) : Number(statusCode),
        headers: { "Content-Type": "application/json", ...headersOf(exchange, from), ...Object.fromEntries(overridden) },
        body,
      };
    },
  };
}
