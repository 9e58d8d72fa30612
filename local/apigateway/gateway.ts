// The REST API on this machine: takes a request through the steps API Gateway takes it through.
import { isUtf8 } from "node:buffer";
import type { IncomingMessage, ServerResponse } from "node:http";
import { AwsError } from "../aws/error";
import { arn, type Place } from "../aws/place";
import type { Service } from "../aws/service";
import type { Cognito } from "../cognito/cognito";
import type { Iam } from "../iam/iam";
import { readBody } from "../server";
import { type AccessLogSettings, accessLog } from "./accessLog";
import { type Answer, send } from "./answer";
import { type Api, type Operation, readDocument } from "./document";
import { Exchange, type Stage } from "./exchange";
import { GatewayError, gatewayAnswer, internalError } from "./gatewayResponses";
import { reasonOf } from "./naming";
import type { Cloud } from "./serviceCall";
import { Throttle } from "./throttle";

export interface StageSettings extends Pick<Stage, "name" | "variables"> {
  readonly deploymentId: string;
  readonly accessLogSettings?: AccessLogSettings;
}

const maxBody = 10 * 1024 * 1024;

export class ApiGateway {
  /** Told why a request failed when its client is not. */
  log: (line: string) => void = () => {};
  private readonly cloud: Cloud;
  private readonly throttle = new Throttle();
  private api: (Api & { readonly id: string; readonly compressFrom: number }) | undefined;
  private stage: Stage | undefined;

  constructor(place: Place, iam: Iam, services: Readonly<Record<string, Service>>, cognito: Cognito) {
    this.cloud = { place, iam, services, cognito, log: (line) => this.log(line) };
  }

  /** @param compressFrom bytes from which on an answer is compressed for clients that take it. */
  createRestApi(id: string, document: string, compressFrom: number): void {
    if (this.api) throw new Error("a second RestApi is not supported on the laptop; it serves one");
    this.api = { id, compressFrom, ...readDocument(document, this.cloud) };
  }

  /** @throws Error for an API that is not here. */
  check(restApiId: string): void {
    if (restApiId !== this.api?.id) throw new Error(`there is no RestApi '${restApiId}'`);
  }

  createStage({ name, variables, deploymentId, accessLogSettings }: StageSettings): void {
    if (this.stage) throw new Error("a second Stage is not supported on the laptop; it serves one");
    const { place } = this.cloud;
    const apiId = this.api?.id ?? "";
    this.stage = {
      name,
      variables,
      basePath: new URL(place.apiUrl).pathname.replace(/\/+$/, ""),
      executionArn: arn(place, "execute-api", apiId),
      context: { accountId: place.accountId, apiId, deploymentId, stage: name },
      accessLog: accessLogSettings && accessLog(place, accessLogSettings, (line) => this.log(line)),
    };
  }

  /** Limits calls of a method (`path/METHOD`), or of each that has no limits of its own. */
  limit(methodPath: string, ratePerSecond: number, burst: number): void {
    const known = ["*/*", ...(this.api?.routes.operations ?? []).map(methodPathOf)].map(normalized);
    if (!known.includes(normalized(methodPath)))
      throw new Error(`methodPath '${methodPath}' is not a method of the API; there are ${known.join(", ")}`);
    this.throttle.limit(normalized(methodPath), ratePerSecond, burst);
  }

  /** The API port's listener. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { api, stage } = this;
    if (!api || !stage) {
      response.writeHead(403, { "Content-Type": "application/json" }).end('{"message":"Forbidden"}');
      return;
    }
    const exchange = new Exchange(request, stage);
    const started = performance.now();
    try {
      await send(response, await this.serve(request, exchange, api), exchange, api.compressFrom);
    } catch (error) {
      const failure = asGatewayError(error);
      // A client that hung up gets nothing, and is no fault of anybody's.
      if (response.destroyed || response.headersSent) return;
      if (failure.details.cause) this.log(`${exchange.label}: ${failure.details.cause}`);
      await send(response, gatewayAnswer(api.gatewayResponses, failure, exchange.context), exchange, api.compressFrom);
    }
    const responseLatency = Math.round(performance.now() - started);
    stage.accessLog?.({
      ...exchange.context,
      status: response.statusCode,
      responseLength: response.getHeader("content-length"),
      responseLatency,
    });
  }

  private async serve(request: IncomingMessage, exchange: Exchange, api: Api): Promise<Answer> {
    const route = exchange.path === undefined ? undefined : api.routes.find(exchange.method, exchange.path);
    if (!route) throw new GatewayError("MISSING_AUTHENTICATION_TOKEN", "Missing Authentication Token");
    const { operation } = route;
    exchange.enter(route);
    if (!this.throttle.take(normalized(methodPathOf(operation)))) throw new GatewayError("THROTTLED", "Too Many Requests");
    await operation.authorize(exchange);
    const body = await readBody(request, maxBody);
    if ((exchange.header("content-encoding") ?? "identity") !== "identity")
      throw new GatewayError("UNSUPPORTED_MEDIA_TYPE", "Unsupported Media Type");
    if (!isUtf8(body)) throw new GatewayError("BAD_REQUEST_BODY", "Invalid request body");
    exchange.input = exchange.inputOf(body.toString());
    operation.validate(exchange);
    return operation.integrate(exchange);
  }
}

function asGatewayError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error;
  return error instanceof AwsError && error.status === 413
    ? new GatewayError("REQUEST_TOO_LARGE", "Request Too Long")
    : internalError(reasonOf(error));
}

function methodPathOf({ path, method }: Operation): string {
  return `${path}/${method}`;
}

/** `/a/b/GET`, `a/b/GET` and `~1a~1b/GET` are one. */
function normalized(methodPath: string): string {
  return methodPath.replaceAll("~1", "/").replace(/^\/+/, "");
}
