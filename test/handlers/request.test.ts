// What of a request is understood. Proves the last door; the API's tests go through the first.
import { expect } from "chai";
import { parseKey, parseOrder } from "../../handlers/request";

const details = { coffeetype: "Latte", coffeesize: "Large", quantity: 2 };
const order = { vendorid: "a", city: "Sydney", details };
const parse = (changes: object) => parseOrder({ order: { ...order, ...changes } }, "me");

describe("an order request", () => {
  it("is taken in the field names of the original system", () => {
    const request = parse({ accountid: "me", orderdate: "2019-12-01T10:00:00Z", eventtype: "new_order" });
    expect(request).to.deep.equal({
      vendorid: "a",
      city: "Sydney",
      coffeetype: "Latte",
      coffeesize: "Large",
      quantity: 2,
      unitprice: undefined,
    });
  });

  it("may name no account but the caller's own", () => {
    expect(() => parse({ accountid: "you" }))
      .to.throw()
      .with.property("name", "Forbidden");
  });

  for (const quantity of [0, -1, 1.5, 21, 1e308]) {
    it(`can't be for ${quantity} cups`, () => {
      expect(() => parse({ details: { ...details, quantity } }))
        .to.throw("from 1 to 20")
        .with.property("name", "InvalidOrder");
    });
  }

  const wrong: [string, unknown][] = [
    ["no body", undefined],
    ["null", null],
    ["a list", []],
    ["a text", "order"],
    ["no order", {}],
    ["a field beside the order", { order, tip: 1 }],
    ["an unknown field in the order", { order: { ...order, tip: 1 } }],
    ["an unknown field in the details", { order: { ...order, details: { ...details, milk: "oat" } } }],
    ["__proto__ as a field", JSON.parse('{"order":{"__proto__":{"vendorid":"a"},"city":"Sydney","details":{}}}')],
    ["a quantity as text", { order: { ...order, details: { ...details, quantity: "2" } } }],
    ["no vendor", { order: { city: "Sydney", details } }],
    ["an empty city", { order: { ...order, city: "" } }],
    ["a city of 201 characters", { order: { ...order, city: "x".repeat(201) } }],
    ["a line break in the city", { order: { ...order, city: "Syd\nney" } }],
    ["an order date that is no text", { order: { ...order, orderdate: 7 } }],
  ];
  for (const [what, body] of wrong) {
    it(`is refused with ${what}`, () => {
      expect(() => parseOrder(body, "me"))
        .to.throw()
        .with.property("name", "BadRequest");
    });
  }

  it("echoes no more than 60 characters of what it refuses", () => {
    expect(() => parse({ city: "x".repeat(3000) }))
      .to.throw()
      .with.property("message")
      .with.lengthOf.below(200);
  });
});

describe("an Idempotency-Key", () => {
  it("is a UUID in either case, or absent", () => {
    expect(parseKey("0B7E4D52-6F5C-4C1E-9D4B-1A2B3C4D5E6F")).to.equal("0b7e4d52-6f5c-4c1e-9d4b-1a2b3c4d5e6f");
    expect(parseKey(null)).to.equal(undefined);
  });

  for (const key of ["", "1", "0b7e4d52-6f5c-4c1e-9d4b-1a2b3c4d5e6f ", "../../x", {}, undefined]) {
    it(`is not ${JSON.stringify(key)}`, () => {
      expect(() => parseKey(key))
        .to.throw("is no UUID")
        .with.property("name", "BadRequest");
    });
  }
});
