// The gateway's own answers, to requests it turns away or can't serve: each type as the document wants it.
import type { Answer } from "./answer";
import type { GatewayResponses } from "./document";

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

type Type = keyof typeof types;

/** What the client is answered; `cause` is for the log alone. */
export class GatewayError extends Error {
  constructor(
    readonly type: Type,
    message: string,
    override readonly cause = "",
    readonly status: number = types[type][0],
  ) {
    super(message);
  }
}

/** A request that can't be served: the log is told why, the client no more than on AWS. */
export function internalError(cause: string, type: Type = "DEFAULT_5XX", status?: number): GatewayError {
  return new GatewayError(type, "Internal server error", cause, status);
}

export function gatewayAnswer(responses: GatewayResponses, { type, message, status }: GatewayError): Answer {
  const custom = responses[type] ?? responses[status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX"];
  return {
    status: Number(custom?.statusCode ?? status),
    headers: { "Content-Type": "application/json", "x-amzn-ErrorType": types[type][1] },
    body: custom?.responseTemplates?.["application/json"] ?? JSON.stringify({ message }),
  };
}
