// The OpenAPI document the gateway takes, extensions and all: what is not named here is refused.
import { gatewayResponseTypes } from "./gatewayResponses";

const anything = {};
const text = { type: "string" };
const flag = { type: "boolean" };
const texts = map(text);
const status = { type: ["string", "integer"], pattern: "^[2-5]\\d\\d$", minimum: 200, maximum: 599 };

/** Other vendors' extensions mean nothing to AWS. */
function object(properties: Record<string, object>, ...required: string[]): object {
  return { type: "object", properties, required, patternProperties: { "^x-(?!amazon-)": anything }, additionalProperties: false };
}

function map(values: object): object {
  return { type: "object", additionalProperties: values };
}

const where = { enum: ["path", "query", "header"] };
const documentation = {
  summary: text,
  description: text,
  deprecated: flag,
  example: anything,
  externalDocs: anything,
  tags: anything,
};
const parameter = object({ ...documentation, name: text, in: where, required: flag, schema: anything }, "name", "in");

const integrationResponse = object(
  {
    statusCode: status,
    responseParameters: texts,
    responseTemplates: object({ "application/json": text }),
  },
  "statusCode",
);

const integration = object(
  {
    type: { enum: ["mock", "aws", "aws_proxy"] },
    httpMethod: text,
    uri: text,
    credentials: text,
    passthroughBehavior: { enum: ["never", "when_no_match", "when_no_templates"] },
    timeoutInMillis: { type: "integer", minimum: 50, maximum: 29000 },
    requestTemplates: texts,
    requestParameters: texts,
    responses: map(integrationResponse),
  },
  "type",
);

const operation = object(
  {
    ...documentation,
    operationId: text,
    parameters: { type: "array", items: parameter },
    requestBody: object(
      {
        description: text,
        required: flag,
        content: object({ "application/json": object({ schema: map(anything), example: anything, examples: anything }) }),
      },
      "content",
    ),
    responses: map(object({ description: text, headers: map(anything), content: anything })),
    // An empty list of scopes: an ID token, as the authorizer here takes it.
    security: { type: "array", maxItems: 1, items: map({ type: "array", maxItems: 0 }) },
    "x-amazon-apigateway-request-validator": text,
    "x-amazon-apigateway-integration": integration,
  },
  "responses",
  "x-amazon-apigateway-integration",
);

const methods = ["get", "put", "post", "delete", "options", "head", "patch", "x-amazon-apigateway-any-method"];

const cognitoAuthorizer = object(
  {
    type: { const: "apiKey" },
    name: text,
    in: { const: "header" },
    description: text,
    "x-amazon-apigateway-authtype": { const: "cognito_user_pools" },
    "x-amazon-apigateway-authorizer": object(
      { type: { const: "cognito_user_pools" }, providerARNs: { type: "array", items: text, minItems: 1 } },
      "type",
      "providerARNs",
    ),
  },
  ...["type", "name", "in", "x-amazon-apigateway-authtype", "x-amazon-apigateway-authorizer"],
);

const gatewayResponse = object({
  statusCode: status,
  responseParameters: texts,
  responseTemplates: object({ "application/json": text }),
});

export const documentSchema = object(
  {
    openapi: { type: "string", pattern: "^3\\.0\\." },
    info: anything,
    // AWS ignores it.
    servers: anything,
    tags: anything,
    externalDocs: anything,
    components: object({ schemas: map(map(anything)), securitySchemes: map(cognitoAuthorizer) }),
    paths: {
      ...map(object({ summary: text, description: text, ...Object.fromEntries(methods.map((method) => [method, operation])) })),
      propertyNames: { pattern: "^/$|^(/([\\w.,:-]+|\\{[\\w.-]+\\}))*(/([\\w.,:-]+|\\{[\\w.-]+\\+?\\}))$" },
    },
    "x-amazon-apigateway-request-validators": map(object({ validateRequestBody: flag, validateRequestParameters: flag })),
    "x-amazon-apigateway-request-validator": text,
    "x-amazon-apigateway-binary-media-types": { type: "array", maxItems: 0 },
    "x-amazon-apigateway-gateway-responses": { ...map(gatewayResponse), propertyNames: { enum: gatewayResponseTypes } },
  },
  "openapi",
  "paths",
);
