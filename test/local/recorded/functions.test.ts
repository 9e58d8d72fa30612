// What AWS handed a function behind a REST API, and what it made of the function's answer.
import { expect } from "chai";
import { lambda, type Served, serve } from "../apigateway.fixture";

type Headers = Readonly<Record<string, string>>;

describe("Recorded on AWS: functions behind REST APIs", () => {
  let result: unknown;
  let api: Served;
  before(async () => {
    const services = { lambda: () => ({ body: JSON.stringify(result) }) };
    api = await serve({ "/function/{rest+}": { get: lambda(), post: lambda() } }, {}, { services });
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
    const way = "of/anna%2Blatte@example.com/or/anna+latte@example.com";
    const { path, pathParameters } = await event(`/function/${way}`);
    expect([path, pathParameters]).to.deep.equal([`/function/${way}`, { rest: way }]);
  });

  it("gets the query decoded, of several values the last, and all of them beside", async () => {
    const query =
      "opens=07:30+11:00&mail=anna%2Blatte@example.com&name=Anna+B&site=https://example.com/&drink=Flat%20White&cup=S&cup=M&cup=L";
    const told = await event(`/function/a?${query}`);
    const one = {
      opens: "07:30 11:00",
      mail: "anna+latte@example.com",
      name: "Anna B",
      site: "https://example.com/",
      drink: "Flat White",
    };
    expect(told.queryStringParameters).to.deep.equal({ ...one, cup: "L" });
    const lists = Object.entries(one).map(([name, value]) => [name, [value]]);
    expect(told.multiValueQueryStringParameters).to.deep.equal({ ...Object.fromEntries(lists), cup: ["S", "M", "L"] });
  });

  /** [what it returns, status, body, headers] */
  const base64 = Buffer.from("two lattes").toString("base64");
  const failed = '{"message":"Internal server error"}';
  const answers: readonly (readonly [unknown, number, string, Headers?])[] = [
    [{ statusCode: 200 }, 200, ""],
    [{ statusCode: 200, headers: { "X-Cup": "L", "X-Paid": true } }, 200, "", { "x-cup": "L", "x-paid": "true" }],
    [{ statusCode: 200, headers: null }, 200, ""],
    [{ statusCode: 200, body: base64, isBase64Encoded: true }, 200, base64],
    [{ statusCode: 200, body: base64 }, 200, base64],
    [{ statusCode: 200, multiValueHeaders: { "X-Cup": ["L", "S"] } }, 200, "", { "x-cup": "L, S" }],
    [{ statusCode: 200, multiValueHeaders: { "X-Cup": ["L"] }, headers: { "X-Cup": "S" } }, 200, "", { "x-cup": "L, S" }],
    [{ statusCode: 200, multiValueHeaders: { "X-CUP": ["L"] }, headers: { "x-cup": "S" } }, 200, "", { "x-cup": "L, S" }],
    [{ statusCode: "201" }, 201, ""],
    [{ headers: { "X-Cup": "L" } }, 200, "", { "x-cup": "L" }],
    [{ statusCode: 200, total: 450 }, 502, failed],
    [{ statusCode: 200, multiValueHeaders: { "X-Cup": "L" } }, 502, failed],
    [{ statusCode: "ready" }, 502, failed],
    ["ready", 502, failed],
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
