// The two shapes most AWS services speak: JSON with a target header, and form fields answered by XML.
import { AwsError, notSupported } from "./error";
import type { Principal } from "./principal";
import type { AwsResponse, Service } from "./service";
import { xml } from "./xml";

// biome-ignore lint/suspicious/noExplicitAny: each operation reads its own input, as the SDKs send it.
export type Operation = (input: any, principal: Principal) => object | Promise<object>;
export type Operations = Readonly<Record<string, Operation>>;

/** The name and status a service gives a call that IAM refused. */
export interface Denial {
  readonly code: string;
  readonly status: number;
}

type ErrorFacts = Pick<AwsError, "code" | "message" | "status">;

/** AWS's own fault in this process is told as one, with its text: a laptop has nobody to hide it from. */
export function asAwsError(error: unknown, denial: Denial): AwsError {
  if (!(error instanceof AwsError)) {
    return new AwsError("InternalFailure", error instanceof Error ? error.message : String(error), 500);
  }
  return error.code === "AccessDenied" ? new AwsError(denial.code, error.message, denial.status) : error;
}

/** JSON 1.0 and 1.1: `X-Amz-Target: <prefix>.<Operation>`. */
export function answerJson(target: string, version: "1.0" | "1.1", operations: Operations, denial: Denial): Service["handle"] {
  return async ({ headers, body, principal }) => {
    try {
      const [prefix, name = ""] = (headers["x-amz-target"] ?? "").split(".");
      const operation = prefix === target && Object.hasOwn(operations, name) ? operations[name] : undefined;
      if (!operation) throw notSupported(`${target}.${name || "?"}`);
      const result = await operation(parseJson(body), principal);
      return { status: 200, headers: { "content-type": `application/x-amz-json-${version}` }, body: JSON.stringify(result) };
    } catch (error) {
      return jsonError(asAwsError(error, denial), version);
    }
  };
}

export function jsonError({ code, message, status }: ErrorFacts, version = "1.1"): AwsResponse {
  const headers = { "content-type": `application/x-amz-json-${version}`, "x-amzn-errortype": code };
  // Both spellings: services differ, and SDKs read either.
  return { status, headers, body: JSON.stringify({ __type: code, message, Message: message }) };
}

function parseJson(body: Buffer): object {
  let input: unknown;
  try {
    input = body.length === 0 ? {} : JSON.parse(body.toString("utf8"));
  } catch {
    // Not the parser's own text: it would name a position in a body that no person wrote.
  }
  if (typeof input === "object" && input !== null && !Array.isArray(input)) return input;
  throw new AwsError("SerializationException", "The body is not a JSON object; send the operation's input as one");
}

/** The query protocol: `Action=Publish&TopicArn=…`, answered by XML. */
export function answerQuery(namespace: string, operations: Operations, denial: Denial): Service["handle"] {
  const attributes = ` xmlns="${namespace}"`;
  return async ({ query, body, principal, requestId }) => {
    try {
      const fields = new URLSearchParams(body.toString("utf8"));
      for (const [name, value] of query) fields.append(name, value);
      const name = fields.get("Action") ?? "";
      const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
      if (!operation) throw notSupported(`The action '${name}'`);
      const answer = { [`${name}Result`]: await operation(nest(fields), principal), ResponseMetadata: { RequestId: requestId } };
      return { status: 200, headers: { "content-type": "text/xml" }, body: xml(`${name}Response`, answer, attributes) };
    } catch (error) {
      return xmlError(asAwsError(error, denial), requestId, attributes);
    }
  };
}

export function xmlError({ code, message, status }: ErrorFacts, requestId: string, attributes = ""): AwsResponse {
  const Type = status < 500 ? "Sender" : "Receiver";
  const body = xml("ErrorResponse", { Error: { Type, Code: code, Message: message }, RequestId: requestId }, attributes);
  return { status, headers: { "content-type": "text/xml" }, body };
}

/** `A.entry.1.B=x` → `{ A: { entry: { 1: { B: "x" } } } }`; no field name can reach a prototype. */
function nest(fields: URLSearchParams): Record<string, unknown> {
  const root: Record<string, unknown> = Object.create(null);
  for (const [path, value] of fields) {
    const keys = path.split(".");
    const last = keys.pop() ?? path;
    let at = root;
    for (const key of keys) {
      if (typeof at[key] !== "object") at[key] = Object.create(null);
      at = at[key] as Record<string, unknown>;
    }
    at[last] = value;
  }
  return root;
}

/** The items of a query protocol list, in their order: `{ 1: a, 2: b }` → `[a, b]`. */
export function listOf<T>(nested: Record<string, T> | undefined): T[] {
  return Object.entries(nested ?? {})
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, item]) => item);
}
