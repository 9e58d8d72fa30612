// What people order with: the order page and the counter page, files in a bucket of their own that only the API reads.
import { extname } from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Identity } from "./identity";
import { assetNames, pageFiles, pages, sha256 } from "./pageFiles";
import { privateBucket } from "./privateBucket";

/** Where the API finds them. */
export const pageKeys = { order: "index.html", counter: "counter.html", config: "config.json" } as const;

const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
};

/** Asked for again each time, and answered 304 while it is the same. */
const fresh = { cacheControl: "no-cache" };
/** Another content has another name. */
const forever = { cacheControl: "public, max-age=31536000, immutable" };

export function pagesBucket({ userPool, client }: Identity): aws.s3.Bucket {
  // Nothing is lost with it: all of it is made from web/ and what the program knows.
  const bucket = privateBucket("pages", { forceDestroy: true });
  const file = (name: string, args: Omit<aws.s3.BucketObjectv2Args, "bucket">, dependsOn: pulumi.Resource[] = []) =>
    new aws.s3.BucketObjectv2(
      name,
      { bucket: bucket.bucket, key: name, contentType: contentTypes[extname(name)], ...args },
      { parent: bucket, dependsOn },
    );
  // Made while the rest of the program goes on.
  const { documents, assets } = pulumi.output(pageFiles());
  const cognitoEndpoint = userPool.endpoint.apply((endpoint) => endpoint.replace(/\/.*/, ""));
  const config = { cognitoEndpoint, userPoolId: userPool.id, userPoolClientId: client.id };
  const needed = [
    ...assetNames.map((name) => file(name, { key: assets[name].key, content: assets[name].content, ...forever })),
    file(pageKeys.config, { content: pulumi.jsonStringify(config), ...fresh }),
  ];
  for (const page of pages) {
    const { html, scriptHashes } = documents[page];
    const policy = pulumi.all([scriptHashes, cognitoEndpoint]).apply(([hashes, host]) => contentSecurityPolicy(hashes, host));
    const content = pulumi.all([html, cognitoEndpoint, policy]).apply(([text, host, csp]) => completed(text, host, csp));
    // Last, so that whoever gets a new document finds what it refers to.
    file(pageKeys[page], { content, metadata: { "content-security-policy": policy }, ...fresh }, needed);
  }
  return bucket;
}

/** Who comes back signs in again at once. And a 304 leaves the browser its old policy, so another policy is another text. */
function completed(html: string, host: string, policy: string): string {
  const additions = `<link rel="preconnect" href="//${host}" crossorigin><meta name="policy" content="${sha256(policy, "hex")}">`;
  return html.replace("</head>", `${additions}</head>`);
}

function contentSecurityPolicy(scriptHashes: readonly string[], cognitoEndpoint: string): string {
  return [
    "default-src 'none'",
    ["script-src 'self'", ...scriptHashes].join(" "),
    "style-src 'self'",
    "img-src data:",
    `connect-src 'self' ${cognitoEndpoint}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}
