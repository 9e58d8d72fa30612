// One request on its way through the gateway: what came, and what templates, functions and logs are told of it.
import { randomBytes, randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Route } from "./api";
import type { Texts } from "./document";
import { GatewayError } from "./gatewayResponses";
import { parseJson } from "./json";
import type { Input } from "./velocityValues";

export interface Stage {
  /** What the API's paths begin with on this machine; on AWS `/<stage>`. */
  readonly basePath: string;
  readonly executionArn: string;
  /** The part of `$context` that is the same for each request. */
  readonly context: Readonly<Record<"accountId" | "apiId" | "stage", string>>;
}

export class Exchange {
  readonly method: string;
  /** As sent, below the base path and without the query; undefined outside of it. */
  readonly path: string | undefined;
  /** Names as the client spelled them: API Gateway tells `Id` from `id`. Of several values the last, as in `query`. */
  readonly headers: Texts;
  readonly context: Record<string, unknown>;
  /** What this is, to whoever reads the log. */
  label: string;
  /** When it came, and how long what serves it took: milliseconds. */
  private readonly since = performance.now();
  private integrationLatency: number | undefined;
  query: Texts = {};
  pathParameters: Texts = {};
  input: Input;

  constructor(
    private readonly request: IncomingMessage,
    readonly stage: Stage,
  ) {
    const [path = ""] = (request.url ?? "").replace(/^https?:\/\/[^/?]*/i, "").split("?");
    const { basePath } = stage;
    this.method = request.method ?? "";
    this.path = path === basePath || path.startsWith(`${basePath}/`) ? path.slice(basePath.length) || "/" : undefined;
    this.label = `${this.method} ${path}`;
    const { rawHeaders } = request;
    this.headers = Object.fromEntries(rawHeaders.flatMap((name, at) => (at % 2 ? [] : [[name, rawHeaders[at + 1] ?? ""]])));
    this.context = {
      ...stage.context,
      requestId: randomUUID(),
      // AWS's are 15 or 16 characters of base64, too.
      extendedRequestId: randomBytes(11).toString("base64"),
      requestTimeEpoch: Date.now(),
      protocol: `HTTP/${request.httpVersion}`,
      identity: { sourceIp: request.socket.remoteAddress ?? "", userAgent: request.headers["user-agent"] ?? null },
      httpMethod: this.method,
      path: `/${stage.context.stage}${this.path ?? path}`,
    };
    this.input = this.inputOf("");
  }

  /** @throws GatewayError for percent signs that encode nothing. */
  enter({ operation, parameters }: Route): void {
    this.label = `${this.method} ${operation.path}`;
    this.context.resourcePath = operation.path;
    // A semicolon splits the data too, say AWS's notes on REST APIs.
    const [, query = ""] = (this.request.url ?? "").split(/\?(.*)/s);
    const fields = query.split(/[&;]/).filter((field) => field !== "");
    try {
      this.pathParameters = decoded(Object.entries(parameters));
      this.query = decoded(fields.map((field) => field.replaceAll("+", " ").split(/=(.*)/s)));
    } catch {
      throw new GatewayError("DEFAULT_4XX", "Bad Request");
    }
  }

  /** What the operation does for it. */
  async timed<T>(integration: Promise<T>): Promise<T> {
    const since = performance.now();
    return integration.finally(() => {
      this.integrationLatency = Math.round(performance.now() - since);
    });
  }

  /** `$context` as the access log has it. */
  told(status: number, responseType?: string): Record<string, unknown> {
    const { context, integrationLatency } = this;
    const responseLatency = Math.round(performance.now() - this.since);
    return { ...context, status, responseLatency, integrationLatency, error: { responseType } };
  }

  header(name: string): string | undefined {
    return this.request.headers[name.toLowerCase()]?.toString();
  }

  get isJson(): boolean {
    return /^\s*application\/json\s*(;|$)/i.test(this.header("content-type") ?? "application/json");
  }

  /** `$input` for a template that works on this body. */
  inputOf(body: string): Input {
    const params = { path: this.pathParameters, querystring: this.query, header: this.headers };
    let parsed: { readonly root: unknown } | undefined;
    const json = () => {
      parsed ??= { root: parseJson(body || "{}") };
      return parsed.root;
    };
    return { body, json, params };
  }
}

function decoded(pairs: readonly (readonly string[])[]): Texts {
  return Object.fromEntries(pairs.map(([name = "", value = ""]) => [decodeURIComponent(name), decodeURIComponent(value)]));
}
