// The REST API over HTTP: each step a request goes through, in API Gateway's order. The services behind it only record.
import { expect } from "chai";
import { Throttle } from "../../local/apigateway/throttle";
import { authorizer, echo, forEachTest, lambda, mock, serve, signedIn, states } from "./apigateway.fixture";

describe("API Gateway on the laptop", () => {
  const { api, up } = forEachTest();

  describe("routes a request", () => {
    const paths = {
      "/": { get: mock("root") },
      "/order": { get: mock("order"), post: mock("post") },
      "/order/{id}": { get: mock("one $input.params('id')"), put: mock("put") },
      "/order/menu": { get: mock("menu") },
      "/{rest+}": { get: mock("rest $input.params('rest')"), delete: mock("gone") },
    };
    const ask = async (path: string, method = "GET") => (await api.get(path, { method })).text;

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
      expect(await api.raw("TRACE /order HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")).to.match(/^HTTP\/1.1 403/);
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
      expect((await api.get("/order", { method: "HEAD" })).status).to.equal(403);
    });

    it("below the stage's path only, where the API lives under one", async () => {
      await up(
        { "/": { get: mock("root") }, "/order": { get: mock("$context.path $context.resourcePath") } },
        {},
        { prefix: "/dev" },
      );
      expect([await ask(""), await ask("/"), await ask("/order?x=1")]).to.deep.equal(["root", "root", "/dev/order /order"]);
      expect((await fetch(`${api.url.replace("/dev", "")}/order`)).status).to.equal(403);
      expect((await fetch(`${api.url}x/order`)).status).to.equal(403);
      expect(api.outputs["stage:Stage"]?.invokeUrl).to.equal(api.url);
    });
  });

  it("limits a method's calls to its burst, filled at its rate, before it asks who calls", async () => {
    const settings = { throttlingRateLimit: 8, throttlingBurstLimit: 2, metricsEnabled: true };
    await up({ "/slow": { get: mock("x", signedIn) }, "/free": { get: mock("x") } }, authorizer, {
      methodSettings: [{ methodPath: "*/*", settings }],
    });
    const statuses = async (path: string) => Promise.all([1, 2, 3, 4].map(async () => (await api.get(path)).status));
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
    const ask = (path: string, headers: Record<string, string>) => api.get(path, { headers });
    for (const headers of [{}, { Authorization: "" }, { Authorization: "Bearer bad" }]) {
      const answer = await ask("/me", headers);
      expect([answer?.status, answer?.json()]).to.deep.equal([401, { message: "Unauthorized" }]);
    }
    expect((await ask("/me", { authorization: "Bearer good" })).text).to.equal(
      "s|staff,late|Fri Feb 9 01:41:44 UTC 2018".replace(" 9 ", " 09 "),
    );
    await ask("/f", { authorization: "Bearer good" });
    const { requestContext } = JSON.parse(String(api.calls[0]?.body));
    expect(requestContext.authorizer.claims).to.include({ email_verified: "true", auth_time: "1500000000" });
  });

  it("takes a body of 10 MB and no more, and looks at it after the token", async () => {
    await up({ "/x": { post: states("$input.body.length()") }, "/in": { post: mock("x", signedIn) } }, authorizer, {
      services: { states: echo },
    });
    const megabytes = 10 * 1024 * 1024;
    expect((await api.post("/x", `"${"a".repeat(megabytes - 2)}"`)).text).to.equal(String(megabytes));
    const { status, json } = await api.post("/x", `"${"a".repeat(megabytes)}"`);
    expect([status, json()]).to.deep.equal([413, { message: "Request Too Long" }]);
    expect((await api.post("/in", "a".repeat(megabytes + 1))).status).to.equal(401);
  });

  it("takes only bodies it has a template for, and none said is JSON", async () => {
    const services = { states: echo };
    await up({ "/x": { post: states("$input.path('$.a')") } }, {}, { services });
    const statusOf = async (type: string) => (await api.post("/x", '{"a":1}', { "content-type": type })).status;
    expect([await statusOf("application/json; charset=utf-8"), await statusOf("Application/JSON")]).to.deep.equal([200, 200]);
    expect([await statusOf("text/plain"), await statusOf("application/xml")]).to.deep.equal([415, 415]);
    expect((await api.get("/x", { method: "POST", body: Buffer.from('{"a":1}') })).text).to.equal("1");
    expect((await api.post("/x", "x", { "content-encoding": "gzip" })).status).to.equal(415);
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
      const unknown = await api.get("/y");
      expect([unknown?.status, unknown?.text]).to.deep.equal([404, '{"error":"NotFound"}']);
      const unauthorized = await api.get("/x");
      expect([unauthorized?.status, unauthorized?.json()]).to.deep.equal([401, { error: "BadRequest" }]);
      const failed = await api.post("/x", {});
      expect([failed?.status, failed?.text]).to.deep.equal([503, '{"message":"away"}']);
    });
  });

  it("sends no body and no length with 204 and 304", async () => {
    const services = { lambda: () => ({ body: '{"statusCode": 304, "body": "x", "headers": {"ETag": "a"}}' }) };
    await up({ "/x": { get: lambda() } }, {}, { services });
    const answer = await api.raw("GET /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    expect(answer)
      .to.match(/^HTTP\/1.1 304 .*ETag: a.*\r\n\r\n$/s)
      .and.to.not.match(/content-length|transfer-encoding/i);
  });

  it("gives each answer an id of its own, whatever id the client sends", async () => {
    await up({ "/x": { get: mock("$context.requestId") } });
    const { headers, text } = await api.get("/x", { headers: { "x-amzn-RequestId": "mine" } });
    expect(text)
      .to.match(/^[0-9a-f-]{36}$/)
      .and.to.equal(headers.get("x-amzn-requestid"));
  });

  it("compresses from the size on, by what the client likes best", async () => {
    const paths = { "/big": { get: mock("a".repeat(100)) }, "/small": { get: mock("a".repeat(99)) } };
    await up(paths, {}, { restApi: { minimumCompressionSize: "100" } });
    const encoding = async (path: string, accept: string) => {
      const response = await api.get(path, { headers: { "accept-encoding": accept } });
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
    const { id, executionArn, arn, name } = api.outputs["restApi:RestApi"] ?? {};
    expect(id).to.match(/^[a-z0-9]{10}$/);
    expect(executionArn).to.equal(`arn:aws:execute-api:ap-southeast-2:123456789012:${id}`);
    expect([arn, name]).to.deep.equal([`arn:aws:apigateway:ap-southeast-2::/restapis/${id}`, "api-1"]);
    expect(api.outputs["stage:Stage"]).to.include({ executionArn: `${executionArn}/dev`, invokeUrl: api.url });
    const again = await serve({ "/x": { get: mock("x") } });
    await again.close();
    expect(again.outputs["restApi:RestApi"]?.id).to.equal(id);
  });
});
