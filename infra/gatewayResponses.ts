// What API Gateway answers by itself: our shape, fixed texts, and no token or body in them.
import { internalError, tooManyRequests, unknownOutcome } from "./templates";

const unauthorized = {
  error: "Unauthorized",
  message: "There is no valid token: sign in and send the ID token as `Authorization: Bearer …`",
};

const badRequest = {
  error: "BadRequest",
  message: "The request is not one this route takes: compare it with GET /openapi.json",
};

export const notFound = { error: "NotFound", message: "There is no such path or method: GET /openapi.json lists them" };

/** By gateway response type ("Gateway response types", API Gateway guide). */
export function gatewayResponses(): Record<string, object> {
  return {
    // An unknown path or method: AWS would say 403 and name a token.
    MISSING_AUTHENTICATION_TOKEN: response(404, notFound),
    RESOURCE_NOT_FOUND: response(404, notFound),
    UNAUTHORIZED: response(401, unauthorized),
    EXPIRED_TOKEN: response(401, unauthorized),
    ACCESS_DENIED: response(403, { error: "Forbidden", message: "Your account may not do this: sign in with another one" }),
    BAD_REQUEST_PARAMETERS: response(400, badRequest),
    BAD_REQUEST_BODY: response(400, badRequest),
    UNSUPPORTED_MEDIA_TYPE: response(415, {
      error: "UnsupportedMediaType",
      message: "The body's Content-Type is not one this route takes: send application/json",
    }),
    REQUEST_TOO_LARGE: response(413, { error: "RequestTooLarge", message: "The body is too large: send at most 200 KB" }),
    THROTTLED: response(429, tooManyRequests),
    QUOTA_EXCEEDED: response(429, tooManyRequests),
    INTEGRATION_TIMEOUT: response(504, unknownOutcome("GatewayTimeout")),
    INTEGRATION_FAILURE: response(504, unknownOutcome("GatewayTimeout")),
    // Any other keeps its status.
    DEFAULT_4XX: response(undefined, badRequest),
    DEFAULT_5XX: response(undefined, internalError),
  };
}

function response(statusCode: number | undefined, body: object): object {
  return { ...(statusCode && { statusCode }), responseTemplates: { "application/json": JSON.stringify(body) } };
}
