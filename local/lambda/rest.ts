// Lambda's REST-JSON face: Invoke and ListFunctions.
import { notSupported } from "../aws/error";
import { asAwsError, type Denial } from "../aws/protocols";
import type { AwsRequest, AwsResponse } from "../aws/service";
import type { Lambda } from "./lambda";

export const denial: Denial = { code: "AccessDeniedException", status: 403 };

export async function answerRest(lambda: Lambda, request: AwsRequest): Promise<AwsResponse> {
  const headers = { "content-type": "application/json", "x-amzn-requestid": request.requestId };
  try {
    const invoked = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(request.path)?.[1];
    if (request.method === "POST" && invoked) {
      const { FunctionError, ExecutedVersion, Payload } = await lambda.invoke(
        readInvocation(request, invoked),
        request.principal,
      );
      const error = FunctionError && { "x-amz-function-error": FunctionError };
      return { status: 200, headers: { ...headers, "x-amz-executed-version": ExecutedVersion, ...error }, body: Payload };
    }
    if (request.method === "GET" && /^\/2015-03-31\/functions\/?$/.test(request.path)) {
      return { status: 200, headers, body: JSON.stringify(await listFunctions(lambda, request)) };
    }
    throw notSupported(`Lambda's ${request.method} ${request.path}`, "Invoke and ListFunctions are");
  } catch (error) {
    const { code, message, status } = asAwsError(error, denial);
    const body = JSON.stringify({ Type: status < 500 ? "User" : "Service", Message: message, message });
    return { status, headers: { ...headers, "x-amzn-errortype": code }, body };
  }
}

function readInvocation({ headers, query, body }: AwsRequest, name: string): { FunctionName: string; Payload: string } {
  const type = headers["x-amz-invocation-type"] ?? "RequestResponse";
  if (type !== "RequestResponse") throw notSupported(`The invocation type ${type}`, "invoke with RequestResponse");
  const logType = headers["x-amz-log-type"] ?? "None";
  if (logType !== "None") throw notSupported(`The log type ${logType}`, "the data folder holds the log, in logs/");
  if (headers["x-amz-client-context"]) throw notSupported("A client context", "put it into the payload");
  const qualifier = query.get("Qualifier") ?? "$LATEST";
  if (qualifier !== "$LATEST") throw notSupported(`The version ${qualifier}`, "$LATEST is");
  return { FunctionName: decodeURIComponent(name), Payload: body.toString("utf8") };
}

async function listFunctions(lambda: Lambda, { principal }: AwsRequest): Promise<object> {
  const functions = await lambda.list(principal);
  return {
    Functions: functions.map(({ name, role, handler, runtime, timeout, memorySize }) => ({
      FunctionName: name,
      FunctionArn: lambda.arnOf(name),
      Role: role,
      Handler: handler,
      Runtime: runtime,
      Timeout: timeout,
      MemorySize: memorySize,
      Version: "$LATEST",
      PackageType: "Zip",
    })),
  };
}
