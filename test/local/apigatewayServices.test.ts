// What the REST API asks of services, as which role, and what it makes of their answers. The services only record.
import { expect } from "chai";
import { echo, forEachTest, operation, role, statesUri } from "./apigateway.fixture";

describe("API Gateway on the laptop asks a service", () => {
  const { api, up } = forEachTest();

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
    const { text, headers } = await api.post("/x", { n: [1] }, { "x-amz-target": "evil", host: "h" });
    expect([text, headers.get("content-type")]).to.deep.equal(['{"n": [1]}', "application/json"]);
    const [call] = api.calls;
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
    const fine = await api.post("/x", {});
    expect([fine?.status, fine?.headers.get("x-kind")]).to.deep.equal([200, "a"]);
    status = 400;
    const refused = await api.post("/x", {});
    expect([refused?.status, refused?.text, refused?.headers.get("x-kind")]).to.deep.equal([404, "none", null]);
    expect(api.log.join()).to.match(/^POST \/x as arn:aws:iam::123456789012:role\/api answered 400: .*none/);
  });

  it("and fails with 500, the reason in the log alone, where nothing is for the status", async () => {
    await up({ "/x": { post: integration({ "4..": { statusCode: "404" } }) } }, {}, { services: { states: echo } });
    const { status, json } = await api.post("/x", {});
    expect([status, json()]).to.deep.equal([500, { message: "Internal server error" }]);
    expect(api.log).to.deep.equal([`POST /x: no integration response is for '200' and none is default`]);
  });

  it("not as a role that does not trust it: 500, and the log names the role", async () => {
    const credentials = "arn:aws:iam::123456789012:role/other";
    await up(
      { "/x": { post: integration({ default: { statusCode: "200" } }, { credentials }) } },
      {},
      { services: { states: echo } },
    );
    expect((await api.post("/x", {})).json()).to.deep.equal({ message: "Internal server error" });
    expect(api.log.join()).to.match(/POST \/x: arn:aws:iam::123456789012:role\/other does not trust/);
    expect(api.calls).to.deep.equal([]);
  });

  it("and waits only as long as it should: 504", async () => {
    const states = () => new Promise<object>((resolve) => setTimeout(() => resolve({}), 150).unref());
    const slow = integration({ default: { statusCode: "200" } }, { timeoutInMillis: 50 });
    await up({ "/x": { post: slow } }, {}, { services: { states } });
    const { status, json } = await api.post("/x", {});
    expect([status, json()]).to.deep.equal([504, { message: "Endpoint request timed out" }]);
  });

  it("and survives one that breaks: 500, and the log says how", async () => {
    const states = () => {
      throw new Error("out of order");
    };
    await up({ "/x": { post: integration({ default: { statusCode: "200" } }) } }, {}, { services: { states } });
    expect((await api.post("/x", {})).text).to.equal('{"message":"Internal server error"}');
    expect(api.log.join()).to.contain("out of order");
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
    const { headers, text } = await api.get("/a%20b/../c?.html?v=7", { headers: { "If-None-Match": "x" } });
    expect([text, headers.get("content-type"), headers.get("etag")]).to.deep.equal(["<p>é</p>", "text/html", null]);
    expect([headers.get("cache-control"), headers.get("x-amzn-remapped-date")]).to.deep.equal(["no-store", "yesterday"]);
    const encoded = await api.raw("GET /a%20b/..%2Fc%3f.html?v=7 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    expect(encoded).to.contain("<p>é</p>");
    const [, call] = api.calls;
    expect([call?.path, call?.headers["x-query"]]).to.deep.equal(["/pages/a%20b/../c%3F.html", "7"]);
    expect(Object.keys(api.calls[0]?.headers ?? {})).to.deep.equal(["if-none-match", "x-from"]);
  });
});
