// What a function behind the REST API is handed, and what becomes of its answer. The functions only record.
import { expect } from "chai";
import { forEachTest, lambda } from "./apigateway.fixture";

describe("API Gateway on the laptop hands a request to a function", () => {
  const { api, up } = forEachTest();

  let result: unknown = {};
  let more: { status?: number; headers?: Record<string, string> } = {};
  const services = { lambda: () => ({ body: JSON.stringify(result), ...more }) };
  const paths = { "/order/{id}": { get: lambda(), post: lambda() } };
  const answer = async (of: unknown) => {
    result = of;
    const response = await api.get("/order/1");
    return [response.status, response.text];
  };
  beforeEach(() => {
    result = {};
    more = {};
  });

  it("as an event of version 1, in its own name", async () => {
    await up(paths, {}, { services });
    const headers = { "X-Key": "1", authorization: "Bearer t", "content-type": "text/plain" };
    await api.get("/order/a%2Fb?q=1;q=%C3%A9+x&e", { method: "POST", body: "hi", headers });
    const [call] = api.calls;
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
    const id = api.outputs["restApi:RestApi"]?.id;
    expect(event.requestContext).to.include({ resourcePath: "/order/{id}", path: "/dev/order/a%2Fb", stage: "dev", apiId: id });
    expect(event.requestContext).to.not.have.property("responseOverride");
    const sourceArn = `arn:aws:execute-api:ap-southeast-2:123456789012:${id}/dev/POST/order/{id}`;
    expect(call?.principal).to.deep.equal({ type: "Service", service: "apigateway.amazonaws.com", sourceArn });
    expect(call?.path).to.match(/^\/2015-03-31\/functions\/arn:aws:lambda:ap-southeast-2:123456789012:function:f\/invocations$/);
  });

  it("with null for what is empty", async () => {
    await up(paths, {}, { services });
    await api.get("/order/1");
    const event = JSON.parse(String(api.calls[0]?.body));
    const empty = { queryStringParameters: null, stageVariables: null, body: null };
    expect(event).to.include(empty);
  });

  it("and answers what it returns", async () => {
    await up(paths, {}, { services });
    expect(await answer({ statusCode: 201, body: '{"a":1}' })).to.deep.equal([201, '{"a":1}']);
    expect(await answer({ statusCode: "404", body: null, headers: null })).to.deep.equal([404, ""]);
    expect(await answer({ body: "aGk=", isBase64Encoded: true })).to.deep.equal([200, "aGk="]);
    result = { headers: { A: "1", "content-type": "text/csv" } };
    const { headers } = await api.get("/order/1");
    expect([headers.get("a"), headers.get("content-type")]).to.deep.equal(["1", "text/csv"]);
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
    expect(api.log).to.have.length(bad.length);
    expect(api.log[0]).to.match(/^GET \/order\/\{id\}: malformed Lambda proxy response/);
    expect(await answer({ headers: { a: "b\nc" } })).to.deep.equal([500, '{"message":"Internal server error"}']);
  });

  it("and answers 502 for its error and 500 without permission, the reason in the log alone", async () => {
    await up(paths, {}, { services });
    more = { headers: { "X-Amz-Function-Error": "Unhandled" } };
    expect(await answer({ errorMessage: "secret" })).to.deep.equal([502, '{"message":"Internal server error"}']);
    more = { status: 403 };
    expect((await answer({ Message: "not authorized to perform: lambda:InvokeFunction" }))[0]).to.equal(500);
    more = { status: 429 };
    expect((await answer({}))[0]).to.equal(502);
    expect(api.log.join()).to.contain("the function failed: ").and.to.contain("lambda:InvokeFunction");
  });
});
