// `npm start` over the data of an earlier start of another program: what AWS would take away is gone, what it holds data in stays.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { stringify } from "yaml";
import { ready, start } from "./process";
import { projectWith } from "./project";

describe("a program that changed", function () {
  this.timeout(60_000);

  it("has its files replaced and removed, and its buckets kept", async () => {
    const dir = projectWith();
    writeFileSync(join(dir, "Pulumi.yaml"), "name: changed\nruntime: nodejs\n");
    writeFileSync(join(dir, "Pulumi.dev.yaml"), stringify({ config: { "aws:region": "ap-southeast-2" } }));
    const before = await filesOf(dir, { old: ["old.txt", "1"], page: ["page-1.txt", "1"], name: ["name.txt", "1"] });
    expect(before.files).to.deep.equal({ "old.txt": "1", "page-1.txt": "1", "name.txt": "1" });
    const after = await filesOf(dir, { page: ["page-2.txt", "2"], renamed: ["name.txt", "2"] }, { other: false });
    expect(after.files).to.deep.equal({ "page-2.txt": "2", "name.txt": "2" });
    expect(after.text).to.contain("aws:s3/bucket:Bucket other is not in the program any more; its data stays");
    expect(after.text).to.not.contain("BucketObjectv2 old is not");
  });
});

/** Runs a program of such objects, by their names in it, and finds what is in their bucket. */
async function filesOf(dir: string, objects: Record<string, [key: string, content: string]>, { other = true } = {}) {
  const source = [
    `import * as aws from "@pulumi/aws";`,
    `const { bucket } = new aws.s3.Bucket("files");`,
    other ? `new aws.s3.Bucket("other");` : "",
    ...Object.entries(objects).map(
      ([name, [key, content]]) => `new aws.s3.BucketObjectv2("${name}", { bucket, key: "${key}", content: "${content}" });`,
    ),
    "export const name = bucket;",
  ];
  writeFileSync(join(dir, "index.ts"), source.join("\n"));
  const run = start(dir);
  try {
    const { name: Bucket, awsEndpoint = "", awsRegion = "", awsAccessKeyId = "", awsSecretAccessKey = "" } = await ready(run);
    const credentials = { accessKeyId: awsAccessKeyId, secretAccessKey: awsSecretAccessKey };
    const s3 = new S3Client({ endpoint: awsEndpoint, region: awsRegion, credentials, forcePathStyle: true });
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
    const files: Record<string, string | undefined> = {};
    for (const { Key = "" } of Contents) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      files[Key] = await Body?.transformToString();
    }
    return { files, text: run.text() };
  } finally {
    run.child.kill("SIGTERM");
    await run.ended;
  }
}
