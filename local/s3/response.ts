// How S3 answers: XML, but for objects' own bytes.
import { AwsError } from "../aws/error";
import type { AwsRequest, AwsResponse } from "../aws/service";
import { xml } from "../aws/xml";
import { S3Error } from "./error";

const headers = { "content-type": "application/xml" };
const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

export function answerXml(name: string, value: unknown): AwsResponse {
  return { status: 200, headers, body: declaration + xml(name, value, ' xmlns="http://s3.amazonaws.com/doc/2006-03-01/"') };
}

/** AWS's own fault in this process is told as one, with its text: a laptop has nobody to hide it from. */
export function answerError(thrown: unknown, { method, path, requestId }: AwsRequest): AwsResponse {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const error = thrown instanceof AwsError ? thrown : new AwsError("InternalError", text, 500);
  const own = error instanceof S3Error ? error : undefined;
  const fields = { Code: error.code, Message: error.message, ...own?.details, Resource: path, RequestId: requestId };
  // An answer to HEAD has no body: clients know the status only.
  const body = method === "HEAD" ? "" : declaration + xml("Error", fields);
  return { status: error.status, headers: { ...headers, ...own?.headers }, body };
}
