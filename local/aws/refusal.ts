// How the endpoint says no before a service is asked: under the code and in the shape of the service the call was meant for.
import type { AwsError } from "./error";
import { jsonError, xmlError } from "./protocols";
import type { AwsRequest, AwsResponse } from "./service";
import { xml } from "./xml";

/** One fact has another name in each family of services; the query protocol's is the one that is thrown, if none is here. */
const names: Readonly<Record<string, { readonly json?: string; readonly query?: string; readonly s3?: string }>> = {
  AccessDenied: { json: "AccessDeniedException" },
  IncompleteSignature: { json: "IncompleteSignatureException", s3: "AuthorizationHeaderMalformed" },
  InvalidClientTokenId: { json: "UnrecognizedClientException", s3: "InvalidAccessKeyId" },
  MissingAuthenticationToken: { json: "MissingAuthenticationTokenException", s3: "AccessDenied" },
  RequestTimeTooSkewed: { json: "InvalidSignatureException", query: "SignatureDoesNotMatch" },
  SignatureDoesNotMatch: { json: "InvalidSignatureException" },
  WrongRegion: { json: "InvalidSignatureException", query: "SignatureDoesNotMatch", s3: "AuthorizationHeaderMalformed" },
};

/** @param service as far as it is known yet. */
export function refusal(error: AwsError, service: string | undefined, request: Omit<AwsRequest, "principal">): AwsResponse {
  const { requestId } = request;
  const shape = shapeOf(service, request.headers["content-type"]);
  const { message, status } = error;
  const code = names[error.code]?.[shape] ?? error.code;
  // The services with a target header answer 400 where the others, Lambda among them, answer 403.
  if (shape === "json") return jsonError({ code, message, status: status === 403 && service !== "lambda" ? 400 : status });
  if (shape === "query") return xmlError({ code, message, status }, requestId);
  const body = xml("Error", { Code: code, Message: message, RequestId: requestId });
  return { status, headers: { "content-type": "application/xml" }, body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}` };
}

function shapeOf(service: string | undefined, type = ""): "json" | "query" | "s3" {
  if (service === "s3") return "s3";
  if (service === "sns" || service === "sts" || type.startsWith("application/x-www-form-urlencoded")) return "query";
  return service === "lambda" || type.includes("json") ? "json" : "s3";
}
