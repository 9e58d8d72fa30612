// A RestApi's OpenAPI document, read once: every operation with all it does, or the reason the laptop can't serve it.
import Ajv from "ajv";
import { type Authorizer, authorizer } from "./authorizer";
import { documentSchema } from "./documentSchema";
import { checkGatewayResponses, type GatewayResponses } from "./gatewayResponses";
import { type Integrate, type IntegrationDocument, integration } from "./integration";
import { parseJson } from "./json";
import { naming } from "./naming";
import { Routes } from "./routes";
import type { Cloud } from "./serviceCall";
import { type Validate, type Validator, validation } from "./validation";

export interface Api {
  readonly routes: Routes;
  readonly gatewayResponses: GatewayResponses;
}

/** A method of a resource. */
export interface Operation {
  readonly method: string;
  readonly path: string;
  /** Its URI or type, for the log. */
  readonly integration: string;
  readonly authorize: Authorizer;
  readonly validate: Validate;
  readonly integrate: Integrate;
}

export interface OperationDocument {
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: "path" | "query" | "header";
    readonly required?: boolean;
  }[];
  readonly requestBody?: { readonly content: { readonly "application/json"?: { readonly schema?: object } } };
  readonly responses: Readonly<Record<string, { readonly headers?: object }>>;
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly "x-amazon-apigateway-request-validator"?: string;
  readonly "x-amazon-apigateway-integration": IntegrationDocument;
}

export interface ApiDocument {
  readonly components?: { readonly schemas?: object; readonly securitySchemes?: Readonly<Record<string, SecurityScheme>> };
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationDocument>>>>;
  readonly "x-amazon-apigateway-request-validators"?: Readonly<Record<string, Validator>>;
  readonly "x-amazon-apigateway-request-validator"?: string;
  readonly "x-amazon-apigateway-gateway-responses"?: GatewayResponses;
}

export interface SecurityScheme {
  readonly name: string;
  readonly "x-amazon-apigateway-authorizer": { readonly providerARNs: readonly string[] };
}

/** @throws Error naming path, method and what is not supported. */
export function readDocument(body: string, cloud: Cloud): Api {
  const document = parseJson(body);
  check(document);
  const gatewayResponses = document["x-amazon-apigateway-gateway-responses"] ?? {};
  checkGatewayResponses(gatewayResponses);
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([, operation]) => typeof operation === "object")
      .map(([key, operation]) => {
        const method = key === "x-amazon-apigateway-any-method" ? "ANY" : key.toUpperCase();
        return naming(`${method} ${path}`, () => compile(document, method, path, operation, cloud));
      }),
  );
  return { routes: new Routes(operations), gatewayResponses };
}

function compile(document: ApiDocument, method: string, path: string, operation: OperationDocument, cloud: Cloud): Operation {
  const names = (operation.parameters ?? []).map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice) throw new Error(`the parameter ${twice} is declared twice; AWS wants names unique over query, header and path`);
  return {
    method,
    path,
    integration: operation["x-amazon-apigateway-integration"].uri ?? "mock",
    authorize: authorizer(document, operation, cloud.cognito),
    validate: validation(document, operation),
    integrate: integration(operation, cloud),
  };
}

const isDocument = new Ajv({ allowUnionTypes: true }).compile<ApiDocument>(documentSchema);

function check(document: unknown): asserts document is ApiDocument {
  if (isDocument(document)) return;
  const { instancePath = "", message, params, propertyName = "" } = isDocument.errors?.[0] ?? {};
  const { additionalProperty: unknown, allowedValues: allowed, missingProperty, ...rest } = params ?? {};
  const place = instancePath
    .split("/")
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .join(" › ");
  const what = unknown
    ? [`'${unknown}' is not supported on the laptop`]
    : [propertyName, message, JSON.stringify(allowed ?? rest)];
  throw new Error(`The API's document${place}: ${what.filter(Boolean).join(" ")}`);
}
