// The gateway's own answers, to requests it turns away or can't serve: each type as the document wants it.
import { validateHeaderValue } from "node:http";
import type { Answer } from "./answer";
import { isObject, member } from "./json";
import { contextNames } from "./velocityVariables";

/** Status and `x-amzn-ErrorType`, unless the document says otherwise. */
const types = {
  DEFAULT_4XX: [400, "BadRequestException"],
  DEFAULT_5XX: [500, "InternalServerErrorException"],
  API_CONFIGURATION_ERROR: [500, "InternalServerErrorException"],
  BAD_REQUEST_BODY: [400, "BadRequestException"],
  BAD_REQUEST_PARAMETERS: [400, "BadRequestException"],
  INTEGRATION_FAILURE: [504, "InternalServerErrorException"],
  INTEGRATION_TIMEOUT: [504, "InternalServerErrorException"],
  MISSING_AUTHENTICATION_TOKEN: [403, "MissingAuthenticationTokenException"],
  REQUEST_TOO_LARGE: [413, "RequestTooLargeException"],
  THROTTLED: [429, "TooManyRequestsException"],
  UNAUTHORIZED: [401, "UnauthorizedException"],
  UNSUPPORTED_MEDIA_TYPE: [415, "BadRequestException"],
} as const;
/** API Gateway has these too; nothing here ends in one. */
const unused = [
  ...["ACCESS_DENIED", "AUTHORIZER_CONFIGURATION_ERROR", "AUTHORIZER_FAILURE", "EXPIRED_TOKEN", "INVALID_API_KEY"],
  ...["INVALID_SIGNATURE", "QUOTA_EXCEEDED", "RESOURCE_NOT_FOUND", "WAF_FILTERED"],
];
export const gatewayResponseTypes: readonly string[] = [...Object.keys(types), ...unused];

/** What the client is answered; `cause` is for the log alone. */
export class GatewayError extends Error {
  constructor(
    readonly type: keyof typeof types,
    message: string,
    readonly details: { readonly cause?: string; readonly status?: number; readonly validationErrors?: string } = {},
  ) {
    super(message);
  }
}

/** A request that can't be served: the log is told why, the client no more than on AWS. */
export function internalError(
  cause: string,
  type: keyof typeof types = "DEFAULT_5XX",
  status: number = types[type][0],
): GatewayError {
  return new GatewayError(type, "Internal server error", { cause, status });
}

export interface GatewayResponse {
  readonly statusCode?: string;
  readonly responseParameters?: Readonly<Record<string, string>>;
  readonly responseTemplates?: Readonly<Record<string, string>>;
}
export type GatewayResponses = Readonly<Record<string, GatewayResponse>>;

/** @throws Error for a template that wants more than `$context`: gateway responses are not VTL. */
export function checkGatewayResponses(responses: GatewayResponses): void {
  for (const [type, { responseTemplates = {}, responseParameters = {} }] of Object.entries(responses)) {
    const references = Object.values(responseTemplates).flatMap(
      (template) => template.match(/\$[\w{!][\w.]*|#(set|if|foreach)/g) ?? [],
    );
    const unknown = references.find((reference) => !isKnown(reference));
    if (unknown)
      throw new Error(`gateway response ${type}: '${unknown}' means nothing there; only $context.… is replaced, not VTL`);
    for (const [target, source] of Object.entries(responseParameters)) {
      const [, name, value] = /^gatewayresponse\.header\.([\w-]+)='(.*)'$/s.exec(`${target}=${source}`) ?? [];
      if (!name || value === undefined) {
        throw new Error(
          `gateway response ${type}: ${target}: ${source}: only a static 'value' for gatewayresponse.header.X is supported`,
        );
      }
      validateHeaderValue(name, value);
    }
  }
}

const errorNames = ["message", "messageString", "responseType", "validationErrorString"];

function isKnown(reference: string): boolean {
  const [root, name = "", detail = ""] = reference.split(".");
  return root === "$context" && (contextNames.has(name) || (name === "error" && errorNames.includes(detail)));
}

export function gatewayAnswer(responses: GatewayResponses, error: GatewayError, context: Record<string, unknown>): Answer {
  const [usual, errorType] = types[error.type];
  const { status = usual, validationErrors = "" } = error.details;
  const fallback = status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX";
  const custom = responses[error.type] ?? responses[fallback];
  const template = Object.values(custom?.responseTemplates ?? {})[0] ?? '{"message":$context.error.messageString}';
  context.error = {
    message: error.message,
    messageString: JSON.stringify(error.message),
    responseType: error.type,
    validationErrorString: validationErrors,
  };
  const headers = Object.entries(custom?.responseParameters ?? {}).map(([target, source]) => [
    target.split(".")[2],
    source.slice(1, -1),
  ]);
  return {
    status: Number(custom?.statusCode ?? status),
    headers: { "Content-Type": "application/json", "x-amzn-ErrorType": errorType, ...Object.fromEntries(headers) },
    body: substitute(template, context, ""),
  };
}

/** `$context.a.b` by its value, escaped for the JSON it stands in; `messageString` brings its own quotes. */
export function substitute(template: string, context: Record<string, unknown>, missing: string): string {
  return template.replace(/\$context\.(\w+(?:\.\w+)*)/g, (_, path: string) => {
    const value = path.split(".").reduce<unknown>(member, context);
    if (value === null || value === undefined || isObject(value)) return missing;
    return path === "error.messageString" ? String(value) : JSON.stringify(String(value)).slice(1, -1);
  });
}
