// The OpenAPI document the gateway takes, extensions and all: what the schema below does not name is refused.
import Ajv from "ajv";
import { gatewayResponseTypes } from "./gatewayResponses";
import { parseJson } from "./json";

export type Texts = Readonly<Record<string, string>>;
type Named<T> = Readonly<Record<string, T>>;

export interface ApiDocument {
  readonly paths: Named<Named<OperationDocument>>;
  readonly components?: { readonly schemas?: object; readonly securitySchemes?: Named<SecurityScheme> };
  readonly "x-amazon-apigateway-request-validators"?: Named<Named<boolean>>;
  readonly "x-amazon-apigateway-request-validator"?: string;
  readonly "x-amazon-apigateway-gateway-responses"?: GatewayResponses;
}

export interface OperationDocument {
  readonly parameters?: readonly { name: string; in: "path" | "query" | "header"; required?: boolean }[];
  readonly requestBody?: { readonly content: { readonly "application/json"?: { readonly schema?: object } } };
  readonly responses: Named<{ readonly headers?: object }>;
  readonly security?: readonly Named<unknown>[];
  readonly "x-amazon-apigateway-request-validator"?: string;
  readonly "x-amazon-apigateway-integration": IntegrationDocument;
}

export interface IntegrationDocument {
  readonly type: "mock" | "aws" | "aws_proxy";
  readonly httpMethod?: string;
  readonly uri?: string;
  readonly credentials?: string;
  readonly timeoutInMillis?: number;
  readonly requestTemplates?: Texts;
  readonly requestParameters?: Texts;
  readonly responses?: Named<IntegrationResponse>;
}

export type IntegrationResponse = { readonly statusCode: string | number; responseParameters?: Texts; responseTemplates?: Texts };

interface SecurityScheme {
  readonly name: string;
  readonly "x-amazon-apigateway-authorizer": { readonly providerARNs: readonly [string] };
}

export type GatewayResponses = Named<{ readonly statusCode?: string | number; readonly responseTemplates?: Texts }>;

/** @throws Error naming the place in the document and what is not supported there. */
export function parseDocument(body: string): ApiDocument {
  const document = parseJson(body);
  if (isDocument(document)) return document;
  const { instancePath = "", message, params = {}, propertyName = "", parentSchema } = isDocument.errors?.[0] ?? {};
  const { additionalProperty: unknown, ...wanted } = params;
  const place = instancePath.replaceAll("/", " › ").replaceAll("~1", "/").replaceAll("~0", "~");
  const what = unknown
    ? `'${unknown}' is not supported on the laptop`
    : `${propertyName} ${parentSchema?.description ?? `${message} ${JSON.stringify(wanted)}`}`;
  throw new Error(`The API's document${place}: ${what.trim()}`);
}

const anything = {};
const text = { type: "string" };
const flag = { type: "boolean" };
const status = { type: ["string", "integer"], pattern: "^[2-5]\\d\\d$", minimum: 200, maximum: 599 };

function object(properties: Record<string, object>, ...required: string[]): object {
  return { type: "object", properties, required, additionalProperties: false };
}

function map(values: object): object {
  return { type: "object", additionalProperties: values };
}

const templates = object({ "application/json": text });
const where = { enum: ["path", "query", "header"] };
const parameter = object({ name: text, in: where, description: text, required: flag, schema: anything }, "name", "in");
const content = object({ "application/json": object({ schema: map(anything) }) });
const answer = object({ statusCode: status, responseParameters: map(text), responseTemplates: templates }, "statusCode");
const integration = object(
  {
    type: { enum: ["mock", "aws", "aws_proxy"] },
    httpMethod: text,
    uri: text,
    credentials: text,
    passthroughBehavior: { const: "never" },
    timeoutInMillis: { type: "integer", minimum: 50, maximum: 29000 },
    requestTemplates: templates,
    requestParameters: map(text),
    responses: map(answer),
  },
  "type",
  "passthroughBehavior",
);
const operation = object(
  {
    summary: text,
    description: text,
    parameters: { type: "array", items: parameter },
    requestBody: object({ description: text, required: flag, content }, "content"),
    responses: map(object({ description: text, headers: map(anything), content: anything })),
    // An empty list of scopes: an ID token, as the authorizer here takes it.
    security: { type: "array", maxItems: 1, items: { ...map({ type: "array", maxItems: 0 }), maxProperties: 1 } },
    "x-amazon-apigateway-request-validator": text,
    "x-amazon-apigateway-integration": integration,
  },
  "responses",
  "x-amazon-apigateway-integration",
);
const methods = "^(get|put|post|delete|options|head|patch)$";

const userPools = { const: "cognito_user_pools" };
const oneArn = { type: "array", items: text, minItems: 1, maxItems: 1 };
const authorizer = {
  type: { const: "apiKey" },
  name: text,
  in: { const: "header" },
  "x-amazon-apigateway-authtype": userPools,
  "x-amazon-apigateway-authorizer": object({ type: userPools, providerARNs: oneArn }, "type", "providerARNs"),
};
const securityScheme = object({ ...authorizer, description: text }, ...Object.keys(authorizer));

const fixedText = { type: "string", pattern: "^[^$]*$", description: "must be a fixed text; $context is not replaced here" };
const gatewayResponse = object({ statusCode: status, responseTemplates: object({ "application/json": fixedText }) });

// Its own schema is right as it is: to check it too would take longer than the rest.
const isDocument = new Ajv({ allowUnionTypes: true, verbose: true, meta: false, validateSchema: false }).compile<ApiDocument>(
  object(
    {
      openapi: { type: "string", pattern: "^3\\.0\\." },
      info: anything,
      components: object({ schemas: map(map(anything)), securitySchemes: map(securityScheme) }),
      paths: {
        ...map({ type: "object", patternProperties: { [methods]: operation }, additionalProperties: false }),
        propertyNames: { pattern: "^/$|^(/([\\w.,:-]+|\\{[\\w.-]+\\}))*(/([\\w.,:-]+|\\{[\\w.-]+\\+?\\}))$" },
      },
      "x-amazon-apigateway-request-validators": map(object({ validateRequestBody: flag, validateRequestParameters: flag })),
      "x-amazon-apigateway-request-validator": text,
      "x-amazon-apigateway-gateway-responses": { ...map(gatewayResponse), propertyNames: { enum: gatewayResponseTypes } },
    },
    "openapi",
    "paths",
  ),
);
