// The REST API on this machine: takes a request through the steps API Gateway takes it through.
import { isUtf8 } from "node:buffer";
import type { IncomingMessage, ServerResponse } from "node:http";
import { AwsError } from "../aws/error";
import { arn, type Place } from "../aws/place";
import type { Service } from "../aws/service";
import type { Cognito } from "../cognito/cognito";
import type { Iam } from "../iam/iam";
import { readBody } from "../server";
import { AccessLog } from "./accessLog";
import { type Answer, send } from "./answer";
import { Api } from "./api";
import { Exchange, type Stage } from "./exchange";
import { GatewayError, gatewayAnswer, internalError } from "./gatewayResponses";
import { reasonOf } from "./naming";
import type { Cloud } from "./serviceCall";
import { Throttle } from "./throttle";

const maxBody = 10 * 1024 * 1024;

export class ApiGateway {
  /** Told why a request failed when its client is not. */
  log: (line: string) => void = () => {};
  private readonly cloud: Cloud;
  private throttle: Throttle | undefined;
  private api: Api | undefined;
  private compressFrom = 0;
  private stage: Stage | undefined;
  private accessLog: AccessLog | undefined;

  constructor(place: Place, iam: Iam, services: Readonly<Record<string, Service>>, cognito: Cognito) {
    this.cloud = { place, iam, services, cognito, log: (line) => this.log(line) };
  }

  /** @param compressFrom bytes from which on an answer is compressed for clients that take it. */
  createRestApi(document: string, compressFrom: number): void {
    if (this.api) throw new Error("a second RestApi is not supported on the laptop; it serves one");
    this.api = new Api(document, this.cloud);
    this.compressFrom = compressFrom;
  }

  createStage(name: string, apiId: string, deploymentId: string): void {
    if (this.stage) throw new Error("a second Stage is not supported on the laptop; it serves one");
    const { place } = this.cloud;
    this.stage = {
      basePath: new URL(place.apiUrl).pathname.replace(/\/+$/, ""),
      executionArn: `${arn(place, "execute-api", apiId)}/${name}`,
      context: { accountId: place.accountId, apiId, deploymentId, domainPrefix: apiId, stage: name },
    };
  }

  /** @throws Error for a variable in the format that is not known here. */
  logAccess(format: string, file: string): void {
    this.accessLog = new AccessLog(format, file);
  }

  close(): void {
    this.accessLog?.close();
  }

  /** Limits the calls of each method. */
  limit(ratePerSecond: number, burst: number): void {
    this.throttle = new Throttle(ratePerSecond, burst);
  }

  /** The API port's listener. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { api, stage } = this;
    if (!api || !stage) {
      response.writeHead(403, { "Content-Type": "application/json" }).end('{"message":"Forbidden"}');
      return;
    }
    const exchange = new Exchange(request, stage);
    try {
      const answer = await this.serve(request, exchange, api);
      await send(response, answer, exchange, this.compressFrom);
      this.logged(exchange, answer);
    } catch (error) {
      const failure = asGatewayError(error);
      // A client that hung up gets nothing, and is no fault of anybody's.
      if (response.destroyed || response.headersSent) return;
      if (failure.cause) this.log(`${exchange.label}: ${failure.cause}`);
      const answer = gatewayAnswer(api.gatewayResponses, failure);
      await send(response, answer, exchange, this.compressFrom);
      this.logged(exchange, answer, failure.type);
    }
  }

  private logged(exchange: Exchange, { status }: Answer, responseType?: string): void {
    try {
      this.accessLog?.write(exchange.told(status, responseType));
    } catch (error) {
      this.log(`${exchange.label} is missing in the access log: ${reasonOf(error)}`);
    }
  }

  private async serve(request: IncomingMessage, exchange: Exchange, api: Api): Promise<Answer> {
    const route = exchange.path === undefined ? undefined : api.find(exchange.method, exchange.path);
    if (!route) throw new GatewayError("MISSING_AUTHENTICATION_TOKEN", "Missing Authentication Token");
    const { operation } = route;
    exchange.enter(route);
    if (this.throttle && !this.throttle.take(operation)) throw new GatewayError("THROTTLED", "Too Many Requests");
    await operation.authorize(exchange);
    const body = await readBody(request, maxBody);
    if ((exchange.header("content-encoding") ?? "identity") !== "identity")
      throw new GatewayError("UNSUPPORTED_MEDIA_TYPE", "Unsupported Media Type");
    if (!isUtf8(body)) throw new GatewayError("BAD_REQUEST_BODY", "Invalid request body");
    exchange.input = exchange.inputOf(body.toString());
    operation.validate(exchange);
    return exchange.timed(operation.integrate(exchange));
  }
}

function asGatewayError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error;
  return error instanceof AwsError && error.status === 413
    ? new GatewayError("REQUEST_TOO_LARGE", "Request Too Long")
    : internalError(reasonOf(error));
}
