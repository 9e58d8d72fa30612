// How the API hands out the pages' files: straight from their bucket, no Lambda in between.
import { notFound } from "./gatewayResponses";
import { pageKeys } from "./pages";
import { internalError } from "./templates";

export interface PageParts {
  /** The bucket, as API Gateway asks S3 for it. */
  readonly pagesUri: string;
  /** The role it does so with. */
  readonly apiRoleArn: string;
}

type Headers = Readonly<Record<string, string>>;

const cacheHeaders: Headers = {
  ETag: "integration.response.header.ETag",
  "Cache-Control": "integration.response.header.Cache-Control",
  // API Gateway compresses for who accepts it, and does not say so to caches.
  Vary: "'Accept-Encoding'",
};
const fileHeaders: Headers = {
  ...cacheHeaders,
  "Content-Type": "integration.response.header.Content-Type",
  // A fixed text can't hold the policy's quotes; the file's metadata can.
  "Content-Security-Policy": "integration.response.header.x-amz-meta-content-security-policy",
  "X-Content-Type-Options": "'nosniff'",
  "Referrer-Policy": "'no-referrer'",
};
const errorHeaders: Headers = { "Cache-Control": "'no-store'" };

export function pageRoutes(parts: PageParts) {
  return {
    "/": { get: file(parts, "The order page", pageKeys.order) },
    "/counter": { get: file(parts, "The counter page", pageKeys.counter) },
    "/config.json": { get: file(parts, "What the pages sign in with", pageKeys.config) },
    "/assets/{file}": {
      get: file(parts, "A script or a style sheet, named by its content", "assets/{file}", {
        // Who may not list a bucket is told 403 of what isn't there.
        "4\\d{2}": response(404, errorHeaders, notFound),
      }),
    },
  };
}

function file({ pagesUri, apiRoleArn }: PageParts, summary: string, key: string, missing: Record<string, object> = {}) {
  const names = [...key.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  const described = (description: string, headers: Headers) => ({
    description,
    headers: Object.fromEntries(Object.keys(headers).map((name) => [name, { schema: { type: "string" } }])),
  });
  const refused = {
    ...described("Refused, or failed: see `error`", errorHeaders),
    content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
  };
  return {
    summary,
    security: [] as object[],
    parameters: [
      ...names.map((name) => ({ name, in: "path", required: true, schema: { type: "string" } })),
      {
        name: "If-None-Match",
        in: "header",
        description: "The ETag of what is known",
        required: false,
        schema: { type: "string" },
      },
    ],
    responses: {
      200: described("The file", fileHeaders),
      304: described("It is as known", cacheHeaders),
      400: refused,
      ...(names.length > 0 && { 404: refused }),
      413: refused,
      415: refused,
      429: refused,
      500: refused,
    },
    "x-amazon-apigateway-integration": {
      type: "aws",
      httpMethod: "GET",
      uri: `${pagesUri}/${key}`,
      credentials: apiRoleArn,
      passthroughBehavior: "never",
      requestParameters: {
        ...Object.fromEntries(names.map((name) => [`integration.request.path.${name}`, `method.request.path.${name}`])),
        "integration.request.header.If-None-Match": "method.request.header.If-None-Match",
      },
      // A GET without a type counts as JSON, and without a template would be refused: nothing is sent on.
      requestTemplates: { "application/json": "## nothing" },
      responses: {
        "200": response(200, fileHeaders),
        "304": response(304, cacheHeaders),
        ...missing,
        default: response(500, errorHeaders, internalError),
      },
    },
  };
}

function response(statusCode: number, headers: Headers, body?: object): object {
  return {
    statusCode: String(statusCode),
    responseParameters: Object.fromEntries(
      Object.entries(headers).map(([name, source]) => [`method.response.header.${name}`, source]),
    ),
    ...(body && { responseTemplates: { "application/json": JSON.stringify(body) } }),
  };
}
