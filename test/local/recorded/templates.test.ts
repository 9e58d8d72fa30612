// What mapping templates made of requests and answers on AWS.
import { expect } from "chai";
import { echo, mock, operation, role, type Served, serve, states, statesUri } from "../apigateway.fixture";

const services = { states: echo };
const facts =
  '{"body": $r, "nested": $r.nested, "isNull": #if($r == $null)"true"#else"false"#end, "isEmpty": #if($r == "")"true"#else"false"#end}';
const sent = "Action=SendMessage&MessageBody=$input.body";
const both = (request: string, response: string) =>
  operation({
    ...{ type: "aws", uri: statesUri, httpMethod: "POST", credentials: role },
    requestTemplates: { "application/json": request },
    responses: { default: { statusCode: "200", responseTemplates: { "application/json": response } } },
  });
const mocked = (request: string, responses: object = { default: { statusCode: "200" } }, more: object = {}) =>
  operation({ type: "mock", requestTemplates: { "application/json": request }, responses }, { ...more });
const raw = "#set($all = $input.body)$all";
const override =
  '#set($context.responseOverride.status = 444)#set($context.responseOverride.header.foo = "bar"){"statusCode": 200}';
const overridden = '{"status": "$context.responseOverride.status", "foo": "$context.responseOverride.header.foo"}';

const paths = {
  "/path": { post: states('#set($r = $input.path("$.a"))$r') },
  "/nested": { post: states('#set($r = $input.path("$.a"))$r.nested') },
  "/first": { post: states('#set($r = $input.path("$.a"))$r[0]') },
  "/toString": { post: states('#set($r = $input.path("$.a"))$r.toString()') },
  "/none": { post: states(`#set($r = $input.path("$.none"))${facts}`) },
  "/list": { post: states(`#set($r = $input.path("$.a.list"))${facts}`) },
  "/raw": { post: both(raw, raw) },
  "/request": { post: both(sent, raw) },
  "/response": { post: both(raw, sent) },
  "/both": { post: both(sent, sent) },
  "/member": { post: states("#set($r = $input.body.member)$r") },
  "/urlEncode": { post: states("Body=$util.urlEncode($input.body)&Member=$util.urlEncode($input.body.member)") },
  "/header": { post: states("$input.params('HeaderFoo')") },
  "/keys": {
    post: states('{#foreach($k in $input.path("$").keySet())"$k": "$input.path("$").get($k)"#if($foreach.hasNext),#end#end}'),
  },
  "/decoded/{message}": {
    get: mock(
      '#set($m = $util.parseJson($util.base64Decode($input.params("message"))).m)#if($m == "one")first#elseif($m == "two")second#{else}other#end',
    ),
  },
  "/unquoted/{id}": { get: mocked("{statusCode: 200}", { "2\\d{2}": { statusCode: "200" } }) },
  "/override": {
    get: mocked(override, { "2\\d{2}": { statusCode: "200", responseTemplates: { "application/json": overridden } } }),
  },
  "/overrideAlone": { get: mocked(override, { "2\\d{2}": { statusCode: "200" } }) },
};

describe("Recorded on AWS: mapping templates", () => {
  let api: Served;
  before(async () => {
    api = await serve(paths, {}, { services });
  });
  after(() => api.close());

  /** [path, body, what it became] */
  const rendered: readonly (readonly [string, string | object, string])[] = [
    ["path", { a: { foo: "bar" } }, "{foo=bar}"],
    ["path", { a: [{ foo: "bar" }] }, '[{"foo":"bar"}]'],
    ["path", { a: { foo: [{ nested: "bar" }] } }, '{foo=[{"nested":"bar"}]}'],
    ["path", { a: { bigger: "map", of: "three", things: "here" } }, "{bigger=map, of=three, things=here}"],
    ["nested", { a: { nested: { foo: "bar" } } }, "{foo=bar}"],
    ["nested", { a: { nested: [{ foo: "bar" }] } }, '[{"foo":"bar"}]'],
    ["first", { a: [{ foo: "bar" }] }, "{foo=bar}"],
    ["first", { a: [[{ foo: "bar" }]] }, '[{"foo":"bar"}]'],
    ["toString", { a: { foo: "bar" } }, "{foo=bar}"],
    ["toString", { a: { list: [{ foo: "bar" }] } }, '{list=[{"foo":"bar"}]}'],
    ["none", "", '{"body": , "nested": , "isNull": "true", "isEmpty": "true"}'],
    ["list", { a: { list: [] } }, '{"body": [], "nested": , "isNull": "false", "isEmpty": "false"}'],
    ["list", { a: { list: null } }, '{"body": , "nested": , "isNull": "true", "isEmpty": "true"}'],
    ...["", '{"some": "value"}', "some raw data"].flatMap((body) => {
      const shown = body || "{}";
      return [
        ["raw", body, shown],
        ["request", body, `Action=SendMessage&MessageBody=${shown}`],
        ["response", body, `Action=SendMessage&MessageBody=${shown}`],
        ["both", body, `Action=SendMessage&MessageBody=Action=SendMessage&MessageBody=${shown}`],
        ["member", body, ""],
      ] as const;
    }),
    ["urlEncode", "", "Body=%7B%7D&Member="],
    ["urlEncode", '{"some": "value"}', "Body=%7B%22some%22%3A+%22value%22%7D&Member="],
    ["urlEncode", "some raw data", "Body=some+raw+data&Member="],
    ["keys", { a: "1", b: "2" }, '{"a": "1","b": "2"}'],
  ];
  for (const [path, body, expected] of rendered) {
    const template = (paths[`/${path}` as "/path"].post as { "x-amazon-apigateway-integration": { requestTemplates: object } })[
      "x-amazon-apigateway-integration"
    ].requestTemplates;
    it(`${Object.values(template)} (/${path}) makes ${expected} of ${JSON.stringify(body)}`, async () => {
      expect((await api.post(`/${path}`, body)).text).to.equal(expected);
    });
  }

  it("$input.params finds a header as the client spelled it", async () => {
    expect((await api.post("/header", {}, { HeaderFoo: "x" })).text).to.equal("x");
  });

  for (const [m, expected] of [
    ["one", "first"],
    ["two", "second"],
    ["three", "other"],
  ]) {
    it(`$util.base64Decode and $util.parseJson read a path's parameter, and #if chooses by it: ${m}`, async () => {
      const message = Buffer.from(JSON.stringify({ m })).toString("base64");
      expect((await api.get(`/decoded/${message}`)).text).to.equal(expected);
    });
  }

  it("a mock takes its status from {statusCode: 200} without quotes, and answers nothing else", async () => {
    const { status, text } = await api.get("/unquoted/1");
    expect([status, text]).to.deep.equal([200, ""]);
  });

  for (const path of ["/override", "/overrideAlone"]) {
    it(`status and header overridden in a request template hold for the answer (${path})`, async () => {
      const { status, headers, text } = await api.get(path);
      expect([status, headers.get("foo")]).to.deep.equal([444, "bar"]);
      expect(text).to.equal(path === "/override" ? '{"status": "444", "foo": "bar"}' : "");
    });
  }
});
