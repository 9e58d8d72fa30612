// Where the pages lie is not theirs to know: below a stage's name, with a slash too few or too many, everything is found.
import { expect } from "chai";
import { openShop, type Shop } from "../api/shop";
import { closesWindows, openWindow } from "./windows";

describe("a page", () => {
  let shop: Shop;
  before(async () => {
    shop = await openShop();
  });
  closesWindows();

  for (const [what, path, asked] of [
    ["the stage without its slash", "", "?from=train#menu"],
    ["the counter with a slash", "counter", "/?from=train#queue"],
  ] as const) {
    it(`asked for as ${what} comes to its own address, and finds all it needs there`, async () => {
      const window = await openWindow(shop.url.replace(/\/$/, path && `/${path}`) + asked);
      const own = shop.url + path + asked.replace("/", "");
      await window.page.waitForURL(own);
      await window.page.locator("header").waitFor();
      // Until then the browser looked ahead, and in the wrong place.
      const since = window.asked.slice(window.asked.indexOf(own.replace(/#.*/, "")));
      const elsewhere = since.filter((url) => ![shop.url, shop.output("awsEndpoint")].some((base) => url.startsWith(base)));
      expect([since.length > 3, elsewhere], since.join("\n")).to.deep.equal([true, []]);
    });
  }
});
