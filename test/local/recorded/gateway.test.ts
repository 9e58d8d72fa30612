// What a REST API on AWS let through, and where it sent it.
import { expect } from "chai";
import { mock, operation, role, type Served, serve, statesUri } from "../apigateway.fixture";

type Headers = Readonly<Record<string, string>>;

const validators = {
  "x-amazon-apigateway-request-validators": { all: { validateRequestParameters: true, validateRequestBody: true } },
  "x-amazon-apigateway-request-validator": "all",
  components: {
    schemas: {
      Line: { type: "object", required: ["cups", "cents"], properties: { cups: { type: "number" }, cents: { type: "number" } } },
      Bill: { type: "array", items: { $ref: "#/components/schemas/Line" } },
      Gift: {
        type: "object",
        required: ["gift"],
        properties: { gift: { oneOf: [{ type: "null" }, { $ref: "#/components/schemas/Line" }] } },
      },
    },
  },
};
const bodyOf = (model: string) => ({
  requestBody: { content: { "application/json": { schema: { $ref: `#/components/schemas/${model}` } } } },
});
const parameter = (where: string, name: string) => ({ in: where, name, required: true });
const parameters = [parameter("query", "vendorid"), parameter("path", "shop"), parameter("header", "x-till")];

describe("Recorded on AWS: REST APIs", () => {
  let status = 200;
  let api: Served;
  const services = {
    states: ({ body }: { body: Buffer }) => ({ status, body: body.toString() }),
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
    api = await serve(
      {
        "/till/{id}": {
          get: mock("fine", {
            parameters: parameters.map((p) => (p.in === "path" ? parameter("path", "id") : p)),
            ...bodyOf("Line"),
          }),
          post: mock("fine", { parameters, ...bodyOf("Line") }),
        },
        "/bill": { post: mock("fine", bodyOf("Bill")) },
        "/gift": { post: mock("fine", bodyOf("Gift")) },
        "/menu": { get: mock("menu"), post: mock("post") },
        "/menu/today": { get: mock("today") },
        "/{rest+}": { get: mock("rest"), options: mock("options") },
        "/status": { post: operation({ ...found, responses: one }, { responses: { 200: {}, 400: {} } }) },
      },
      validators,
      { services },
    );
  });
  after(() => api.close());

  describe("validators", () => {
    const valid = { "x-till": "1" };
    const refused = async (path: string, body: string | object, headers: Headers = {}) => {
      const answer = await api.post(path, body, headers);
      return [answer.status, answer.json().message];
    };

    it("name every required parameter that is missing: headers, then the path's, then the query's", async () => {
      const message = "Missing required request parameters: [x-till, shop, vendorid]";
      expect(await refused("/till/1", { tea: 1 })).to.deep.equal([400, message]);
    });

    for (const [what, path, headers] of [
      ["[x-till]", "/till/1?vendorid=v", {}],
      ["[vendorid]", "/till/1", valid],
    ] as const) {
      it(`name only what is missing: ${what}`, async () => {
        const answer = await api.get(path, { headers });
        expect([answer.status, answer.json()]).to.deep.equal([400, { message: `Missing required request parameters: ${what}` }]);
      });
    }

    it("turn a GET without the body it needs away, whatever its content type", async () => {
      for (const headers of [valid, { ...valid, "content-type": "application/json" }]) {
        const answer = await api.get("/till/1?vendorid=v", { headers });
        expect([answer.status, answer.json()]).to.deep.equal([400, { message: "Invalid request body" }]);
      }
    });

    for (const [path, body, passes] of [
      ["/bill", [{ cups: 1, cents: 450 }], true],
      ["/bill", "", false],
      ["/gift", { gift: null }, true],
      ["/gift", { gift: { cups: 1, cents: 0 } }, true],
      ["/gift", "", false],
      ["/gift", { tea: 1 }, false],
    ] as const) {
      it(`follow $ref and oneOf: ${JSON.stringify(body)} at ${path} ${passes ? "passes" : "is turned away"}`, async () => {
        if (passes) expect((await api.post(path, body)).text).to.equal("fine");
        else expect(await refused(path, body)).to.deep.equal([400, "Invalid request body"]);
      });
    }
  });

  describe("routing", () => {
    for (const [method, path, expected] of [
      ["GET", "/menu", "menu"],
      ["POST", "/menu", "post"],
      ["OPTIONS", "/menu", "options"],
      ["GET", "/menu/today", "today"],
      ["OPTIONS", "/menu/today", "options"],
      ["GET", "/menu/yesterday", "rest"],
    ] as const) {
      it(`${method} ${path} goes to ${expected}`, async () => {
        expect((await api.get(path, { method })).text).to.equal(expected);
      });
    }

    for (const [method, path] of [
      ["PUT", "/anything"],
      ["POST", "/menu/today"],
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
});
