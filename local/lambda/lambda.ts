// Lambda: the functions by name, who may invoke them, and how a call to one ends.
import { randomUUID } from "node:crypto";
import type { Calls } from "../aws/calls";
import { AwsError } from "../aws/error";
import { arn, type Place } from "../aws/place";
import type { Principal } from "../aws/principal";
import { asAwsError } from "../aws/protocols";
import type { AwsRequest, AwsResponse, Service } from "../aws/service";
import type { Iam } from "../iam/iam";
import { type PolicyDocument, parsePolicy } from "../iam/policy";
import { type FunctionSettings, openPool } from "./function";
import type { Pool } from "./pool";
import { answerRest, denial } from "./rest";

export interface Invocation {
  readonly StatusCode: number;
  readonly ExecutedVersion: string;
  readonly FunctionError?: "Unhandled";
  readonly Payload: string;
}

interface LambdaFunction {
  readonly settings: FunctionSettings;
  readonly pool: Pool;
  /** Of the function's own policy, by their id. */
  readonly statements: Map<string, object>;
  policy?: PolicyDocument;
}

const payloadLimit = 6_291_456;

export class Lambda implements Service {
  private readonly functions = new Map<string, LambdaFunction>();

  constructor(
    private readonly place: Place,
    private readonly calls: Calls,
    private readonly iam: Iam,
  ) {}

  /** @returns the ARN. @throws AwsError `AccessDenied` if the role does not trust Lambda. */
  create(settings: FunctionSettings): string {
    const { name } = settings;
    if (this.functions.has(name)) throw new AwsError("ResourceConflictException", `Function already exist: ${name}`, 409);
    const pool = openPool(settings, this.place, this.calls, this.iam);
    this.functions.set(name, { settings, pool, statements: new Map() });
    return this.arnOf(name);
  }

  /** Adds a statement to the function's own policy. */
  addPermission(functionName: string, statementId: string, statement: object): void {
    const name = this.nameOf(functionName);
    const target = this.find(name);
    target.statements.set(statementId, { Sid: statementId, ...statement, Resource: this.arnOf(name) });
    const document = { Version: "2012-10-17", Statement: [...target.statements.values()] };
    target.policy = parsePolicy(JSON.stringify(document), `the function ${name}`);
  }

  /** Starts an environment ahead of the first call. */
  warm(functionName: string): void {
    this.find(functionName).pool.warm();
  }

  /** @throws AwsError as the Invoke operation answers it; what the handler throws is an answer. */
  async invoke(input: { FunctionName: string; Payload: string }, principal: Principal): Promise<Invocation> {
    const name = this.nameOf(input.FunctionName);
    const sourceArn = principal.type === "Service" ? principal.sourceArn : undefined;
    const call = {
      principal,
      action: "lambda:InvokeFunction",
      resource: this.arnOf(name),
      context: sourceArn ? { "aws:SourceArn": sourceArn, "aws:SourceAccount": this.place.accountId } : {},
      resourcePolicy: this.functions.get(name)?.policy,
    };
    try {
      return await this.calls.run(call, () => this.run(name, input.Payload));
    } catch (error) {
      throw asAwsError(error, denial);
    }
  }

  list(principal: Principal): Promise<readonly FunctionSettings[]> {
    const call = { principal, action: "lambda:ListFunctions", resource: "*" };
    return this.calls.run(call, () => [...this.functions.values()].map(({ settings }) => settings));
  }

  handle(request: AwsRequest): Promise<AwsResponse> {
    return answerRest(this, request);
  }

  /** Ends every worker; calls that wait or run are rejected. */
  async close(): Promise<void> {
    await Promise.all([...this.functions.values()].map(({ pool }) => pool.close()));
  }

  arnOf(name: string): string {
    return arn(this.place, "lambda", `function:${name}`);
  }

  private async run(name: string, payload: string): Promise<Invocation> {
    const { pool, settings } = this.find(name);
    checkPayload(payload);
    if (settings.reservedConcurrency === 0) throw new AwsError("TooManyRequestsException", "Rate Exceeded.", 429);
    const outcome = await pool.invoke(randomUUID(), payload || "{}");
    const error = outcome.failed ? ({ FunctionError: "Unhandled" } as const) : {};
    return { StatusCode: 200, ExecutedVersion: "$LATEST", ...error, Payload: outcome.payload };
  }

  private find(name: string): LambdaFunction {
    const found = this.functions.get(name);
    if (!found) throw new AwsError("ResourceNotFoundException", `Function not found: ${this.arnOf(name)}`, 404);
    return found;
  }

  /** From a name or an ARN, with or without `:$LATEST`. */
  private nameOf(nameOrArn: string): string {
    const prefix = this.arnOf("");
    const name = nameOrArn.startsWith(prefix) ? nameOrArn.slice(prefix.length) : nameOrArn;
    return name.replace(/:\$LATEST$/, "");
  }
}

function checkPayload(payload: string): void {
  if (payload.length > payloadLimit / 3 && Buffer.byteLength(payload) > payloadLimit) {
    const text = `Request must be smaller than ${payloadLimit} bytes for the InvokeFunction operation`;
    throw new AwsError("RequestEntityTooLargeException", text, 413);
  }
  try {
    JSON.parse(payload || "{}");
  } catch (error) {
    throw new AwsError("InvalidRequestContentException", `Could not parse request body into json: ${String(error)}`);
  }
}
