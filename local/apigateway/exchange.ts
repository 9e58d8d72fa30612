// One request on its way through the gateway: what came, and what templates, functions and logs are told of it.
import { randomUUID } from "node:crypto";
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
  readonly context: Readonly<Record<"accountId" | "apiId" | "deploymentId" | "domainPrefix" | "stage", string>>;
}

export type Pairs = readonly (readonly [string, string])[];

/** Headers that end at API Gateway, or that it writes itself: recorded on AWS. */
const own =
  /^(connection|content-length|content-md5|expect|max-forwards|proxy-authenticate|server|te|trailer|transfer-encoding|upgrade|www-authenticate|x-forwarded-(for|port|proto))$/i;
/** What `$context.identity` says of a caller without AWS credentials. */
const nobody = {
  ...{ accessKey: null, accountId: null, caller: null, principalOrgId: null, user: null, userArn: null },
  ...{
    cognitoAuthenticationProvider: null,
    cognitoAuthenticationType: null,
    cognitoIdentityId: null,
    cognitoIdentityPoolId: null,
  },
};

export class Exchange {
  readonly method: string;
  /** As sent, below the base path and without the query; undefined outside of it. */
  readonly path: string | undefined;
  /** Names as the client spelled them: API Gateway tells `Id` from `id`. */
  readonly headerPairs: Pairs;
  queryPairs: Pairs = [];
  /** As sent. */
  pathParameters: Texts = {};
  readonly context: Record<string, unknown>;
  /** What this is, to whoever reads the log. */
  label: string;
  /** When it came, and how long what serves it took: milliseconds. */
  private readonly since = performance.now();
  private integrationLatency: number | undefined;
  params: Input["params"] = { path: {}, querystring: {}, header: {} };
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
    const { rawHeaders, socket } = request;
    const sourceIp = socket.remoteAddress ?? "";
    const sent = rawHeaders.flatMap((name, at): Pairs => (at % 2 || own.test(name) ? [] : [[name, rawHeaders[at + 1] ?? ""]]));
    const forwardedFor = [request.headers["x-forwarded-for"] ?? [], sourceIp].flat().join(", ");
    this.headerPairs = [
      ...sent,
      ...([
        ["X-Forwarded-For", forwardedFor],
        ["X-Forwarded-Port", String(socket.localPort)],
        ["X-Forwarded-Proto", "http"],
      ] as const),
    ];
    const now = new Date();
    this.context = {
      ...stage.context,
      requestId: randomUUID(),
      // AWS's are 15 or 16 characters of base64, too.
      extendedRequestId: Buffer.from(randomUUID()).toString("base64", 0, 11),
      requestTime: logTime(now),
      requestTimeEpoch: now.getTime(),
      protocol: `HTTP/${request.httpVersion}`,
      identity: { ...nobody, sourceIp, userAgent: request.headers["user-agent"] ?? null },
      domainName: request.headers.host ?? "",
      httpMethod: this.method,
      path: `/${stage.context.stage}${this.path ?? path}`,
    };
    this.input = this.inputOf("");
  }

  /** @throws GatewayError for percent signs that encode nothing. */
  enter({ operation, parameters }: Route): void {
    this.label = `${this.method} ${operation.path}`;
    this.context.resourcePath = operation.path;
    this.context.resourceId = operation.resourceId;
    this.pathParameters = parameters;
    // A semicolon splits the data too, say AWS's notes on REST APIs.
    const [, query = ""] = (this.request.url ?? "").split(/\?(.*)/s);
    const fields = query.split(/[&;]/).filter((field) => field !== "");
    try {
      this.queryPairs = decoded(fields.map((field) => field.replaceAll("+", " ").split(/=(.*)/s)));
      const path = Object.fromEntries(decoded(Object.entries(parameters)));
      // Of several values the last.
      this.params = { path, querystring: Object.fromEntries(this.queryPairs), header: Object.fromEntries(this.headerPairs) };
    } catch {
      throw new GatewayError("DEFAULT_4XX", "Bad Request");
    }
    this.input = this.inputOf("");
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
    let parsed: { readonly root: unknown } | undefined;
    const json = () => {
      parsed ??= { root: parseJson(body || "{}") };
      return parsed.root;
    };
    return { body, json, params: this.params };
  }
}

function decoded(pairs: readonly (readonly string[])[]): Pairs {
  return pairs.map(([name = "", value = ""]) => [decodeURIComponent(name), decodeURIComponent(value)]);
}

/** As web servers log it: `31/Jan/2026:07:30:00 +0000`. */
function logTime(at: Date): string {
  const [, day, month, year, time] = at.toUTCString().split(" ");
  return `${day}/${month}/${year}:${time} +0000`;
}
