// Lambda proxy integrations: the whole request as an event, the function's result as the whole answer.
import Ajv from "ajv";
import type { Answer } from "./answer";
import { type Exchange, lastOf } from "./exchange";
import { internalError } from "./gatewayResponses";
import type { Integrate } from "./integration";
import { member, parseJson } from "./json";
import type { ServiceAnswer, ServiceCall } from "./serviceCall";

export function proxy(call: ServiceCall): Integrate {
  return async (exchange) => {
    const body = JSON.stringify(eventOf(exchange));
    return answerOf(await call(exchange, { path: {}, querystring: {}, header: {}, body }));
  };
}

function eventOf({ method, path, headers, query, pathParameters, stageVariables, context, input }: Exchange): object {
  const { responseOverride, ...requestContext } = context;
  const spelled = Object.entries(headers).map(([name, values]) => [capitalized.get(name.toLowerCase()) ?? name, values] as const);
  const forwarded = { "X-Forwarded-For": [String(member(context.identity, "sourceIp"))], "X-Forwarded-Proto": ["http"] };
  const multiValueHeaders = { ...Object.fromEntries(spelled), ...forwarded };
  return {
    resource: context.resourcePath,
    path,
    httpMethod: method,
    headers: lastOf(multiValueHeaders),
    multiValueHeaders,
    queryStringParameters: orNull(lastOf(query)),
    multiValueQueryStringParameters: orNull(query),
    pathParameters: orNull(pathParameters),
    stageVariables: orNull(stageVariables),
    requestContext,
    body: input.body || null,
    isBase64Encoded: false,
  };
}

/** As API Gateway spells these, whatever the client did. */
const capitalized = new Map([
  ["authorization", "Authorization"],
  ["user-agent", "User-Agent"],
]);

function orNull(values: object): object | null {
  return Object.keys(values).length > 0 ? values : null;
}

interface Result {
  readonly statusCode?: number | string;
  readonly headers?: Readonly<Record<string, string | boolean>> | null;
  readonly multiValueHeaders?: Readonly<Record<string, readonly (string | boolean)[]>> | null;
  /** Sent as it is even if `isBase64Encoded`: the API has no binary media types. */
  readonly body?: string | null;
}

const header = { type: ["string", "boolean"] };
const isResult = new Ajv({ allowUnionTypes: true }).compile<Result>({
  type: "object",
  additionalProperties: false,
  properties: {
    statusCode: { type: ["integer", "string"], minimum: 200, maximum: 599, pattern: "^[2-5]\\d\\d$" },
    headers: { type: ["object", "null"], additionalProperties: header },
    multiValueHeaders: { type: ["object", "null"], additionalProperties: { type: "array", items: header } },
    body: { type: ["string", "null"] },
    isBase64Encoded: { type: ["boolean", "null"] },
  },
});

function answerOf({ status, headers, body }: ServiceAnswer): Answer {
  if (status === 403) throw internalError("no permission to invoke the function", "API_CONFIGURATION_ERROR");
  if (status >= 400) throw internalError(`the function could not be invoked: ${body}`, "INTEGRATION_FAILURE", 502);
  if (headers["x-amz-function-error"]) throw internalError(`the function failed: ${body}`, "DEFAULT_5XX", 502);
  const result = parseJson(body);
  if (!isResult(result)) {
    const wanted = "an object of statusCode (200 to 599), headers, multiValueHeaders, body (text) and isBase64Encoded";
    throw internalError(`malformed Lambda proxy response, not ${wanted}`, "DEFAULT_5XX", 502);
  }
  const answered = new Map<string, [string, string[]]>([["content-type", ["Content-Type", ["application/json"]]]]);
  for (const [name, value] of Object.entries(result.headers ?? {})) answered.set(name.toLowerCase(), [name, [String(value)]]);
  for (const [name, values] of Object.entries(result.multiValueHeaders ?? {})) {
    const alone = result.headers && answered.get(name.toLowerCase())?.[1];
    answered.set(name.toLowerCase(), [name, [...values.map(String), ...(alone ?? [])]]);
  }
  return { status: Number(result.statusCode ?? 200), headers: Object.fromEntries(answered.values()), body: result.body ?? "" };
}
