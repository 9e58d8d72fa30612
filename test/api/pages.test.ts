// The pages as a browser asks for them. Proves what is served and how, not what people see: the browser tests do that.
import { expect } from "chai";
import { openShop, type Shop } from "./shop";

describe("the pages", () => {
  let shop: Shop;
  before(async () => {
    shop = await openShop();
  });

  const get = (path: string, headers: Record<string, string> = {}) => fetch(shop.url + path, { headers });

  it("come as documents that refer to a script and a style sheet by their content's names", async () => {
    for (const path of ["", "counter"]) {
      const response = await get(path);
      expect(response.status).to.equal(200);
      expect(response.headers.get("content-type")).to.equal("text/html; charset=utf-8");
      const files = (await response.text()).match(/assets\/[\w.-]+/g) ?? [];
      expect(files.map((file) => file.replace(/-\w+\./, "."))).to.have.members([
        `assets/${path || "order"}.css`,
        `assets/${path || "order"}.js`,
      ]);
      for (const file of files) {
        const { status, headers } = await get(file);
        expect(status).to.equal(200);
        expect(headers.get("content-type")).to.equal(
          file.endsWith("js") ? "text/javascript; charset=utf-8" : "text/css; charset=utf-8",
        );
      }
    }
  });

  it("learn from the program where to sign in", async () => {
    const { status, body } = await shop.ask("config.json");
    expect(status).to.equal(200);
    expect(body).to.deep.equal({
      cognitoEndpoint: new URL(shop.output("awsEndpoint")).host,
      userPoolId: shop.output("userPoolId"),
      userPoolClientId: shop.output("userPoolClientId"),
    });
  });
});
