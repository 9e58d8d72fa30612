// The REST API over HTTP: each step a request goes through, in API Gateway's order. The services behind it only record.
import { expect } from "chai";
import { Throttle } from "../../local/apigateway/throttle";
import {
  lambda,
  lambdaUri,
  mock,
  operation,
  pool,
  refusal,
  role,
  type Served,
  serve,
  states,
  statesUri,
} from "./apigateway.fixture";

const authorizer = {
  components: {
    securitySchemes: {
      id: {
        ...{ type: "apiKey", name: "Authorization", in: "header", "x-amazon-apigateway-authtype": "cognito_user_pools" },
        "x-amazon-apigateway-authorizer": { type: "cognito_user_pools", providerARNs: [pool] },
      },
    },
  },
};
const signedIn = { security: [{ id: [] }] };
const echo = ({ body }: { body: Buffer }) => ({ body: body.toString() });

describe("API Gateway on the laptop", () => {
  let api: Served | undefined;
  const up = async (...args: Parameters<typeof serve>) => {
    api = await serve(...args);
    return api;
  };
  afterEach(async () => {
    await api?.close();
    api = undefined;
  });

  describe("routes a request", () => {
    const paths = {
      "/": { get: mock("root") },
      "/order": { get: mock("order"), post: mock("post") },
      "/order/{id}": { get: mock("one $input.params('id')"), put: mock("put") },
      "/order/menu": { get: mock("menu") },
      "/{rest+}": { get: mock("rest $input.params('rest')"), delete: mock("gone") },
    };
    const ask = async (path: string, method = "GET") => (await api?.get(path, { method }))?.text;

    it("to the literal path before a parameter before the greedy rest, whatever slashes are around it", async () => {
      await up(paths);
      expect(await ask("/")).to.equal("root");
      expect([await ask("/order"), await ask("/order/"), await ask("//order//")]).to.deep.equal(["order", "order", "order"]);
      expect([await ask("/order/menu"), await ask("/order/x%2Fy%20z")]).to.deep.equal(["menu", "one x/y z"]);
      expect([await ask("/a//b/c"), await ask("/order/1/2")]).to.deep.equal(["rest a//b/c", "rest order/1/2"]);
    });

    it("to a less exact path if the exact one lacks the method, as AWS does", async () => {
      await up(paths);
      expect([await ask("/order/menu", "PUT"), await ask("/order", "DELETE")]).to.deep.equal(["put", "gone"]);
      expect(await api?.raw("TRACE /order HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")).to.match(/^HTTP\/1.1 403/);
    });

    it("nowhere: an unknown path and a wrong method, HEAD too, lack an authentication token", async () => {
      const { get } = await up({ "/order": { get: mock("order") } });
      for (const [path, method] of [
        ["/x", "GET"],
        ["/order", "POST"],
        ["/orders", "GET"],
        ["/ORDER", "GET"],
      ] as const) {
        const { status, headers, json } = await get.call(api, path, { method });
        expect([status, json()]).to.deep.equal([403, { message: "Missing Authentication Token" }]);
        expect(headers.get("x-amzn-errortype")).to.equal("MissingAuthenticationTokenException");
      }
      expect((await api?.get("/order", { method: "HEAD" }))?.status).to.equal(403);
    });

    it("below the stage's path only, where the API lives under one", async () => {
      await up(
        { "/": { get: mock("root") }, "/order": { get: mock("$context.path $context.resourcePath") } },
        {},
        { prefix: "/dev" },
      );
      expect([await ask(""), await ask("/"), await ask("/order?x=1")]).to.deep.equal(["root", "root", "/dev/order /order"]);
      expect((await fetch(`${api?.url.replace("/dev", "")}/order`)).status).to.equal(403);
      expect((await fetch(`${api?.url}x/order`)).status).to.equal(403);
      expect(api?.outputs["stage:Stage"]?.invokeUrl).to.equal(api?.url);
    });
  });

  it("limits a method's calls to its burst, filled at its rate, before it asks who calls", async () => {
    const settings = { throttlingRateLimit: 8, throttlingBurstLimit: 2, metricsEnabled: true };
    await up({ "/slow": { get: mock("x", signedIn) }, "/free": { get: mock("x") } }, authorizer, {
      methodSettings: [{ methodPath: "*/*", settings }],
    });
    const statuses = async (path: string) => Promise.all([1, 2, 3, 4].map(async () => (await api?.get(path))?.status));
    expect((await statuses("/slow")).sort()).to.deep.equal([401, 401, 429, 429]);
    expect((await statuses("/free")).sort()).to.deep.equal([200, 200, 429, 429]);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(await statuses("/slow")).to.contain(401);
  });

  it("keeps no more for a method that rests than its burst", () => {
    const throttle = new Throttle(10, 2);
    const taken = [0, 0, 0, 99, 101, 5000, 5000, 5000].map((now) => throttle.take("x/GET", now));
    expect(taken).to.deep.equal([true, true, false, false, true, true, true, false]);
  });

  it("lets in who has a token the pool knows, and hands on the claims as text", async () => {
    const claims = {
      sub: "s",
      "cognito:groups": ["staff", "late"],
      email_verified: true,
      auth_time: 1500000000,
      exp: 1518140504,
    };
    const shown = `$context.authorizer.claims.sub|$context.authorizer.claims['cognito:groups']|$context.authorizer.claims.exp`;
    await up({ "/me": { get: mock(shown, signedIn) }, "/f": { get: lambda(signedIn) } }, authorizer, {
      claims: (token) => (token === "Bearer good" ? claims : undefined),
      services: { lambda: () => ({ body: "{}" }) },
    });
    const ask = (path: string, headers: Record<string, string>) => api?.get(path, { headers });
    for (const headers of [{}, { Authorization: "" }, { Authorization: "Bearer bad" }]) {
      const answer = await ask("/me", headers);
      expect([answer?.status, answer?.json()]).to.deep.equal([401, { message: "Unauthorized" }]);
    }
    expect((await ask("/me", { authorization: "Bearer good" }))?.text).to.equal(
      "s|staff,late|Fri Feb 9 01:41:44 UTC 2018".replace(" 9 ", " 09 "),
    );
    await ask("/f", { authorization: "Bearer good" });
    const { requestContext } = JSON.parse(String(api?.calls[0]?.body));
    expect(requestContext.authorizer.claims).to.include({ email_verified: "true", auth_time: "1500000000" });
  });

  it("takes a body of 10 MB and no more, and looks at it after the token", async () => {
    await up({ "/x": { post: states("$input.body.length()") }, "/in": { post: mock("x", signedIn) } }, authorizer, {
      services: { states: echo },
    });
    const megabytes = 10 * 1024 * 1024;
    expect((await api?.post("/x", `"${"a".repeat(megabytes - 2)}"`))?.text).to.equal(String(megabytes));
    const { status, json } = (await api?.post("/x", `"${"a".repeat(megabytes)}"`)) ?? {};
    expect([status, json?.()]).to.deep.equal([413, { message: "Request Too Long" }]);
    expect((await api?.post("/in", "a".repeat(megabytes + 1)))?.status).to.equal(401);
  });

  describe("validates", () => {
    const all = {
      "x-amazon-apigateway-request-validators": {
        all: { validateRequestParameters: true, validateRequestBody: true },
        parameters: { validateRequestParameters: true },
      },
      "x-amazon-apigateway-request-validator": "all",
      components: {
        schemas: {
          Order: {
            type: "object",
            required: ["details"],
            additionalProperties: false,
            properties: {
              details: { $ref: "#/components/schemas/Details" },
              note: { oneOf: [{ type: "integer" }, { enum: ["no"] }] },
            },
          },
          Details: {
            type: "object",
            required: ["quantity"],
            properties: { quantity: { type: "integer", minimum: 1, maximum: 20 } },
          },
        },
      },
    };
    const parameters = ["query vendorid", "header X-Key", "path id", "query limit"].map((parameter) => {
      const [where, name] = parameter.split(" ");
      return { name, in: where, required: name !== "limit", schema: { type: "integer", maximum: 3 } };
    });
    const requestBody = { content: { "application/json": { schema: { $ref: "#/components/schemas/Order" } } } };
    const paths = {
      "/v/{id}": { post: mock("fine", { parameters, requestBody }) },
      "/p": { post: mock("fine", { requestBody, "x-amazon-apigateway-request-validator": "parameters" }) },
      "/b": { post: mock("fine", { requestBody }) },
    };

    it("the required parameters first: all that are missing or blank, and nothing of their values", async () => {
      await up(paths, all);
      const missing = await api?.post("/v/1", "nonsense");
      const message = "Missing required request parameters: [X-Key, vendorid]";
      expect([missing?.status, missing?.json()]).to.deep.equal([400, { message }]);
      expect((await api?.post("/v/1?vendorid=&vendorid=%20", {}, { "X-Key": "1" }))?.json().message).to.contain("[vendorid]");
      expect((await api?.post("/v/1?vendorid=99&limit=x", { details: { quantity: 1 } }, { "X-Key": "1" }))?.text).to.equal(
        "fine",
      );
    });

    it("the body against its schema, $ref and oneOf included; additionalProperties it leaves to others", async () => {
      await up(paths, all);
      const statusOf = async (body: object | string) => (await api?.post("/b", body))?.status;
      for (const body of ["", "{}", "[]", "null", '{"details":', { details: { quantity: 0 } }, { details: { quantity: "1" } }]) {
        expect(await statusOf(body), JSON.stringify(body)).to.equal(400);
      }
      expect(await statusOf({ details: { quantity: 1 }, note: "yes" })).to.equal(400);
      expect(await statusOf({ details: { quantity: 20, x: 1 }, note: "no", unknown: 1 })).to.equal(200);
      expect((await api?.post("/b", "{}"))?.json()).to.deep.equal({ message: "Invalid request body" });
    });

    it("what the operation's own validator says", async () => {
      await up(paths, all);
      expect((await api?.post("/p", "{}"))?.text).to.equal("fine");
    });
  });

  it("takes only bodies it has a template for, and none said is JSON", async () => {
    const services = { states: echo };
    await up({ "/x": { post: states("$input.path('$.a')") } }, {}, { services });
    const statusOf = async (type: string) => (await api?.post("/x", '{"a":1}', { "content-type": type }))?.status;
    expect([await statusOf("application/json; charset=utf-8"), await statusOf("Application/JSON")]).to.deep.equal([200, 200]);
    expect([await statusOf("text/plain"), await statusOf("application/xml")]).to.deep.equal([415, 415]);
    expect((await api?.get("/x", { method: "POST", body: Buffer.from('{"a":1}') }))?.text).to.equal("1");
    expect((await api?.post("/x", "x", { "content-encoding": "gzip" }))?.status).to.equal(415);
  });

  describe("asks a service", () => {
    const integration = (responses: object, more: object = {}) =>
      operation(
        {
          ...{ type: "aws", uri: statesUri, httpMethod: "POST", credentials: role, responses },
          requestTemplates: { "application/json": '{"n": $input.json("$.n")}' },
          ...more,
        },
        { responses: { 200: { description: "", headers: { "X-Kind": {} } }, 404: {}, 409: {} } },
      );

    it("as the role it names, with the target and content type of the action", async () => {
      await up({ "/x": { post: integration({ default: { statusCode: "200" } }) } }, {}, { services: { states: echo } });
      const { text, headers } = (await api?.post("/x", { n: [1] }, { "x-amz-target": "evil", host: "h" })) ?? {};
      expect([text, headers?.get("content-type")]).to.deep.equal(['{"n": [1]}', "application/json"]);
      const [call] = api?.calls ?? [];
      expect(call?.headers).to.deep.equal({
        "x-amz-target": "AWSStepFunctions.StartSyncExecution",
        "content-type": "application/x-amz-json-1.0",
      });
      expect(call?.principal).to.include({ type: "Role", roleArn: role });
      expect([call?.method, call?.path]).to.deep.equal(["POST", "/"]);
    });

    it("and chooses the answer by the whole status, else the default one", async () => {
      const responses = {
        "4\\d{2}": { statusCode: 404, responseTemplates: { "application/json": "$input.path('$.why')" } },
        "40": { statusCode: 409 },
        default: {
          statusCode: "200",
          responseParameters: { "method.response.header.X-Kind": "integration.response.header.Kind" },
        },
      };
      let status = 200;
      const states = () => ({ status, headers: { kind: "a" }, body: '{"why": "none"}' });
      await up({ "/x": { post: integration(responses) } }, {}, { services: { states } });
      const fine = await api?.post("/x", {});
      expect([fine?.status, fine?.headers.get("x-kind")]).to.deep.equal([200, "a"]);
      status = 400;
      const refused = await api?.post("/x", {});
      expect([refused?.status, refused?.text, refused?.headers.get("x-kind")]).to.deep.equal([404, "none", null]);
      expect(api?.log.join()).to.match(/^POST \/x as arn:aws:iam::123456789012:role\/api answered 400: .*none/);
    });

    it("and fails with 500, the reason in the log alone, where nothing is for the status", async () => {
      await up({ "/x": { post: integration({ "4..": { statusCode: "404" } }) } }, {}, { services: { states: echo } });
      const { status, json } = (await api?.post("/x", {})) ?? {};
      expect([status, json?.()]).to.deep.equal([500, { message: "Internal server error" }]);
      expect(api?.log).to.deep.equal([`POST /x: no integration response is for '200' and none is default`]);
    });

    it("not as a role that does not trust it: 500, and the log names the role", async () => {
      const credentials = "arn:aws:iam::123456789012:role/other";
      await up(
        { "/x": { post: integration({ default: { statusCode: "200" } }, { credentials }) } },
        {},
        { services: { states: echo } },
      );
      expect((await api?.post("/x", {}))?.json()).to.deep.equal({ message: "Internal server error" });
      expect(api?.log.join()).to.match(/POST \/x: arn:aws:iam::123456789012:role\/other does not trust/);
      expect(api?.calls).to.deep.equal([]);
    });

    it("and waits only as long as it should: 504", async () => {
      const states = () => new Promise<object>((resolve) => setTimeout(() => resolve({}), 150).unref());
      const slow = integration({ default: { statusCode: "200" } }, { timeoutInMillis: 50 });
      await up({ "/x": { post: slow } }, {}, { services: { states } });
      const { status, json } = (await api?.post("/x", {})) ?? {};
      expect([status, json?.()]).to.deep.equal([504, { message: "Endpoint request timed out" }]);
    });

    it("and survives one that breaks: 500, and the log says how", async () => {
      const states = () => {
        throw new Error("out of order");
      };
      await up({ "/x": { post: integration({ default: { statusCode: "200" } }) } }, {}, { services: { states } });
      expect((await api?.post("/x", {}))?.text).to.equal('{"message":"Internal server error"}');
      expect(api?.log.join()).to.contain("out of order");
    });

    it("by path, with parameters put into path, query and headers, and text back", async () => {
      const files = operation(
        {
          ...{ type: "aws", uri: "arn:aws:apigateway:ap-southeast-2:s3:path/pages/{key}", httpMethod: "GET", credentials: role },
          requestTemplates: { "application/json": "" },
          requestParameters: {
            "integration.request.path.key": "method.request.path.proxy",
            "integration.request.header.X-Query": "method.request.querystring.v",
            "integration.request.header.If-None-Match": "method.request.header.If-None-Match",
            "integration.request.header.X-From": "'api'",
          },
          responses: {
            default: {
              statusCode: "200",
              responseParameters: {
                "method.response.header.Content-Type": "integration.response.header.Content-Type",
                "method.response.header.Cache-Control": "'no-store'",
                "method.response.header.Date": "'yesterday'",
                "method.response.header.ETag": "integration.response.header.ETag",
              },
            },
          },
        },
        {
          parameters: [
            { name: "proxy", in: "path" },
            { name: "v", in: "query" },
            { name: "If-None-Match", in: "header" },
          ],
          responses: { 200: { headers: { "Content-Type": {}, "Cache-Control": {}, Date: {}, ETag: {} } } },
        },
      );
      const s3 = () => ({ headers: { "Content-Type": "text/html" }, body: Buffer.from("<p>é</p>") });
      await up({ "/{proxy+}": { get: files } }, {}, { services: { s3 } });
      const { headers, text } = (await api?.get("/a%20b/../c?.html?v=7", { headers: { "If-None-Match": "x" } })) ?? {};
      expect([text, headers?.get("content-type"), headers?.get("etag")]).to.deep.equal(["<p>é</p>", "text/html", null]);
      expect([headers?.get("cache-control"), headers?.get("x-amzn-remapped-date")]).to.deep.equal(["no-store", "yesterday"]);
      const encoded = await api?.raw("GET /a%20b/..%2Fc%3f.html?v=7 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      expect(encoded).to.contain("<p>é</p>");
      const [, call] = api?.calls ?? [];
      expect([call?.path, call?.headers["x-query"]]).to.deep.equal(["/pages/a%20b/../c%3F.html", "7"]);
      expect(Object.keys(api?.calls[0]?.headers ?? {})).to.deep.equal(["if-none-match", "x-from"]);
    });
  });

  describe("hands a request to a function", () => {
    let result: unknown = {};
    let more: { status?: number; headers?: Record<string, string> } = {};
    const services = { lambda: () => ({ body: JSON.stringify(result), ...more }) };
    const paths = { "/order/{id}": { get: lambda(), post: lambda() } };
    const answer = async (of: unknown) => {
      result = of;
      const response = await api?.get("/order/1");
      return response && [response.status, response.text];
    };
    beforeEach(() => {
      result = {};
      more = {};
    });

    it("as an event of version 1, in its own name", async () => {
      await up(paths, {}, { services });
      const headers = { "X-Key": "1", authorization: "Bearer t", "content-type": "text/plain" };
      await api?.get("/order/a%2Fb?q=1;q=%C3%A9+x&e", { method: "POST", body: "hi", headers });
      const [call] = api?.calls ?? [];
      const event = JSON.parse(String(call?.body));
      expect(event).to.deep.include({
        resource: "/order/{id}",
        path: "/order/a%2Fb",
        httpMethod: "POST",
        queryStringParameters: { q: "é x", e: "" },
        pathParameters: { id: "a%2Fb" },
        body: "hi",
        isBase64Encoded: false,
      });
      expect(event.headers).to.include({ "X-Key": "1", authorization: "Bearer t" });
      const id = api?.outputs["restApi:RestApi"]?.id;
      expect(event.requestContext).to.include({ resourcePath: "/order/{id}", path: "/dev/order/a%2Fb", stage: "dev", apiId: id });
      expect(event.requestContext).to.not.have.property("responseOverride");
      const sourceArn = `arn:aws:execute-api:ap-southeast-2:123456789012:${id}/dev/POST/order/{id}`;
      expect(call?.principal).to.deep.equal({ type: "Service", service: "apigateway.amazonaws.com", sourceArn });
      expect(call?.path).to.match(
        /^\/2015-03-31\/functions\/arn:aws:lambda:ap-southeast-2:123456789012:function:f\/invocations$/,
      );
    });

    it("with null for what is empty", async () => {
      await up(paths, {}, { services });
      await api?.get("/order/1");
      const event = JSON.parse(String(api?.calls[0]?.body));
      const empty = { queryStringParameters: null, stageVariables: null, body: null };
      expect(event).to.include(empty);
    });

    it("and answers what it returns", async () => {
      await up(paths, {}, { services });
      expect(await answer({ statusCode: 201, body: '{"a":1}' })).to.deep.equal([201, '{"a":1}']);
      expect(await answer({ statusCode: "404", body: null, headers: null })).to.deep.equal([404, ""]);
      expect(await answer({ body: "aGk=", isBase64Encoded: true })).to.deep.equal([200, "aGk="]);
      result = { headers: { A: "1", "content-type": "text/csv" } };
      const { headers } = (await api?.get("/order/1")) ?? {};
      expect([headers?.get("a"), headers?.get("content-type")]).to.deep.equal(["1", "text/csv"]);
    });

    it("and answers 502 to what is no such answer, saying so in the log", async () => {
      await up(paths, {}, { services });
      const bad = [
        "text",
        null,
        [],
        { statusCode: "x" },
        { wrong: 1 },
        { body: {} },
        { headers: { a: 1 } },
        { statusCode: 99 },
        { multiValueHeaders: { a: "b" } },
      ];
      for (const malformed of bad)
        expect(await answer(malformed), JSON.stringify(malformed)).to.deep.equal([502, '{"message":"Internal server error"}']);
      expect(api?.log).to.have.length(bad.length);
      expect(api?.log[0]).to.match(/^GET \/order\/\{id\}: malformed Lambda proxy response/);
      expect(await answer({ headers: { a: "b\nc" } })).to.deep.equal([500, '{"message":"Internal server error"}']);
    });

    it("and answers 502 for its error and 500 without permission, the reason in the log alone", async () => {
      await up(paths, {}, { services });
      more = { headers: { "X-Amz-Function-Error": "Unhandled" } };
      expect(await answer({ errorMessage: "secret" })).to.deep.equal([502, '{"message":"Internal server error"}']);
      more = { status: 403 };
      expect((await answer({ Message: "not authorized to perform: lambda:InvokeFunction" }))?.[0]).to.equal(500);
      more = { status: 429 };
      expect((await answer({}))?.[0]).to.equal(502);
      expect(api?.log.join()).to.contain("the function failed: ").and.to.contain("lambda:InvokeFunction");
    });
  });

  describe("answers by itself", () => {
    const responses = (of: object) => ({ "x-amazon-apigateway-gateway-responses": of });

    it("as the document says for the type, or for all of 4xx and 5xx", async () => {
      const template = '{"error": "BadRequest"}';
      await up(
        { "/x": { get: mock("x", signedIn), post: mock("$util.parseJson('{').a") } },
        {
          ...authorizer,
          ...responses({
            MISSING_AUTHENTICATION_TOKEN: {
              statusCode: 404,
              responseTemplates: { "application/json": '{"error":"NotFound"}' },
            },
            DEFAULT_4XX: { responseTemplates: { "application/json": template } },
            DEFAULT_5XX: {
              statusCode: 503,
              responseTemplates: { "application/json": '{"message":"away"}' },
            },
          }),
        },
      );
      const unknown = await api?.get("/y");
      expect([unknown?.status, unknown?.text]).to.deep.equal([404, '{"error":"NotFound"}']);
      const unauthorized = await api?.get("/x");
      expect([unauthorized?.status, unauthorized?.json()]).to.deep.equal([401, { error: "BadRequest" }]);
      const failed = await api?.post("/x", {});
      expect([failed?.status, failed?.text]).to.deep.equal([503, '{"message":"away"}']);
    });
  });

  it("sends no body and no length with 204 and 304", async () => {
    const services = { lambda: () => ({ body: '{"statusCode": 304, "body": "x", "headers": {"ETag": "a"}}' }) };
    await up({ "/x": { get: lambda() } }, {}, { services });
    const answer = await api?.raw("GET /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    expect(answer)
      .to.match(/^HTTP\/1.1 304 .*ETag: a.*\r\n\r\n$/s)
      .and.to.not.match(/content-length|transfer-encoding/i);
  });

  it("gives each answer an id of its own, whatever id the client sends", async () => {
    await up({ "/x": { get: mock("$context.requestId") } });
    const { headers, text } = (await api?.get("/x", { headers: { "x-amzn-RequestId": "mine" } })) ?? {};
    expect(text)
      .to.match(/^[0-9a-f-]{36}$/)
      .and.to.equal(headers?.get("x-amzn-requestid"));
  });

  it("compresses from the size on, by what the client likes best", async () => {
    const paths = { "/big": { get: mock("a".repeat(100)) }, "/small": { get: mock("a".repeat(99)) } };
    await up(paths, {}, { restApi: { minimumCompressionSize: "100" } });
    const encoding = async (path: string, accept: string) => {
      const response = await api?.get(path, { headers: { "accept-encoding": accept } });
      return [response?.headers.get("content-encoding"), response?.text.length];
    };
    expect(await encoding("/big", "br, gzip")).to.deep.equal(["gzip", 100]);
    expect(await encoding("/big", "deflate, gzip;q=0.5")).to.deep.equal(["deflate", 100]);
    expect(await encoding("/big", "br, gzip; q=0.9")).to.deep.equal([null, 100]);
    for (const none of ["gzip;q=0", "*", "identity", ""]) expect(await encoding("/big", none), none).to.deep.equal([null, 100]);
    expect(await encoding("/small", "gzip")).to.deep.equal([null, 99]);
  });

  it("has the outputs a program may use, the same at each start", async () => {
    await up({ "/x": { get: mock("x") } });
    const { id, executionArn, arn, name } = api?.outputs["restApi:RestApi"] ?? {};
    expect(id).to.match(/^[a-z0-9]{10}$/);
    expect(executionArn).to.equal(`arn:aws:execute-api:ap-southeast-2:123456789012:${id}`);
    expect([arn, name]).to.deep.equal([`arn:aws:apigateway:ap-southeast-2::/restapis/${id}`, "api-1"]);
    expect(api?.outputs["stage:Stage"]).to.include({ executionArn: `${executionArn}/dev`, invokeUrl: api?.url });
    const again = await serve({ "/x": { get: mock("x") } });
    await again.close();
    expect(again.outputs["restApi:RestApi"]?.id).to.equal(id);
  });

  describe("refuses", () => {
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
      "a mapping from a parameter not declared": [
        header("X-A", "method.request.header.A"),
        /not among the operation's parameters/,
      ],
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
});
