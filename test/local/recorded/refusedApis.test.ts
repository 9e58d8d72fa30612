// What a REST API on the laptop would do otherwise than on AWS, or AWS would not take, is refused when the program is brought up.
import { expect } from "chai";
import { echo, lambdaUri, mock, operation, refusal, role, signedIn, statesUri } from "../apigateway.fixture";

describe("Refused before anything runs: REST APIs", () => {
  const get = (of: object, more: object = {}) => ({ "/x": { get: operation({ type: "mock", ...of }, { ...more }) } });
  const service = (of: object, more: object = {}) =>
    get(
      {
        type: "aws",
        uri: statesUri,
        httpMethod: "POST",
        credentials: role,
        responses: { default: { statusCode: "200" } },
        ...of,
      },
      more,
    );
  const header = (name: string, value: string) =>
    service({ requestParameters: { [`integration.request.header.${name}`]: value } });
  const one = { "/x": { get: mock("x") } };
  const cases: Record<string, readonly [object, RegExp, object?, object?]> = {
    "an operation without an integration": [
      { "/x": { get: { responses: {} } } },
      /paths › \/x › get: must have required property 'x-amazon-apigateway-integration'/,
    ],
    "an integration it has not": [get({ type: "http_proxy" }), /type: must be equal.*\["mock","aws","aws_proxy"\]/],
    "an integration's property it has not": [get({ connectionType: "VPC_LINK" }), /'connectionType' is not supported/],
    "an extension it has not": [one, /'x-amazon-apigateway-policy' is not supported/, { "x-amazon-apigateway-policy": {} }],
    "security for the whole document, which AWS ignores": [one, /'security' is not supported/, { security: [] }],
    "another security scheme": [
      one,
      /securitySchemes › a/,
      { components: { securitySchemes: { a: { type: "oauth2", flows: {} } } } },
    ],
    "security nobody declared": [{ "/x": { get: mock("x", signedIn) } }, /^GET \/x: security names 'id'/],
    "a body other than JSON": [
      { "/x": { post: mock("x", { requestBody: { content: { "text/xml": {} } } }) } },
      /'text\/xml' is not supported/,
    ],
    "a path AWS refuses": [{ "/a{b}": { get: mock("x") } }, /paths: \/a\{b\} must match pattern/],
    "a parameter's name twice": [
      get(
        {},
        {
          parameters: [
            { name: "a", in: "query" },
            { name: "a", in: "header" },
          ],
        },
      ),
      /^GET \/x: the parameter a is declared twice/,
    ],
    "a schema with nullable": [
      {
        "/x": {
          post: mock("x", { requestBody: { content: { "application/json": { schema: { type: "string", nullable: true } } } } }),
        },
      },
      /unknown keyword: "nullable"/,
      {
        "x-amazon-apigateway-request-validators": { all: { validateRequestBody: true } },
        "x-amazon-apigateway-request-validator": "all",
      },
    ],
    "a validator nobody declared": [one, /validator 'all' is not declared/, { "x-amazon-apigateway-request-validator": "all" }],
    "a header API Gateway does not map": [header("Authorization", "'x'"), /header\.Authorization is refused by API Gateway/],
    "a mapping from a parameter not declared": [header("X-A", "method.request.header.A"), /not among the operation's parameters/],
    "a mapping from the context": [header("X-A", "context.resourceId"), /context\.resourceId, which is not among/],
    "an API key": [
      one,
      /securitySchemes › key/,
      { components: { securitySchemes: { key: { type: "apiKey", name: "x-api-key", in: "header" } } } },
    ],
    "an integration over HTTP": [
      get({ type: "http", uri: "http://example.com" }),
      /type: must be equal.*\["mock","aws","aws_proxy"\]/,
    ],
    "a service without a method": [service({ httpMethod: undefined }), /httpMethod '' is not supported for .*; use POST/],
    "S3 behind aws_proxy": [
      service({ type: "aws_proxy", uri: "arn:aws:apigateway:ap-southeast-2:s3:path/b/k" }),
      /s3:path\/b\/k' is not supported; use .*<lambda:path>/,
    ],
    "a uri that is no ARN": [service({ uri: "no-arn" }), /the uri 'no-arn' is not supported/],
    "a mapping it has not": [header("X-A", "method.request.body.a"), /method\.request\.body\.a, which is not among/],
    "an answer not among the responses": [
      service({ responses: { default: { statusCode: "201" } } }),
      /answers 201, which is not/,
    ],
    "a response header not declared": [
      service({ responses: { default: { statusCode: "200", responseParameters: { "method.response.header.A": "'a'" } } } }),
      /method.response.header.A is mapped and not declared/,
    ],
    "a service it has not": [
      service({ uri: statesUri.replace("states", "sqs") }),
      /:sqs:action\/StartSyncExecution' is not supported; use .*<states:action or s3:path>/,
    ],
    "another region": [service({ uri: statesUri.replace("southeast", "northeast") }), /is not supported/],
    "a service without a role": [service({ credentials: undefined }), /credentials '' must be the ARN of the role/],
    "a function with one": [
      { "/x": { get: operation({ type: "aws_proxy", uri: lambdaUri, httpMethod: "POST", credentials: role }) } },
      /credentials .* must be left out/,
      {},
      { services: { lambda: echo } },
    ],
    "templates that let other types of body pass": [get({ passthroughBehavior: "when_no_match" }), /"allowedValue":"never"/],
    "another method than POST for an action": [
      service({ httpMethod: "GET" }),
      /httpMethod 'GET' is not supported for .*; use POST/,
    ],
    "binary media types": [
      one,
      /binaryMediaTypes \*\/\* is not supported.*use \[\]/,
      {},
      { restApi: { binaryMediaTypes: ["*/*"] } },
    ],
    "another endpoint than a regional one": [
      one,
      /endpointConfiguration .*EDGE.* is not supported; use types 'REGIONAL'/,
      {},
      { restApi: { endpointConfiguration: { types: "EDGE" } } },
    ],
    "limits for one method": [
      one,
      /methodPath 'y\/GET' is not supported; use '\*\/\*'/,
      {},
      { methodSettings: [{ methodPath: "y/GET", settings: {} }] },
    ],
    caching: [
      one,
      /settings.cachingEnabled is not supported/,
      {},
      { methodSettings: [{ methodPath: "*/*", settings: { cachingEnabled: true } }] },
    ],
    "a gateway response in VTL": [
      one,
      /DEFAULT_4XX › .*application\/json: must be a fixed text/,
      {
        "x-amazon-apigateway-gateway-responses": { DEFAULT_4XX: { responseTemplates: { "application/json": "$input.body" } } },
      },
    ],
    "a gateway response it has not": [
      one,
      /must be equal|property name/,
      { "x-amazon-apigateway-gateway-responses": { DEFAULT_3XX: {} } },
    ],
  };
  for (const [what, [paths, reason, more = {}, setting = {}]] of Object.entries(cases)) {
    it(what, async () => {
      expect(
        await refusal(paths as Record<string, unknown>, more as Record<string, unknown>, {
          services: { states: echo },
          ...setting,
        }),
      ).to.match(reason);
    });
  }
});
