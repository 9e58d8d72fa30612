// The API's one document: API Gateway is made from it, the laptop's gateway enforces it, GET /openapi.json shows it.
import type { Menu } from "../handlers/menu";
import { gatewayResponses } from "./gatewayResponses";
import { type PageParts, pageRoutes } from "./pageRoutes";
import { type SchemaName, schemas } from "./schemas";
import { executionAnswer, notStarted, startExecution, unknownOutcome, verbatim } from "./templates";

/** What the document is assembled from, once AWS has said it. */
export interface Parts extends PageParts {
  readonly menu: Menu;
  readonly userPoolArn: string;
  readonly stateMachineArn: string;
  /** Where API Gateway sends StartSyncExecution. */
  readonly startSyncExecutionUri: string;
  readonly getOrderUri: string;
  readonly getOrdersUri: string;
  readonly getInvoiceUri: string;
}

export function openApiDocument(parts: Parts): object {
  const document = {
    openapi: "3.0.1",
    info: { title: "Skip the Line", version: "1.0", description: "Order a coffee on the train, pick it up on the way past." },
    "x-amazon-apigateway-request-validators": { all: { validateRequestBody: true, validateRequestParameters: true } },
    "x-amazon-apigateway-request-validator": "all",
    "x-amazon-apigateway-gateway-responses": gatewayResponses(),
    components: { schemas, securitySchemes: { idToken: idToken(parts.userPoolArn) } },
    paths: {
      "/menu": { get: { ...operation("What can be ordered, where and for how much", "Menu"), ...fixed(parts.menu) } },
      "/order": {
        post: {
          ...operation("Places an order", "Order", { success: 201, errors: [401, 403, 409, 422, 503, 504] }),
          ...forCustomers,
          parameters: [
            parameter("Idempotency-Key", "header", "A UUID: repeat it on each retry, and one order is made", { format: "uuid" }),
          ],
          requestBody: { required: true, content: { "application/json": { schema: ref("OrderRequest") } } },
          "x-amazon-apigateway-integration": startingExecution(parts, "new_order", "POST /order", 201),
        },
        patch: {
          ...operation("Moves an order along: ready and collected by the shop's staff, cancelled by its customer", "Order", {
            errors: [401, 403, 404, 409, 503, 504],
          }),
          ...forCustomers,
          parameters: orderParameters,
          requestBody: { required: true, content: { "application/json": { schema: ref("ChangeRequest") } } },
          "x-amazon-apigateway-integration": startingExecution(parts, "order_$status", "PATCH /order", 200),
        },
        get: {
          ...operation("An active order", "Order", { errors: [401, 403, 404, 502, 504] }),
          ...forCustomers,
          parameters: orderParameters,
          "x-amazon-apigateway-integration": proxy(parts.getOrderUri),
        },
      },
      "/orders": {
        get: {
          ...operation("The queue of the shop you work at, oldest first", "Page", { errors: [401, 403, 502, 504] }),
          ...forCustomers,
          parameters: [
            parameter("vendorid", "query", "Your shop, if given"),
            parameter("limit", "query", "Orders a page, 1 to 100; 25 if left out"),
            parameter("next", "query", "The last page's next"),
          ],
          "x-amazon-apigateway-integration": proxy(parts.getOrdersUri),
        },
      },
      "/invoice": {
        get: {
          ...operation("A link to an invoice", "InvoiceLink", { errors: [401, 403, 404, 502, 504] }),
          ...forCustomers,
          parameters: [parameter("objectKey", "query", "An order's `invoice`", { required: true })],
          "x-amazon-apigateway-integration": proxy(parts.getInvoiceUri),
        },
      },
      ...pageRoutes(parts),
    },
  };
  const shown = { ...document, paths: { ...document.paths, "/openapi.json": { get: operation("This document") } } };
  const documentRoute = { get: { ...operation("This document"), ...fixed(withoutAws(shown)) } };
  return { ...document, paths: { ...document.paths, "/openapi.json": documentRoute } };
}

/** What everybody may do, unless `forCustomers` follows. A GET too may come with a body too large, or of a type that is not taken. */
function operation(
  summary: string,
  answer?: SchemaName,
  { success = 200, errors = [] }: { success?: number; errors?: number[] } = {},
) {
  const described = (name: SchemaName | undefined, description: string) => ({
    description,
    headers: { "Cache-Control": { schema: { type: "string" } } },
    content: { "application/json": { schema: name ? ref(name) : { type: "object" } } },
  });
  const responses: Record<string, object> = { [success]: described(answer, "Done") };
  for (const status of [400, ...errors, 413, 415, 429, 500])
    responses[status] = described("Error", "Refused, or failed: see `error`");
  return { summary, security: [] as object[], responses };
}

/** Whose order, and where. */
const orderParameters = [
  parameter("vendorid", "query", "The shop", { required: true }),
  parameter("accountid", "query", "Whose order; your own if left out. Staff name their customers"),
];

const forCustomers = { security: [{ idToken: [] }] };

function ref(name: SchemaName) {
  return { $ref: `#/components/schemas/${name}` };
}

function parameter(name: string, place: "query" | "header", description: string, { required = false, format = "" } = {}) {
  return { name, in: place, description, required, schema: { type: "string", ...(format && { format }) } };
}

function idToken(userPoolArn: string) {
  return {
    type: "apiKey",
    name: "Authorization",
    in: "header",
    description: "`Bearer ` and the ID token of the user pool",
    "x-amazon-apigateway-authtype": "cognito_user_pools",
    "x-amazon-apigateway-authorizer": { type: "cognito_user_pools", providerARNs: [userPoolArn] },
  };
}

/** An answer that is the same for everybody until the next deployment: no Lambda is asked. */
function fixed(body: object) {
  return {
    "x-amazon-apigateway-integration": {
      type: "mock",
      passthroughBehavior: "never",
      requestTemplates: { "application/json": '{"statusCode": 200}' },
      responses: { default: response(200, verbatim(body), "max-age=60") },
    },
  };
}

function proxy(uri: string) {
  return { type: "aws_proxy", httpMethod: "POST", uri, passthroughBehavior: "never" };
}

function startingExecution(
  { startSyncExecutionUri, apiRoleArn, stateMachineArn }: Parts,
  event: string,
  route: string,
  status: number,
) {
  return {
    type: "aws",
    httpMethod: "POST",
    uri: startSyncExecutionUri,
    credentials: apiRoleArn,
    passthroughBehavior: "never",
    requestTemplates: { "application/json": startExecution(stateMachineArn, event, route) },
    responses: {
      "200": response(status, executionAnswer(status)),
      "4\\d{2}": response(500, notStarted()),
      default: response(503, JSON.stringify(unknownOutcome(status === 201 ? "OrderNotPlaced" : "OrderNotChanged"))),
    },
  };
}

function response(statusCode: number, template: string, cacheControl = "no-store") {
  return {
    statusCode: String(statusCode),
    responseParameters: { "method.response.header.Cache-Control": `'${cacheControl}'` },
    responseTemplates: { "application/json": template },
  };
}

/** The document as everybody may see it: no account, ARN or template in it. */
function withoutAws(value: unknown): object {
  return JSON.parse(JSON.stringify(value, (key, inner) => (key.startsWith("x-amazon-") ? undefined : inner)));
}
