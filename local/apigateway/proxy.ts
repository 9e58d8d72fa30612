// Lambda proxy integrations: the whole request as an event, the function's result as the whole answer.
import { isObject } from "../jsonPath";
import type { Answer } from "./answer";
import type { Exchange, Pairs } from "./exchange";
import { internalError } from "./gatewayResponses";
import type { Integrate } from "./integration";
import { parseJson } from "./json";
import type { ServiceAnswer, ServiceCall } from "./serviceCall";

export function proxy(call: ServiceCall): Integrate {
  return async (exchange) => answerOf(await call(exchange, { path: {}, header: {}, body: JSON.stringify(eventOf(exchange)) }));
}

function eventOf({ method, path, headerPairs, queryPairs, pathParameters, params, context, input }: Exchange): object {
  return {
    resource: context.resourcePath,
    path,
    httpMethod: method,
    headers: params.header,
    multiValueHeaders: listed(headerPairs),
    queryStringParameters: orNull(params.querystring),
    multiValueQueryStringParameters: orNull(listed(queryPairs)),
    pathParameters: orNull(pathParameters),
    stageVariables: null,
    requestContext: context,
    body: input.body || null,
    isBase64Encoded: false,
  };
}

function listed(pairs: Pairs): Readonly<Record<string, readonly string[]>> {
  const lists = new Map<string, string[]>();
  for (const [name, value] of pairs) lists.set(name, [...(lists.get(name) ?? []), value]);
  return Object.fromEntries(lists);
}

function orNull<T extends object>(values: T): T | null {
  return Object.keys(values).length > 0 ? values : null;
}

function answerOf({ status, headers, body }: ServiceAnswer): Answer {
  if (status === 403) throw internalError("no permission to invoke the function", "API_CONFIGURATION_ERROR");
  if (status >= 400) throw internalError(`the function could not be invoked: ${body}`, "INTEGRATION_FAILURE", 502);
  if (headers["x-amz-function-error"]) throw internalError(`the function failed: ${body}`, "DEFAULT_5XX", 502);
  const result = parseJson(body);
  const {
    statusCode = 200,
    headers: own,
    multiValueHeaders: lists,
    body: text,
    isBase64Encoded,
    ...unknown
  } = isObject(result) ? result : { result };
  const sent = headersOf(own ?? {}, lists ?? {});
  const isText = typeof (text ?? "") === "string";
  if (!sent || !isText || !/^[2-5]\d\d$/.test(String(statusCode)) || Object.keys(unknown).length > 0) {
    const wanted = "an object of statusCode (200 to 599), headers, multiValueHeaders (lists), body (a text) and isBase64Encoded";
    throw internalError(`malformed Lambda proxy response, not ${wanted}`, "DEFAULT_5XX", 502);
  }
  // Sent as it is even if `isBase64Encoded`: the API has no binary media types.
  return { status: Number(statusCode), headers: { "Content-Type": "application/json", ...sent }, body: String(text ?? "") };
}

/** A header in both stands after the list, under the list's spelling; undefined for what is none: recorded on AWS. */
function headersOf(own: unknown, lists: unknown): Readonly<Record<string, string | readonly string[]>> | undefined {
  if (!isObject(own) || !isObject(lists)) return undefined;
  const isValue = (value: unknown) => typeof value === "string" || typeof value === "boolean";
  const all = [...Object.values(own), ...Object.values(lists).flat()];
  if (!all.every(isValue) || !Object.values(lists).every(Array.isArray)) return undefined;
  const sent = new Map(Object.entries(lists).map(([name, values]) => [name, [values].flat().map(String)]));
  for (const [name, value] of Object.entries(own)) {
    const known = [...sent.keys()].find((other) => other.toLowerCase() === name.toLowerCase()) ?? name;
    sent.set(known, [...(sent.get(known) ?? []), String(value)]);
  }
  return Object.fromEntries([...sent].map(([name, values]) => [name, values.length === 1 ? String(values[0]) : values]));
}
