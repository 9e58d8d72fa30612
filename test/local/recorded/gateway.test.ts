// What a REST API on AWS let through, where it sent it, and what became of headers on the way.
import { request } from "node:http";
import { expect } from "chai";
import { lambda, mock, operation, refusal, role, type Served, serve, states, statesUri } from "../apigateway.fixture";

type Headers = Readonly<Record<string, string>>;

/** Of every kind a client may send; those that HTTP itself needs the client sets. */
const some: Headers = {
  ...{ Accept: "application/json", "Accept-Charset": "UTF-8", "Accept-Encoding": "br", Age: "7", Authorization: "none" },
  ...{
    "Content-Encoding": "identity",
    "Content-MD5": "md5",
    "Content-Type": "application/json",
    Date: "today",
    "Max-Forwards": "2",
  },
  ...{
    Pragma: "cache",
    "Proxy-Authenticate": "Basic",
    Range: "bytes=1-2",
    Referer: "https://example.com/",
    Server: "mine",
    TE: "deflate",
  },
  ...{ Trailer: "Expires", "User-Agent": "test/1.0", Via: "example.net", Warn: "299", "WWW-Authenticate": "Basic" },
};
const withheld = ["Content-MD5", "Max-Forwards", "Proxy-Authenticate", "Server", "TE", "Trailer", "WWW-Authenticate"];
const handedOn = Object.keys(some).filter((name) => !withheld.includes(name));

const remapped = [
  ...[
    "Authorization",
    "Connection",
    "Content-Length",
    "Content-MD5",
    "Date",
    "Expect",
    "Host",
    "Max-Forwards",
    "Proxy-Authenticate",
  ],
  ...["Server", "Trailer", "Upgrade", "User-Agent", "WWW-Authenticate"],
];
const answered = [
  "Accept",
  "Accept-Charset",
  "Accept-Encoding",
  "Age",
  "Content-Type",
  "Pragma",
  "Range",
  "Referer",
  "TE",
  "Via",
  "Warn",
];
const dropped = ["Transfer-Encoding"];
const all = [...remapped, ...answered, ...dropped];

const validators = {
  "x-amazon-apigateway-request-validators": { all: { validateRequestParameters: true, validateRequestBody: true } },
  "x-amazon-apigateway-request-validator": "all",
  components: {
    schemas: {
      Sum: { type: "object", required: ["a", "b"], properties: { a: { type: "number" }, b: { type: "number" } } },
      Sums: { type: "array", items: { $ref: "#/components/schemas/Sum" } },
      Status: {
        type: "object",
        required: ["Status", "Order"],
        properties: { Status: { type: "string" }, Order: { type: "integer" } },
      },
      Perhaps: {
        type: "object",
        required: ["status"],
        properties: { status: { oneOf: [{ type: "null" }, { $ref: "#/components/schemas/Status" }] } },
      },
    },
  },
};
const bodyOf = (model: string) => ({
  requestBody: { content: { "application/json": { schema: { $ref: `#/components/schemas/${model}` } } } },
});
const parameter = (where: string, name: string) => ({ in: where, name, required: true });
const parameters = [parameter("query", "qs1"), parameter("path", "issuer"), parameter("header", "x-header-param")];
const withHeaders = (names: readonly string[]) => ({
  200: { description: "", headers: Object.fromEntries(names.map((name) => [name, {}])) },
});

describe("Recorded on AWS: REST APIs", () => {
  let result: unknown;
  let status = 200;
  let api: Served;
  const services = {
    states: ({ body }: { body: Buffer }) => ({ status, body: body.toString() }),
    lambda: () => ({ body: JSON.stringify(result) }),
  };
  before(async () => {
    const found = {
      type: "aws",
      uri: statesUri,
      httpMethod: "POST",
      credentials: role,
      requestTemplates: { "application/json": "{}" },
    };
    const one = { default: { statusCode: "200" }, "4\\d{2}": { statusCode: "400" } };
    const headers = Object.fromEntries(all.map((name) => [`method.response.header.${name}`, `'mapped ${name}'`]));
    api = await serve(
      {
        "/nested/{test}": {
          get: mock("fine", {
            parameters: parameters.map((p) => (p.in === "path" ? parameter("path", "test") : p)),
            ...bodyOf("Sum"),
          }),
          post: mock("fine", { parameters, ...bodyOf("Sum") }),
        },
        "/sums": { post: mock("fine", bodyOf("Sums")) },
        "/perhaps": { post: mock("fine", bodyOf("Perhaps")) },
        "/part1": { get: mock("part1"), post: mock("post") },
        "/part1/fixed": { get: mock("fixed") },
        "/{param+}": { get: mock("rest"), options: mock("options") },
        "/status": { post: operation({ ...found, responses: one }, { responses: { 200: {}, 400: {} } }) },
        "/echoed": {
          post: states(
            `{${Object.keys(some)
              .map((name) => `"${name}": "$input.params('${name}')"`)
              .join(", ")}}`,
          ),
        },
        "/remapped": {
          post: operation(
            { ...found, responses: { default: { statusCode: "200", responseParameters: headers } } },
            { responses: withHeaders(all) },
          ),
        },
        "/function/{proxy+}": { get: lambda(), post: lambda() },
      },
      validators,
      { services },
    );
  });
  after(() => api.close());

  describe("validators", () => {
    const valid = { "x-header-param": "test" };
    const refused = async (path: string, body: string | object, headers: Headers = {}) => {
      const answer = await api.post(path, body, headers);
      return [answer.status, answer.json().message];
    };

    it("name every required parameter that is missing: headers, then the path's, then the query's", async () => {
      const message = "Missing required request parameters: [x-header-param, issuer, qs1]";
      expect(await refused("/nested/value", { test: "test" })).to.deep.equal([400, message]);
    });

    for (const [what, path, headers] of [
      ["[x-header-param]", "/nested/value?qs1=test", {}],
      ["[qs1]", "/nested/value", valid],
    ] as const) {
      it(`name only what is missing: ${what}`, async () => {
        const answer = await api.get(path, { headers });
        expect([answer.status, answer.json()]).to.deep.equal([400, { message: `Missing required request parameters: ${what}` }]);
      });
    }

    it("turn a GET without the body it needs away, whatever its content type", async () => {
      for (const headers of [valid, { ...valid, "content-type": "application/json" }]) {
        const answer = await api.get("/nested/value?qs1=test", { headers });
        expect([answer.status, answer.json()]).to.deep.equal([400, { message: "Invalid request body" }]);
      }
    });

    for (const [path, body, passes] of [
      ["/sums", [{ a: 1, b: 2 }], true],
      ["/sums", "", false],
      ["/sums", [{ a: 1 }], false],
      ["/perhaps", { status: null }, true],
      ["/perhaps", { status: { Status: "works", Order: 1 } }, true],
      ["/perhaps", "", false],
      ["/perhaps", { badFormat: "x" }, false],
    ] as const) {
      it(`follow $ref and oneOf: ${JSON.stringify(body)} at ${path} ${passes ? "passes" : "is turned away"}`, async () => {
        if (passes) expect((await api.post(path, body)).text).to.equal("fine");
        else expect(await refused(path, body)).to.deep.equal([400, "Invalid request body"]);
      });
    }
  });

  describe("routing", () => {
    for (const [method, path, expected] of [
      ["GET", "/part1", "part1"],
      ["POST", "/part1", "post"],
      ["OPTIONS", "/part1", "options"],
      ["GET", "/part1/fixed", "fixed"],
      ["OPTIONS", "/part1/fixed", "options"],
      ["GET", "/part1/random", "rest"],
    ] as const) {
      it(`${method} ${path} goes to ${expected}`, async () => {
        expect((await api.get(path, { method })).text).to.equal(expected);
      });
    }

    for (const [method, path] of [
      ["PUT", "/anything"],
      ["POST", "/part1/fixed"],
    ] as const) {
      it(`${method} ${path}, which is nowhere, lacks an authentication token`, async () => {
        const answer = await api.get(path, { method });
        expect([answer.status, answer.json()]).to.deep.equal([403, { message: "Missing Authentication Token" }]);
        expect(answer.headers.get("x-amzn-errortype")).to.equal("MissingAuthenticationTokenException");
      });
    }
  });

  for (const [from, to] of [
    [404, 400],
    [201, 200],
  ] as const) {
    it(`an integration's ${from} is answered ${to}: by its pattern, else the default`, async () => {
      status = from;
      expect((await api.post("/status", {})).status).to.equal(to);
      status = 200;
    });
  }

  describe("headers", () => {
    /** `fetch` would keep some of them to itself. */
    const send = (path: string) =>
      new Promise<string>((resolve, reject) => {
        const sent = request(`${api.url}${path}`, { method: "POST", headers: some }, async (response) => {
          resolve(Buffer.concat(await response.toArray()).toString());
        });
        sent.on("error", reject).end("{}");
      });

    it("of a request are seen by templates, but for those API Gateway takes itself", async () => {
      const seen = JSON.parse(await send("/echoed"));
      expect(Object.keys(seen).filter((name) => seen[name] !== "")).to.deep.equal(handedOn);
      for (const name of handedOn) expect(seen[name]).to.equal(some[name]);
    });

    it("of a request reach a function, but for those API Gateway takes itself", async () => {
      result = {};
      await send("/function/a");
      const { headers, multiValueHeaders } = JSON.parse(String(api.calls.at(-1)?.body));
      expect(headers).to.include(Object.fromEntries(handedOn.map((name) => [name, some[name]])));
      const forwarded = ["X-Forwarded-For", "X-Forwarded-Port", "X-Forwarded-Proto"];
      expect(Object.keys(headers)).to.have.members([...handedOn, "Host", ...forwarded]);
      expect(multiValueHeaders.Accept).to.deep.equal([some.Accept]);
    });

    it("of an answer come under another name where API Gateway has its own", async () => {
      const { headers } = await api.post("/remapped", {});
      for (const name of remapped) expect(headers.get(`x-amzn-Remapped-${name}`), name).to.equal(`mapped ${name}`);
      for (const name of answered) expect(headers.get(name), name).to.equal(`mapped ${name}`);
      for (const name of dropped) expect(headers.get(`x-amzn-Remapped-${name}`), name).to.equal(null);
      expect(headers.get("x-amzn-requestid")).to.match(/^[0-9a-f-]{36}$/);
      expect(headers.get("x-amz-apigw-id")).to.match(/^[\w+/]{15}=$/);
    });

    for (const name of [
      "Authorization",
      "Connection",
      "Content-Length",
      "Expect",
      "Proxy-Authenticate",
      "TE",
      "Transfer-Encoding",
    ]) {
      it(`mapped to ${name} of an integration's request fail each request, so such a mapping is refused`, async () => {
        const requestParameters = { [`integration.request.header.${name}`]: "'x'" };
        const integration = { type: "aws", uri: statesUri, httpMethod: "POST", credentials: role, requestParameters };
        const paths = { "/x": { post: operation({ ...integration, responses: { default: { statusCode: "200" } } }) } };
        expect(await refusal(paths, {}, { services })).to.contain(`integration.request.header.${name} is refused by API Gateway`);
      });
    }
  });
});
