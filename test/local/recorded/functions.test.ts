// What AWS handed a function behind a REST API, and what it made of the function's answer.
import { expect } from "chai";
import { lambda, type Served, serve } from "../apigateway.fixture";

type Headers = Readonly<Record<string, string>>;

describe("Recorded on AWS: functions behind REST APIs", () => {
  let result: unknown;
  let api: Served;
  before(async () => {
    const services = { lambda: () => ({ body: JSON.stringify(result) }) };
    api = await serve({ "/function/{proxy+}": { get: lambda(), post: lambda() } }, {}, { services });
  });
  after(() => api.close());

  const event = async (path: string, init: RequestInit = {}) => {
    result = {};
    await api.get(path, init);
    return JSON.parse(String(api.calls.at(-1)?.body));
  };

  it("is told of the request, null for what is empty", async () => {
    const told = await event("/function//a", { headers: { "User-Agent": "test/1.0" } });
    expect(Object.keys(told)).to.have.members([
      ...[
        "resource",
        "path",
        "httpMethod",
        "headers",
        "multiValueHeaders",
        "queryStringParameters",
        "multiValueQueryStringParameters",
      ],
      ...["pathParameters", "stageVariables", "requestContext", "body", "isBase64Encoded"],
    ]);
    const nothing = { queryStringParameters: null, multiValueQueryStringParameters: null, stageVariables: null, body: null };
    expect(told).to.include({ ...nothing, path: "/function//a", httpMethod: "GET", isBase64Encoded: false });
    const { requestContext } = told;
    expect(Object.keys(requestContext)).to.have.members([
      ...[
        "accountId",
        "apiId",
        "deploymentId",
        "domainName",
        "domainPrefix",
        "extendedRequestId",
        "httpMethod",
        "identity",
        "path",
      ],
      ...["protocol", "requestId", "requestTime", "requestTimeEpoch", "resourceId", "resourcePath", "stage"],
    ]);
    expect(requestContext.requestTime).to.match(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/);
    const { sourceIp, userAgent, ...identity } = requestContext.identity;
    expect([sourceIp, userAgent]).to.deep.equal(["127.0.0.1", "test/1.0"]);
    const names = [
      "accessKey",
      "accountId",
      "caller",
      "cognitoAuthenticationProvider",
      "cognitoAuthenticationType",
      "cognitoIdentityId",
    ];
    const unknown = [...names, "cognitoIdentityPoolId", "principalOrgId", "user", "userArn"].map((name) => [name, null]);
    expect(identity).to.deep.equal(Object.fromEntries(unknown));
  });

  it("gets the path as it was sent, percent signs and all", async () => {
    const way = "user/test%2Balias@example.com/plus/test+alias@example.com";
    const { path, pathParameters } = await event(`/function/${way}`);
    expect([path, pathParameters]).to.deep.equal([`/function/${way}`, { proxy: way }]);
  });

  it("gets the query decoded, of several values the last, and all of them beside", async () => {
    const query =
      "offset=05:10+00:00&email=test%2Balias@example.com&plus=test+alias&url=https://example.com/&blank=a%20b&c=1&c=2&c=3";
    const told = await event(`/function/a?${query}`);
    const one = {
      offset: "05:10 00:00",
      email: "test+alias@example.com",
      plus: "test alias",
      url: "https://example.com/",
      blank: "a b",
    };
    expect(told.queryStringParameters).to.deep.equal({ ...one, c: "3" });
    const lists = Object.entries(one).map(([name, value]) => [name, [value]]);
    expect(told.multiValueQueryStringParameters).to.deep.equal({ ...Object.fromEntries(lists), c: ["1", "2", "3"] });
  });

  /** [what it returns, status, body, headers] */
  const base64 = Buffer.from("two lattes").toString("base64");
  const answers: readonly (readonly [unknown, number, string, Headers?])[] = [
    [{ statusCode: 200 }, 200, ""],
    [
      { statusCode: 200, headers: { "test-header": "value", "header-bool": true } },
      200,
      "",
      { "test-header": "value", "header-bool": "true" },
    ],
    [{ statusCode: 200, headers: null }, 200, ""],
    [{ statusCode: 200, body: base64, isBase64Encoded: true }, 200, base64],
    [{ statusCode: 200, body: base64 }, 200, base64],
    [{ statusCode: 200, multiValueHeaders: { "test-multi": ["value1", "value2"] } }, 200, "", { "test-multi": "value1, value2" }],
    [
      { statusCode: 200, multiValueHeaders: { "test-multi": ["one"] }, headers: { "test-multi": "two" } },
      200,
      "",
      { "test-multi": "one, two" },
    ],
    [
      { statusCode: 200, multiValueHeaders: { "tesT-Multi": ["one"] }, headers: { "test-multi": "two" } },
      200,
      "",
      { "test-multi": "one, two" },
    ],
    [{ statusCode: "201" }, 201, ""],
    [{ headers: { "test-header": "value" } }, 200, "", { "test-header": "value" }],
    [{ statusCode: 200, wrongValue: "value" }, 502, '{"message":"Internal server error"}'],
    [{ statusCode: 200, multiValueHeaders: { "test-multi": "value1" } }, 502, '{"message":"Internal server error"}'],
    [{ statusCode: "test" }, 502, '{"message":"Internal server error"}'],
    ["justAString", 502, '{"message":"Internal server error"}'],
  ];
  for (const [returned, expected, body, headers = {}] of answers) {
    it(`that returns ${JSON.stringify(returned)} is answered ${expected}`, async () => {
      result = returned;
      const answer = await api.get("/function/a");
      expect([answer.status, answer.text]).to.deep.equal([expected, body]);
      expect(answer.headers.get("content-type")).to.equal("application/json");
      for (const [name, value] of Object.entries(headers)) expect(answer.headers.get(name)).to.equal(value);
    });
  }
});
