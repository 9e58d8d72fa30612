// One request on its way through the gateway: what came, and what templates, functions and logs are told of it.
import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { AccessLog } from "./accessLog";
import { GatewayError } from "./gatewayResponses";
import { parseJson } from "./json";
import type { Route } from "./routes";
import type { Input, Variables } from "./velocityVariables";

/** Names as the client spelled them: API Gateway tells `Id` from `id` in headers and queries. */
export type Values = Readonly<Record<string, readonly string[]>>;

export interface Stage {
  readonly name: string;
  /** What the API's paths begin with on this machine; on AWS `/<stage>`. */
  readonly basePath: string;
  readonly executionArn: string;
  readonly variables: Readonly<Record<string, string>>;
  /** The part of `$context` that is the same for each request. */
  readonly context: Readonly<Record<string, string>>;
  readonly accessLog: AccessLog | undefined;
}

export class Exchange implements Variables {
  readonly method: string;
  /** As sent, below the base path and without the query; undefined outside of it. */
  readonly path: string | undefined;
  readonly headers: Values;
  readonly context: Record<string, unknown>;
  readonly stageVariables: Readonly<Record<string, string>>;
  /** What this is, to whoever reads the log. */
  label: string;
  query: Values = {};
  pathParameters: Readonly<Record<string, string>> = {};
  input: Input;
  private readonly rawQuery: string;

  constructor(
    request: IncomingMessage,
    readonly stage: Stage,
  ) {
    const [path = "", query = ""] = (request.url ?? "").replace(/^https?:\/\/[^/?]*/i, "").split(/\?(.*)/s);
    const { basePath, variables } = stage;
    this.method = request.method ?? "";
    this.path = path === basePath || path.startsWith(`${basePath}/`) ? path.slice(basePath.length) || "/" : undefined;
    this.label = `${this.method} ${path}`;
    this.rawQuery = query;
    const headers = request.rawHeaders.flatMap((name, at, all) => (at % 2 ? [] : [[name, all[at + 1] ?? ""] as const]));
    this.headers = grouped(headers.filter(([name]) => !dropped.has(name.toLowerCase())));
    this.stageVariables = { ...variables };
    const onAws = `/${stage.name}${this.path ?? path}`;
    this.context = { ...stage.context, ...contextOf(request), httpMethod: this.method, path: onAws };
    this.input = this.inputOf("");
  }

  /** @throws GatewayError for percent signs that encode nothing. */
  enter({ operation, parameters }: Route): void {
    this.label = `${this.method} ${operation.path} (${operation.integration})`;
    this.context.resourcePath = operation.path;
    this.context.resourceId = createHash("sha256").update(operation.path).digest("hex").slice(0, 6);
    // A semicolon splits the data too, say AWS's notes on REST APIs.
    const fields = this.rawQuery.split(/[&;]/).filter((field) => field !== "");
    try {
      const decoded = Object.entries(parameters).map(([name, value]) => [name, decodeURIComponent(value)]);
      this.pathParameters = Object.fromEntries(decoded);
      this.query = grouped(
        fields.map((field) => field.split(/=(.*)/s)).map(([name, value]) => [decodeField(name), decodeField(value)]),
      );
    } catch {
      throw new GatewayError("DEFAULT_4XX", "Bad Request");
    }
  }

  /** The last value of a header, however its name is spelled. */
  header(name: string): string | undefined {
    return Object.entries(this.headers)
      .findLast(([key]) => key.toLowerCase() === name)?.[1]
      .at(-1);
  }

  get mediaType(): string {
    return (this.header("content-type") ?? "application/json").split(";")[0]?.trim().toLowerCase() ?? "";
  }

  /** `$input` for a template that works on this body. */
  inputOf(body: string): Input {
    const params = { path: this.pathParameters, querystring: lastOf(this.query), header: lastOf(this.headers) };
    let parsed: { readonly root: unknown } | undefined;
    const json = () => {
      parsed ??= { root: parseJson(body || "{}") };
      return parsed.root;
    };
    return { body, json, params };
  }
}

export function lastOf(values: Values): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).map(([name, all]) => [name, all.at(-1) ?? ""]));
}

/** Headers that never pass API Gateway's door. */
const dropped = new Set([
  ...["connection", "content-length", "content-md5", "expect", "max-forwards", "proxy-authenticate", "server", "te"],
  ...["trailer", "transfer-encoding", "upgrade", "www-authenticate"],
]);

function grouped(pairs: readonly (readonly [string, string])[]): Values {
  const values = new Map<string, string[]>();
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  return Object.fromEntries(values);
}

function decodeField(text = ""): string {
  return decodeURIComponent(text.replaceAll("+", " "));
}

function contextOf({ headers, httpVersion, socket }: IncomingMessage): Record<string, unknown> {
  const now = new Date();
  const [, day, month, year, time] = now.toUTCString().split(" ");
  const host = headers.host ?? "";
  return {
    requestId: randomUUID(),
    extendedRequestId: `${randomBytes(11).toString("base64url")}=`,
    requestTime: `${day}/${month}/${year}:${time} +0000`,
    requestTimeEpoch: now.getTime(),
    protocol: `HTTP/${httpVersion}`,
    domainName: host,
    domainPrefix: host.split(".")[0],
    identity: { sourceIp: socket.remoteAddress ?? "", userAgent: headers["user-agent"] ?? null },
    responseOverride: { header: {} },
  };
}
