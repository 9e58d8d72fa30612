// What of the pages the program gives to AWS: each file, who may read it, and what a browser is told it may do.
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { type Asked, evaluateStack } from "./evaluate";

describe("the pages' files", () => {
  let files: Asked[];
  let documents: Asked[];
  let resources: Asked[];
  before(function () {
    this.timeout(60_000);
    ({ resources } = evaluateStack("dev"));
    files = resources.filter(({ type }) => type === "aws:s3/bucketObjectv2:BucketObjectv2");
    documents = files.filter(({ inputs }) => inputs.key.endsWith(".html"));
  });
  const scriptsOf = ({ inputs }: Asked) => [...inputs.content.matchAll(/<script>(.*?)<\/script>/gs)].map(([, script]) => script);

  it("are few, in a bucket of their own, each with its type", () => {
    expect(files.map(({ inputs }) => inputs.bucket)).to.deep.equal(files.map(() => "pages"));
    expect(Object.fromEntries(files.map(({ name, inputs }) => [name, inputs.contentType]))).to.deep.equal({
      "order.js": "text/javascript; charset=utf-8",
      "order.css": "text/css; charset=utf-8",
      "counter.js": "text/javascript; charset=utf-8",
      "counter.css": "text/css; charset=utf-8",
      "config.json": "application/json",
      "index.html": "text/html; charset=utf-8",
      "counter.html": "text/html; charset=utf-8",
    });
  });

  it("weigh less than 60 KB all together, as they are sent", () => {
    const sizes = files.map(({ inputs }) => gzipSync(inputs.content).length);
    expect(sizes.reduce((sum, size) => sum + size)).to.be.below(60_000);
  });

  it("are kept for good if they are named by their content, and asked for again if not", () => {
    for (const { name, inputs } of files) {
      const hashed = /^assets\/\w+-[0-9a-f]{16}\.(js|css)$/.test(inputs.key);
      expect(hashed, name).to.equal(/\.(js|css)$/.test(name));
      expect(inputs.cacheControl, name).to.equal(hashed ? "public, max-age=31536000, immutable" : "no-cache");
    }
  });

  it("may run and load what is theirs, call the API and the user pool, and nothing else", () => {
    for (const document of documents) {
      const hashes = scriptsOf(document).map((script) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`);
      expect(document.inputs.metadata["content-security-policy"].split("; ")).to.deep.equal([
        "default-src 'none'",
        ["script-src 'self'", ...hashes].join(" "),
        "style-src 'self'",
        "img-src data:",
        "connect-src 'self' cognito-idp.ap-southeast-2.amazonaws.com",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
      ]);
      expect(document.inputs.content).to.not.match(/\sstyle=|\son\w+=|<style|javascript:/);
    }
  });

  it("are another text if their policy is another: an ETag that stays leaves browsers the old one", () => {
    for (const { inputs } of documents) {
      const digest = createHash("sha256").update(inputs.metadata["content-security-policy"]).digest("hex");
      expect(inputs.content).to.contain(digest);
    }
  });

  it("refer to each other by relative urls: they lie below a stage's name", () => {
    for (const { inputs } of documents) {
      const urls = [...inputs.content.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, url]) => url);
      expect(urls).to.include.members(
        files.map((file) => file.inputs.key).filter((key) => key.includes(inputs.key === "index.html" ? "/order-" : "/counter-")),
      );
      for (const url of urls.filter((url) => !url.startsWith("//cognito-idp."))) expect(url).to.match(/^(data:|[\w.-]+(\/|$))/);
    }
  });

  it("are there before the document that refers to them", () => {
    const urn = (name: string) => new RegExp(`BucketObjectv2::${name.replace(".", "\\.")}$`);
    for (const { dependencies } of documents) {
      for (const { name } of files) {
        const needed = !name.endsWith(".html");
        expect(
          dependencies.some((dependency) => urn(name).test(dependency)),
          name,
        ).to.equal(needed);
      }
    }
  });

  it("can change without another deployment of the API", () => {
    const { body } = resources.find(({ type }) => type.endsWith(":RestApi"))?.inputs ?? {};
    expect(body).to.contain(":s3:path/pages/assets/{file}");
    for (const { inputs } of files) expect(body).to.not.contain(inputs.key.split("-")[1] ?? inputs.content);
  });
});
