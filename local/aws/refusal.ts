// How the endpoint says no before a service is asked: under the code and in the shape of the service the call was meant for.
import type { AwsError } from "./error";
import type { AwsRequest, AwsResponse } from "./service";
import { xml } from "./xml";

type Shape = "json" | "query" | "s3";

/** One fact has another name in each family of services. */
const codes: Readonly<Record<Shape, Readonly<Record<string, string>>>> = {
  json: {
    AccessDenied: "AccessDeniedException",
    IncompleteSignature: "IncompleteSignatureException",
    InvalidClientTokenId: "UnrecognizedClientException",
    InvalidToken: "UnrecognizedClientException",
    MissingAuthenticationToken: "MissingAuthenticationTokenException",
    RequestTimeTooSkewed: "InvalidSignatureException",
    SignatureDoesNotMatch: "InvalidSignatureException",
    WrongRegion: "InvalidSignatureException",
  },
  query: {
    InvalidToken: "InvalidClientTokenId",
    RequestTimeTooSkewed: "SignatureDoesNotMatch",
    WrongRegion: "SignatureDoesNotMatch",
  },
  s3: {
    IncompleteSignature: "AuthorizationHeaderMalformed",
    InvalidClientTokenId: "InvalidAccessKeyId",
    MissingAuthenticationToken: "AccessDenied",
    WrongRegion: "AuthorizationHeaderMalformed",
  },
};

/** @param service as far as it is known yet. */
export function refusal(error: AwsError, service: string | undefined, request: Omit<AwsRequest, "principal">): AwsResponse {
  const { requestId } = request;
  const shape = shapeOf(service, request.headers);
  const { message } = error;
  const code = codes[shape][error.code] ?? error.code;
  if (shape === "json") {
    const headers = { "content-type": "application/x-amz-json-1.1", "x-amzn-errortype": code };
    // The services with a target header answer 400 where the others, Lambda among them, answer 403.
    const status = error.status === 403 && service !== "lambda" ? 400 : error.status;
    return { status, headers, body: JSON.stringify({ __type: code, message, Message: message }) };
  }
  const body =
    shape === "s3"
      ? xml("Error", { Code: code, Message: message, RequestId: requestId })
      : xml("ErrorResponse", { Error: { Type: "Sender", Code: code, Message: message }, RequestId: requestId });
  return {
    status: error.status,
    headers: { "content-type": "application/xml" },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
  };
}

function shapeOf(service: string | undefined, headers: AwsRequest["headers"]): Shape {
  if (service === "s3") return "s3";
  if (service === "sns" || service === "sts") return "query";
  if (service === "lambda" || headers["content-type"]?.includes("json")) return "json";
  return headers["content-type"]?.startsWith("application/x-www-form-urlencoded") ? "query" : "s3";
}
