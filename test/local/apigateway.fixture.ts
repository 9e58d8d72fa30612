// A REST API served over HTTP, with services, roles and a user pool that only record and answer as a test says.
import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ApiGateway } from "../../local/apigateway/gateway";
import { apigatewayTypes } from "../../local/apigateway/resources";
import { AwsError } from "../../local/aws/error";
import type { Place } from "../../local/aws/place";
import type { AwsRequest, AwsResponse } from "../../local/aws/service";
import type { Cloud } from "../../local/cloud";
import type { Cognito } from "../../local/cognito/cognito";
import type { Iam } from "../../local/iam/iam";
import { listen } from "../../local/server";

export const role = "arn:aws:iam::123456789012:role/api";
export const statesUri = "arn:aws:apigateway:ap-southeast-2:states:action/StartSyncExecution";
export const lambdaUri =
  "arn:aws:apigateway:ap-southeast-2:lambda:path/2015-03-31/functions/arn:aws:lambda:ap-southeast-2:123456789012:function:f/invocations";
export const pool = "arn:aws:cognito-idp:ap-southeast-2:123456789012:userpool/ap-southeast-2_a";

type Fake = (request: AwsRequest) => Partial<AwsResponse> | Promise<Partial<AwsResponse>>;
type Json = Record<string, unknown>;

export interface Setting {
  readonly services?: Readonly<Record<string, Fake>>;
  readonly claims?: (token: string) => Json | undefined;
  readonly prefix?: string;
  readonly restApi?: Json;
  readonly stage?: Json;
  readonly methodSettings?: readonly Json[];
}

export class Served {
  readonly calls: AwsRequest[] = [];
  readonly log: string[] = [];
  readonly outputs: Record<string, Readonly<Record<string, unknown>> | undefined> = {};
  url = "";
  dataDir = "";
  close: () => Promise<void> = async () => {};

  async get(path: string, init: RequestInit = {}) {
    const response = await fetch(`${this.url}${path}`, init);
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) };
  }

  post(path: string, body: string | Buffer | object, headers: Record<string, string> = {}) {
    const text = typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    return this.get(path, { method: "POST", body: text, headers: { "content-type": "application/json", ...headers } });
  }

  /** What comes back for exactly these bytes until the connection ends. */
  raw(...parts: readonly (string | Buffer)[]): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(this.url).port), "127.0.0.1");
      const chunks: Buffer[] = [];
      socket.on("data", (chunk) => chunks.push(chunk));
      socket.on("error", reject);
      socket.on("close", () => resolve(Buffer.concat(chunks).toString()));
      for (const part of parts) socket.write(part);
    });
  }
}

/** What each test of a suite asks for, until the test is over. */
export function forEachTest() {
  const api = new Served();
  afterEach(() => api.close());
  return { api, up: (paths: Json, more?: Json, setting?: Setting) => serve(paths, more, setting, api) };
}

/** @param paths of the document; `more` goes beside them. */
export async function serve(paths: Json, more: Json = {}, setting: Setting = {}, served = new Served()): Promise<Served> {
  served.calls.length = served.log.length = 0;
  served.dataDir = mkdtempSync(join(tmpdir(), "apigateway-"));
  let gateway: ApiGateway | undefined;
  const server = await listen((request, response) => void gateway?.handle(request, response), 0, "a test");
  const { port } = server.address() as AddressInfo;
  served.close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    rmSync(served.dataDir, { recursive: true, force: true });
  };
  served.url = `http://127.0.0.1:${port}${setting.prefix ?? ""}`;
  const place: Place = {
    partition: "aws",
    region: "ap-southeast-2",
    accountId: "123456789012",
    dataDir: served.dataDir,
    awsUrl: "http://127.0.0.1:1",
    apiUrl: served.url,
  };
  const fakes = Object.entries(setting.services ?? {}).map(([name, answer]) => {
    const handle = async (request: AwsRequest) => {
      served.calls.push(request);
      return { status: 200, headers: {}, body: "", ...(await answer(request)) };
    };
    return [name, { handle }] as const;
  });
  const iam = {
    assumeRole: (arn: string, service: string) => {
      if (arn !== role || service !== "apigateway.amazonaws.com")
        throw new AwsError("AccessDenied", `${arn} does not trust ${service}`, 403);
      return { type: "Role", arn: `${arn}/session`, roleArn: arn };
    },
  };
  const cognito = { authenticate: async (arn: string, token: string) => (arn === pool ? setting.claims?.(token) : undefined) };
  gateway = new ApiGateway(place, iam as unknown as Iam, Object.fromEntries(fakes), cognito as unknown as Cognito);
  gateway.log = (line) => served.log.push(line);
  const cloud = { place, gateway } as unknown as Cloud;
  const create = async (type: string, inputs: Json) => {
    const created = await apigatewayTypes[`aws:apigateway/${type}`]?.create(
      { type, name: "api", physicalName: "api-1", inputs },
      cloud,
    );
    served.outputs[type] = { id: created?.id, ...created?.outputs };
    return created?.id;
  };
  try {
    const body = JSON.stringify({ openapi: "3.0.1", info: { title: "t", version: "1" }, paths, ...more });
    const restApi = await create("restApi:RestApi", { body, endpointConfiguration: { types: "REGIONAL" }, ...setting.restApi });
    const deployment = await create("deployment:Deployment", { restApi, variables: { version: "1" } });
    await create("stage:Stage", { restApi, deployment, stageName: "dev", ...setting.stage });
    for (const settings of setting.methodSettings ?? []) {
      await create("methodSettings:MethodSettings", { restApi, stageName: "dev", ...settings });
    }
  } catch (error) {
    await served.close();
    throw error;
  }
  return served;
}

/** An operation that answers 200 by itself, with this template's text. */
export function mock(template: string, more: Json = {}): Json {
  return operation(
    {
      type: "mock",
      requestTemplates: { "application/json": '{"statusCode": 200}' },
      responses: { default: { statusCode: "200", responseTemplates: { "application/json": template } } },
    },
    more,
  );
}

/** An operation that sends what its template makes of a request to the state machine. */
export function states(template: string, more: Json = {}): Json {
  return operation(
    {
      ...{ type: "aws", uri: statesUri, httpMethod: "POST", credentials: role },
      requestTemplates: { "application/json": template },
      responses: { default: { statusCode: "200" } },
    },
    more,
  );
}

export function lambda(more: Json = {}): Json {
  return operation({ type: "aws_proxy", uri: lambdaUri, httpMethod: "POST" }, more);
}

export function operation(integration: Json, more: Json = {}): Json {
  return {
    responses: { 200: { description: "" } },
    ...more,
    "x-amazon-apigateway-integration": { passthroughBehavior: "never", ...integration },
  };
}

/** Why such a document is refused. */
export async function refusal(paths: Json, more: Json = {}, setting: Setting = {}): Promise<string> {
  try {
    await (await serve(paths, more, setting)).close();
  } catch (error) {
    return (error as Error).message;
  }
  return "it was taken";
}

export const authorizer = {
  components: {
    securitySchemes: {
      id: {
        ...{ type: "apiKey", name: "Authorization", in: "header", "x-amazon-apigateway-authtype": "cognito_user_pools" },
        "x-amazon-apigateway-authorizer": { type: "cognito_user_pools", providerARNs: [pool] },
      },
    },
  },
};
export const signedIn = { security: [{ id: [] }] };
export const echo = ({ body }: { body: Buffer }) => ({ body: body.toString() });
