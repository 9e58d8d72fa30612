// What mapping templates made of requests and answers on AWS.
import { expect } from "chai";
import { echo, mock, operation, role, type Served, serve, states, statesUri } from "../apigateway.fixture";

const services = { states: echo };
const looked = '$drink/$drink.size#if($drink == $null), null#end#if($drink == ""), empty#end';
const form = "order=$input.body";
const both = (request: string, response: string) =>
  operation({
    ...{ type: "aws", uri: statesUri, httpMethod: "POST", credentials: role },
    requestTemplates: { "application/json": request },
    responses: { default: { statusCode: "200", responseTemplates: { "application/json": response } } },
  });
const mocked = (request: string, responses: object = { default: { statusCode: "200" } }, more: object = {}) =>
  operation({ type: "mock", requestTemplates: { "application/json": request }, responses }, { ...more });
const whole = "#set($order = $input.body)$order";
const override =
  '#set($context.responseOverride.status = 418)#set($context.responseOverride.header.Kind = "tea"){"statusCode": 200}';
const overridden = "$context.responseOverride.status $context.responseOverride.header.Kind";
const drink = '#set($drink = $input.path("$.drink"))';
const message = '#set($size = $util.parseJson($util.base64Decode($input.params("order"))).size)';

const paths = {
  "/drink": { post: states(`${drink}$drink`) },
  "/size": { post: states(`${drink}$drink.size`) },
  "/first": { post: states(`${drink}$drink[0]`) },
  "/toString": { post: states(`${drink}$drink.toString()`) },
  "/looked": { post: states(`${drink}${looked}`) },
  "/whole": { post: both(whole, whole) },
  "/in": { post: both(form, whole) },
  "/out": { post: both(whole, form) },
  "/both": { post: both(form, form) },
  "/member": { post: states("#set($order = $input.body.size)$order") },
  "/urlEncode": { post: states("order=$util.urlEncode($input.body)&size=$util.urlEncode($input.body.size)") },
  "/header": { post: states("$input.params('X-Till')") },
  "/decoded/{order}": { get: mock(`${message}#if($size == "S")small#elseif($size == "L")large#{else}any#end`) },
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
    ["drink", { drink: { size: "L" } }, "{size=L}"],
    ["drink", { drink: [{ size: "L" }] }, '[{"size":"L"}]'],
    ["drink", { drink: { milks: [{ kind: "oat" }] } }, '{milks=[{"kind":"oat"}]}'],
    ["drink", { drink: { size: "L", milk: "oat", sugar: "no" } }, "{size=L, milk=oat, sugar=no}"],
    ["size", { drink: { size: { ml: "400" } } }, "{ml=400}"],
    ["size", { drink: { size: [{ ml: "400" }] } }, '[{"ml":"400"}]'],
    ["first", { drink: [{ size: "L" }] }, "{size=L}"],
    ["first", { drink: [[{ size: "L" }]] }, '[{"size":"L"}]'],
    ["toString", { drink: { size: "L" } }, "{size=L}"],
    ["toString", { drink: { milks: [{ kind: "oat" }] } }, '{milks=[{"kind":"oat"}]}'],
    ["looked", "", "/, null, empty"],
    ["looked", { drink: null }, "/, null, empty"],
    ["looked", { drink: [] }, "[]/"],
    ...["", '{"size": "L"}', "a large latte"].flatMap((body) => {
      const shown = body || "{}";
      return [
        ["whole", body, shown],
        ["in", body, `order=${shown}`],
        ["out", body, `order=${shown}`],
        ["both", body, `order=order=${shown}`],
        ["member", body, ""],
      ] as const;
    }),
    ["urlEncode", "", "order=%7B%7D&size="],
    ["urlEncode", '{"size": "L"}', "order=%7B%22size%22%3A+%22L%22%7D&size="],
    ["urlEncode", "a large latte", "order=a+large+latte&size="],
  ];
  for (const [path, body, expected] of rendered) {
    const template = (paths[`/${path}` as "/drink"].post as { "x-amazon-apigateway-integration": { requestTemplates: object } })[
      "x-amazon-apigateway-integration"
    ].requestTemplates;
    it(`${Object.values(template)} (/${path}) makes ${expected} of ${JSON.stringify(body)}`, async () => {
      expect((await api.post(`/${path}`, body)).text).to.equal(expected);
    });
  }

  it("$input.params finds a header as the client spelled it", async () => {
    expect((await api.post("/header", {}, { "X-Till": "x" })).text).to.equal("x");
  });

  for (const [size, expected] of [
    ["S", "small"],
    ["L", "large"],
    ["M", "any"],
  ]) {
    it(`$util.base64Decode and $util.parseJson read a path's parameter, and #if chooses by it: ${size}`, async () => {
      const order = Buffer.from(JSON.stringify({ size })).toString("base64");
      expect((await api.get(`/decoded/${order}`)).text).to.equal(expected);
    });
  }

  it("a mock takes its status from {statusCode: 200} without quotes, and answers nothing else", async () => {
    const { status, text } = await api.get("/unquoted/1");
    expect([status, text]).to.deep.equal([200, ""]);
  });

  for (const path of ["/override", "/overrideAlone"]) {
    it(`status and header overridden in a request template hold for the answer (${path})`, async () => {
      const { status, headers, text } = await api.get(path);
      expect([status, headers.get("kind")]).to.deep.equal([418, "tea"]);
      expect(text).to.equal(path === "/override" ? "418 tea" : "");
    });
  }
});
