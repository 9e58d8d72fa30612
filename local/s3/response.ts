// How S3 answers: XML, but for objects' own bytes.
import { asAwsError } from "../aws/protocols";
import type { AwsRequest, AwsResponse } from "../aws/service";
import { xml } from "../aws/xml";

const headers = { "content-type": "application/xml" };
const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

export function answerXml(name: string, value: unknown): AwsResponse {
  return { status: 200, headers, body: declaration + xml(name, value, ' xmlns="http://s3.amazonaws.com/doc/2006-03-01/"') };
}

export function answerError(thrown: unknown, { method, path, requestId }: AwsRequest): AwsResponse {
  const { code, message, status } = asAwsError(thrown, { code: "AccessDenied", status: 403 });
  const error = { Code: code, Message: message, Resource: path, RequestId: requestId };
  // An answer to HEAD has no body: clients know the status only.
  return { status, headers, body: method === "HEAD" ? "" : declaration + xml("Error", error) };
}
