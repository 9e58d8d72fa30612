// The pages as a browser asks for them. Proves what is served and how, not what people see: the browser tests do that.
import { request } from "node:http";
import { expect } from "chai";
import { AwsError } from "../../local/aws/error";
import { openShop, type Shop } from "./shop";

describe("the pages", () => {
  let shop: Shop;
  before(async () => {
    shop = await openShop();
  });

  const get = (path: string, headers: Record<string, string> = {}) => fetch(shop.url + path, { headers });
  const assetsOf = async (path: string) => (await (await get(path)).text()).match(/assets\/[\w.-]+/g) ?? [];
  /** A path exactly as given, which fetch would tidy up. */
  const raw = (path: string, method = "GET") =>
    new Promise<{ status: number | undefined; type: string | undefined; text: string }>((resolve, reject) => {
      const { port, pathname } = new URL(shop.url);
      request({ port, path: pathname + path, method }, async (response) => {
        let text = "";
        for await (const chunk of response) text += chunk;
        resolve({ status: response.statusCode, type: response.headers["content-type"], text });
      })
        .on("error", reject)
        .end();
    });

  it("come as documents that refer to a script and a style sheet by their content's names", async () => {
    for (const path of ["", "counter"]) {
      const { status, headers } = await get(path);
      expect(status).to.equal(200);
      expect(headers.get("content-type")).to.equal("text/html; charset=utf-8");
      const page = path || "order";
      const assets = await assetsOf(path);
      expect(assets.map((asset) => asset.replace(/-\w+\./, "."))).to.have.members([`assets/${page}.css`, `assets/${page}.js`]);
      for (const asset of assets) {
        const answer = await get(asset);
        const type = asset.endsWith("js") ? "text/javascript; charset=utf-8" : "text/css; charset=utf-8";
        expect([answer.status, answer.headers.get("content-type")]).to.deep.equal([200, type]);
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

  it("may call the API and the user pool only, run no script but their own, and stand in nobody's frame", async () => {
    for (const path of ["", "counter"]) {
      const { headers } = await get(path);
      const policy = headers.get("content-security-policy")?.split("; ");
      expect(policy).to.include.members([
        "default-src 'none'",
        `connect-src 'self' ${new URL(shop.output("awsEndpoint")).host}`,
        "frame-ancestors 'none'",
      ]);
      expect(policy?.join()).to.not.match(/unsafe|\*/);
      expect(headers.get("x-content-type-options")).to.equal("nosniff");
      expect(headers.get("referrer-policy")).to.equal("no-referrer");
    }
  });

  it("are kept by browsers: scripts and style sheets for good, the rest until it changes", async () => {
    const [asset = ""] = await assetsOf("");
    for (const path of ["", "counter", "config.json", asset]) {
      const { headers } = await get(path);
      const caching = path === asset ? "public, max-age=31536000, immutable" : "no-cache";
      expect(headers.get("cache-control"), path).to.equal(caching);
      const etag = headers.get("etag") ?? "";
      const again = await get(path, { "If-None-Match": etag });
      expect([again.status, await again.text(), again.headers.get("etag")], path).to.deep.equal([304, "", etag]);
      expect((await get(path, { "if-none-match": '"another"' })).status, path).to.equal(200);
    }
  });

  it("come compressed to whoever takes that, and caches are told so", async () => {
    const script = (await assetsOf("")).find((asset) => asset.endsWith(".js")) ?? "";
    const asked = async (encoding: string) => {
      const { headers } = await get(script, { "accept-encoding": encoding });
      expect(headers.get("vary")).to.equal("Accept-Encoding");
      return [headers.get("content-encoding"), Number(headers.get("content-length"))] as const;
    };
    const [coding, size] = await asked("gzip, deflate, br, zstd");
    const [none, whole] = await asked("identity");
    expect([coding, none]).to.deep.equal(["gzip", null]);
    expect(size).to.be.below(whole / 2);
  });

  it("are there with a slash too few or too many, for a script within to put right", async () => {
    const bare = await fetch(shop.url.replace(/\/$/, ""));
    expect(await bare.text()).to.equal(await (await get("")).text());
    expect(await (await get("counter/")).text()).to.equal(await (await get("counter")).text());
  });

  for (const path of [
    ...["assets", "assets/", "assets/order.js", "assets/a/b.js", "assets/.", "assets/%00", `assets/${"x".repeat(2000)}`],
    // API Gateway decodes them before it asks S3, so they may reach for another file, bucket or operation.
    ...[
      "assets/..%2findex.html",
      "assets/%2e%2e%2f%2e%2e%2findex.html",
      "assets/..%5cindex.html",
      "assets/%3Facl",
      "assets/x%23",
    ],
  ]) {
    it(`GET ${path.slice(0, 40)} is not there`, async () => {
      const { status, type, text } = await raw(path);
      expect([status, type, JSON.parse(text).error], text).to.deep.equal([404, "application/json", "NotFound"]);
    });
  }

  it("give no invoice away: the API reads no other bucket", async () => {
    const anna = await shop.customer();
    const { body: order } = await shop.order(anna);
    const path = `..%2f..%2f${shop.output("bucketName")}%2f${encodeURIComponent(order.invoice)}`;
    for (const way of [`assets/${path}`, `assets/..%2f${path}`, path]) expect((await raw(way)).status, way).to.equal(404);
  });

  it("are only read: HEAD and POST are no more there than on any other route", async () => {
    for (const path of ["", "counter", "config.json", ...(await assetsOf(""))]) {
      for (const method of ["HEAD", "POST"]) expect((await raw(path, method)).status, `${method} ${path}`).to.equal(404);
    }
    expect((await raw("menu", "HEAD")).status).to.equal(404);
  });

  it("are refused with a plain error while S3 fails, and that is not kept", async () => {
    const { calls } = shop.running.cloud;
    const unavailable = new AwsError("ServiceUnavailable", "Please reduce your request rate.", 503);
    const [asset = ""] = await assetsOf("");
    calls.fault = ({ action }) => (action === "s3:GetObject" ? { when: "before", error: unavailable } : undefined);
    try {
      for (const path of ["", "config.json", asset]) {
        const { status, headers, body } = await shop.ask(path);
        expect([status, body.error, headers.get("cache-control")], path).to.deep.equal([500, "InternalError", "no-store"]);
      }
    } finally {
      calls.fault = () => undefined;
    }
  });
});
