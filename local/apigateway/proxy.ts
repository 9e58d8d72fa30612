// Lambda proxy integrations: the whole request as an event, the function's result as the whole answer.
import type { Answer } from "./answer";
import type { Texts } from "./document";
import type { Exchange } from "./exchange";
import { internalError } from "./gatewayResponses";
import type { Integrate } from "./integration";
import { isObject, parseJson } from "./json";
import type { ServiceAnswer, ServiceCall } from "./serviceCall";

export function proxy(call: ServiceCall): Integrate {
  return async (exchange) => answerOf(await call(exchange, { path: {}, header: {}, body: JSON.stringify(eventOf(exchange)) }));
}

function eventOf({ method, path, headers, query, pathParameters, context, input }: Exchange): object {
  return {
    resource: context.resourcePath,
    path,
    httpMethod: method,
    headers,
    queryStringParameters: orNull(query),
    pathParameters: orNull(pathParameters),
    stageVariables: null,
    requestContext: context,
    body: input.body || null,
    isBase64Encoded: false,
  };
}

function orNull(values: Texts): Texts | null {
  return Object.keys(values).length > 0 ? values : null;
}

function answerOf({ status, headers, body }: ServiceAnswer): Answer {
  if (status === 403) throw internalError("no permission to invoke the function", "API_CONFIGURATION_ERROR");
  if (status >= 400) throw internalError(`the function could not be invoked: ${body}`, "INTEGRATION_FAILURE", 502);
  if (headers["x-amz-function-error"]) throw internalError(`the function failed: ${body}`, "DEFAULT_5XX", 502);
  const result = parseJson(body);
  const { statusCode = 200, headers: own, body: text, isBase64Encoded, ...unknown } = isObject(result) ? result : { result };
  const isText = (value: unknown) => typeof value === "string";
  const texts = isObject(own ?? {}) && Object.values(own ?? {}).every(isText) && isText(text ?? "");
  if (!texts || !/^[2-5]\d\d$/.test(String(statusCode)) || Object.keys(unknown).length > 0) {
    const wanted = "an object of statusCode (200 to 599), headers and body (texts) and isBase64Encoded";
    throw internalError(`malformed Lambda proxy response, not ${wanted}`, "DEFAULT_5XX", 502);
  }
  // Sent as it is even if `isBase64Encoded`: the API has no binary media types.
  return {
    status: Number(statusCode),
    headers: { "Content-Type": "application/json", ...(own ?? {}) },
    body: String(text ?? ""),
  };
}
