// Lambda: the functions by name, who may invoke them, and how a call to one ends. REST-JSON, Invoke only.
import { randomUUID } from "node:crypto";
import type { Calls } from "../aws/calls";
import { AwsError, notSupported } from "../aws/error";
import { arn, type Place } from "../aws/place";
import type { Principal } from "../aws/principal";
import { asAwsError } from "../aws/protocols";
import type { AwsRequest, AwsResponse, Service } from "../aws/service";
import type { Iam } from "../iam/iam";
import { type PolicyDocument, parsePolicy } from "../iam/policy";
import { logFile } from "../logs";
import { type FunctionSettings, openPool } from "./function";
import type { Pool } from "./pool";

export interface Invocation {
  readonly StatusCode: number;
  readonly ExecutedVersion: string;
  readonly FunctionError?: "Unhandled";
  readonly Payload: string;
}

interface LambdaFunction {
  readonly pool: Pool;
  readonly logGroup: string;
  /** Of the function's own policy. */
  readonly statements: object[];
  policy?: PolicyDocument;
}

export class Lambda implements Service {
  /** Told of each invocation that failed. */
  log: (line: string) => void = () => {};
  private readonly functions = new Map<string, LambdaFunction>();
  /** One environment after another: all at once would keep the processors from the program, which is still coming up. */
  private warmed: Promise<void> = Promise.resolve();

  constructor(
    private readonly place: Place,
    private readonly calls: Calls,
    private readonly iam: Iam,
  ) {}

  /** @returns the ARN. @throws AwsError `AccessDenied` if the role does not trust Lambda. */
  create(settings: FunctionSettings): string {
    const { name, logGroup } = settings;
    this.functions.set(name, { pool: openPool(settings, this.place, this.calls, this.iam), logGroup, statements: [] });
    return this.arnOf(name);
  }

  /** For a state machine, which would pay for three cold starts one after another; the others start when they are called. */
  warm(functionName: string): void {
    const pool = this.functions.get(this.nameOf(functionName))?.pool;
    this.warmed = this.warmed.then(() => pool?.warm());
  }

  /** Adds a statement to the function's own policy. */
  addPermission(functionName: string, statement: object): void {
    const name = this.nameOf(functionName);
    const target = this.find(name);
    target.statements.push({ ...statement, Resource: this.arnOf(name) });
    target.policy = parsePolicy(JSON.stringify({ Version: "2012-10-17", Statement: target.statements }), `the function ${name}`);
  }

  /** @throws AwsError as the Invoke operation answers it; what the handler throws is an answer. */
  invoke(input: { FunctionName: string; Payload: string }, principal: Principal): Promise<Invocation> {
    const name = this.nameOf(input.FunctionName);
    const sourceArn = principal.type === "Service" ? principal.sourceArn : undefined;
    const call = {
      principal,
      action: "lambda:InvokeFunction",
      resource: this.arnOf(name),
      context: sourceArn ? { "aws:SourceArn": sourceArn, "aws:SourceAccount": this.place.accountId } : {},
      resourcePolicy: this.functions.get(name)?.policy,
    };
    return this.calls.run(call, async () => {
      const { pool, logGroup } = this.find(name);
      checkPayload(input.Payload);
      const { payload, failed } = await pool.invoke(randomUUID(), input.Payload || "{}");
      const answer = { StatusCode: 200, ExecutedVersion: "$LATEST", Payload: payload };
      if (!failed) return answer;
      const { errorType, errorMessage } = JSON.parse(payload);
      const [reason] = errorMessage.split("\n");
      this.log(`failed: ${name}: ${errorType}: ${reason} (log: ${logFile(this.place, logGroup)})`);
      return { ...answer, FunctionError: "Unhandled" };
    });
  }

  async handle(request: AwsRequest): Promise<AwsResponse> {
    const headers = { "content-type": "application/json", "x-amzn-requestid": request.requestId };
    try {
      const { FunctionError, ExecutedVersion, Payload } = await this.invoke(readInvocation(request), request.principal);
      const error = FunctionError && { "x-amz-function-error": FunctionError };
      return { status: 200, headers: { ...headers, "x-amz-executed-version": ExecutedVersion, ...error }, body: Payload };
    } catch (error) {
      const { code, message, status } = asAwsError(error, { code: "AccessDeniedException", status: 403 });
      const body = JSON.stringify({ Type: status < 500 ? "User" : "Service", Message: message, message });
      return { status, headers: { ...headers, "x-amzn-errortype": code }, body };
    }
  }

  /** Ends what is under way in a function, by the session its code runs under: as if the machine below it had died. */
  kill(sessionArn: string): void {
    this.functions.get(sessionArn.slice(sessionArn.lastIndexOf("/") + 1))?.pool.kill();
  }

  /** Ends every worker; calls that wait or run are rejected. */
  async close(): Promise<void> {
    await Promise.all([...this.functions.values()].map(({ pool }) => pool.close()));
  }

  private find(name: string): LambdaFunction {
    const found = this.functions.get(name);
    if (!found) throw new AwsError("ResourceNotFoundException", `Function not found: ${this.arnOf(name)}:$LATEST`, 404);
    return found;
  }

  private arnOf(name: string): string {
    return arn(this.place, "lambda", `function:${name}`);
  }

  private nameOf(nameOrArn: string): string {
    return nameOrArn.replace(this.arnOf(""), "");
  }
}

function readInvocation({ method, path, headers, query, body }: AwsRequest): { FunctionName: string; Payload: string } {
  const name = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(path)?.[1];
  if (method !== "POST" || !name) throw notSupported(`Lambda's ${method} ${path}`, "Invoke is");
  const { "x-amz-invocation-type": type = "RequestResponse", "x-amz-log-type": log, "x-amz-client-context": context } = headers;
  if (type !== "RequestResponse" || log || context || query.size > 0) {
    throw notSupported("A type, version, log or client context of an invocation", "send the function's name and the payload");
  }
  return { FunctionName: decodeURIComponent(name), Payload: body.toString("utf8") };
}

function checkPayload(payload: string): void {
  try {
    JSON.parse(payload || "{}");
  } catch (error) {
    throw new AwsError("InvalidRequestContentException", `Could not parse request body into json: ${String(error)}`);
  }
}
