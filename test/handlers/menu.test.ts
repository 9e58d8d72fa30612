// What an order costs and what can't be ordered. Proves the rule, not that the API asks it.
import { expect } from "chai";
import { type Choice, type Menu, price } from "../../handlers/menu";

const menu: Menu = {
  currency: "AUD",
  vendors: [
    { vendorid: "a", name: "A", city: "Sydney" },
    { vendorid: "b", name: "B", city: "Perth" },
  ],
  coffeetypes: ["Latte", "Long Black"],
  coffeesizes: [
    { name: "Small", unitprice: 350 },
    { name: "Large", unitprice: 450 },
  ],
};
const latte: Choice = { vendorid: "a", city: "Sydney", coffeetype: "Latte", coffeesize: "Large" };

describe("the menu", () => {
  it("prices a cup by its size, in cents", () => {
    expect(price(menu, latte)).to.deep.equal({ vendor: menu.vendors[0], unitprice: 450 });
  });

  it("takes the price a customer saw if it is still the price", () => {
    expect(price(menu, { ...latte, unitprice: 450 }).unitprice).to.equal(450);
  });

  it("refuses another price than the menu's, saying both", () => {
    expect(() => price(menu, { ...latte, unitprice: 400 }))
      .to.throw(/now costs 450 cents, not 400/)
      .with.property("name", "PriceChanged");
  });

  for (const [field, value] of [
    ["vendorid", "c"],
    ["city", "Perth"],
    ["coffeetype", "Mocha"],
    ["coffeesize", "Huge"],
    ["coffeetype", "constructor"],
    ["vendorid", "__proto__"],
  ] as const) {
    it(`refuses the ${field} '${value}', naming what there is`, () => {
      expect(() => price(menu, { ...latte, [field]: value }))
        .to.throw(`${field} "${value}" is not on the menu: choose one of `)
        .with.property("name", "InvalidOrder");
    });
  }
});
