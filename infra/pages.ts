// What people order with: the order page and the counter page, files in a bucket of their own that only the API reads.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { build, pages } from "./build";
import type { Identity } from "./identity";
import { privateBucket } from "./privateBucket";

/** Where the API finds them. */
export const pageKeys = { order: "index.html", counter: "counter.html", config: "config.json" } as const;

const types: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  json: "application/json",
};

/** Asked for anew each time, and answered 304 while it is the same. */
const fresh = "no-cache";
/** Another content has another name. */
const forever = "public, max-age=31536000, immutable";

export function pagesBucket({ userPool, client }: Identity): aws.s3.Bucket {
  // Whatever is in it is made anew from web/.
  const bucket = privateBucket("pages", { forceDestroy: true });
  const file = (
    name: string,
    key: string,
    cacheControl: string,
    args: Partial<aws.s3.BucketObjectv2Args>,
    after: pulumi.Resource[] = [],
  ) =>
    new aws.s3.BucketObjectv2(
      name,
      { bucket: bucket.bucket, key, contentType: types[name.split(".").at(-1) ?? ""] ?? "", cacheControl, ...args },
      { parent: bucket, dependsOn: after },
    );
  const { documents, assets } = build();
  const cognitoEndpoint = userPool.endpoint.apply((endpoint) => endpoint.split("/")[0] ?? "");
  const config = { cognitoEndpoint, userPoolId: userPool.id, userPoolClientId: client.id };
  const needed = [
    ...Object.entries(assets).map(([name, { key, text }]) => file(name, key, forever, { content: text })),
    file(pageKeys.config, pageKeys.config, fresh, { content: pulumi.jsonStringify(config) }),
  ];
  for (const page of pages) {
    const { html, scriptHashes } = documents[page];
    const metadata = { "content-security-policy": contentSecurityPolicy(scriptHashes, cognitoEndpoint) };
    // Last, so that whoever gets a new document finds what it refers to.
    file(pageKeys[page], pageKeys[page], fresh, { content: html, metadata }, needed);
  }
  return bucket;
}

function contentSecurityPolicy(scriptHashes: readonly string[], cognitoEndpoint: pulumi.Output<string>): pulumi.Output<string> {
  return cognitoEndpoint.apply((host) =>
    [
      "default-src 'none'",
      ["script-src 'self'", ...scriptHashes].join(" "),
      "style-src 'self'",
      "img-src data:",
      `connect-src 'self' ${host}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join("; "),
  );
}
