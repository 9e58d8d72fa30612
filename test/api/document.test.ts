// What the API promises: a document others' tools can read, and answers that keep to it. Each test's answers are held against it in shop.ts.
import { Validator } from "@seriousme/openapi-schema-validator";
import { expect } from "chai";
import { openShop, type Shop } from "./shop";

describe("the API's document", () => {
  let shop: Shop;
  before(async () => {
    shop = await openShop();
  });

  it("is valid OpenAPI 3.0", async () => {
    const { body } = await shop.ask("openapi.json");
    const { valid, errors } = await new Validator().validate(body);
    expect(valid, JSON.stringify(errors)).to.equal(true);
    expect(body.openapi).to.match(/^3\.0\./);
  });

  it("refers to nothing that isn't in it, and says of each operation who may call it and what it answers", async () => {
    const { body } = await shop.ask("openapi.json");
    for (const [, name] of JSON.stringify(body).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      expect(body.components.schemas).to.have.property(name ?? "");
    }
    for (const [path, methods] of Object.entries<Record<string, { security: unknown; responses: object }>>(body.paths)) {
      for (const [method, { security, responses }] of Object.entries(methods)) {
        expect(security, `${method} ${path}`).to.be.an("array");
        expect(Object.keys(responses), `${method} ${path}`).to.include.members(["400", "429", "500"]);
      }
    }
  });

  it("says so of a GET too that it may come with a body of a type, or a size, that isn't taken", async () => {
    for (const path of ["menu", "openapi.json", "config.json"]) {
      const { status, body } = await shop.ask(path, { headers: { "content-type": "text/plain" } });
      expect([status, body.error], path).to.deep.equal([415, "UnsupportedMediaType"]);
    }
  });

  it("is what answers are held against: another status, type or shape is noticed", async () => {
    const { promised } = shop;
    const [menu, json] = ["/v1/menu", "application/json"];
    const answered = (await shop.ask("menu")).body;
    expect(promised.seen).to.be.greaterThan(0);
    expect(promised.fault("GET", menu, 200, json, JSON.stringify(answered))).to.equal(undefined);
    expect(promised.fault("GET", menu, 201, json, JSON.stringify(answered))).to.contain("the document promises 200, 400");
    expect(promised.fault("GET", menu, 200, "text/html", JSON.stringify(answered))).to.contain(
      "the document promises application/json",
    );
    expect(promised.fault("GET", menu, 200, json, JSON.stringify({ ...answered, secret: 1 }))).to.contain(
      "additional properties",
    );
    expect(promised.fault("GET", menu, 200, json, "{")).to.contain("must be object");
    expect(promised.fault("GET", "/v1/nowhere", 403, json, '{"message":"Missing Authentication Token"}')).to.contain(
      "promises 404",
    );
  });
});
