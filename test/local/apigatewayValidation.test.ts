// What the REST API lets in: required parameters and bodies against their schemas.
import { expect } from "chai";
import { forEachTest, mock } from "./apigateway.fixture";

describe("API Gateway on the laptop validates", () => {
  const { api, up } = forEachTest();

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
    const missing = await api.post("/v/1", "nonsense");
    const message = "Missing required request parameters: [X-Key, vendorid]";
    expect([missing?.status, missing?.json()]).to.deep.equal([400, { message }]);
    expect((await api.post("/v/1?vendorid=&vendorid=%20", {}, { "X-Key": "1" })).json().message).to.contain("[vendorid]");
    expect((await api.post("/v/1?vendorid=99&limit=x", { details: { quantity: 1 } }, { "X-Key": "1" })).text).to.equal("fine");
  });

  it("the body against its schema, $ref and oneOf included; additionalProperties it leaves to others", async () => {
    await up(paths, all);
    const statusOf = async (body: object | string) => (await api.post("/b", body)).status;
    for (const body of ["", "{}", "[]", "null", '{"details":', { details: { quantity: 0 } }, { details: { quantity: "1" } }]) {
      expect(await statusOf(body), JSON.stringify(body)).to.equal(400);
    }
    expect(await statusOf({ details: { quantity: 1 }, note: "yes" })).to.equal(400);
    expect(await statusOf({ details: { quantity: 20, x: 1 }, note: "no", unknown: 1 })).to.equal(200);
    expect((await api.post("/b", "{}")).json()).to.deep.equal({ message: "Invalid request body" });
  });

  it("what the operation's own validator says", async () => {
    await up(paths, all);
    expect((await api.post("/p", "{}")).text).to.equal("fine");
  });
});
