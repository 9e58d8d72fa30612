// S3 under the real SDK through the real endpoint, and under requests the SDK would not send; durability by opening the same folder again.
import { appendFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { Sha256 } from "@aws-crypto/sha256-js";
import * as sdk from "@aws-sdk/client-s3";
import { SignatureV4 } from "@smithy/signature-v4";
import { expect } from "chai";
import { Calls } from "../../local/aws/calls";
import { awsEndpoint } from "../../local/aws/endpoint";
import type { Cloud } from "../../local/cloud";
import { type Credentials, Iam } from "../../local/iam/iam";
import { parsePolicy } from "../../local/iam/policy";
import type { Version } from "../../local/s3/bucket";
import { s3Types } from "../../local/s3/resources";
import { S3 } from "../../local/s3/s3";
import { listen } from "../../local/server";

const trust = '{"Statement":{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}}';

describe("S3 on the laptop", () => {
  const dataDir = mkdtempSync(join(tmpdir(), "s3-"));
  const place = {
    partition: "aws",
    region: "ap-southeast-2",
    accountId: "123456789012",
    dataDir,
    awsUrl: "http://127.0.0.1:4566",
    apiUrl: "http://127.0.0.1:3000",
  };
  const iam = new Iam(place, Buffer.from("a secret"));
  const calls = new Calls((call) => iam.decide(call));
  const s3 = new S3(place, calls);
  let server: Server;
  let host: { hostname: string; port: number };
  let client: sdk.S3Client;
  let Bucket: string;
  let buckets = 0;

  const clientOf = (credentials: Credentials): sdk.S3Client =>
    new sdk.S3Client({ endpoint: `http://127.0.0.1:${host.port}`, region: place.region, credentials, maxAttempts: 1 });

  before(async () => {
    server = await listen(awsEndpoint(place, iam, { s3 }), 0, "the tests");
    host = { hostname: "127.0.0.1", port: (server.address() as AddressInfo).port };
    client = clientOf(iam.administrator.credentials);
  });
  beforeEach(() => {
    buckets += 1;
    Bucket = `bucket-${buckets}`;
    s3.createBucket(Bucket);
  });
  after(() => {
    server.closeAllConnections();
    server.close();
    rmSync(dataDir, { recursive: true });
  });

  const put = (Key: string, Body: string | Uint8Array | Readable, more: Partial<sdk.PutObjectCommandInput> = {}, by = client) =>
    by.send(new sdk.PutObjectCommand({ Bucket, Key, Body, ...more }));
  const get = (Key: string, more: Partial<sdk.GetObjectCommandInput> = {}, by = client) =>
    by.send(new sdk.GetObjectCommand({ Bucket, Key, ...more }));
  const head = (Key: string, more: Partial<sdk.HeadObjectCommandInput> = {}, by = client) =>
    by.send(new sdk.HeadObjectCommand({ Bucket, Key, ...more }));
  const remove = (Key: string, more: Partial<sdk.DeleteObjectCommandInput> = {}, by = client) =>
    by.send(new sdk.DeleteObjectCommand({ Bucket, Key, ...more }));
  const list = (more: Partial<sdk.ListObjectsV2CommandInput> = {}, by = client) =>
    by.send(new sdk.ListObjectsV2Command({ Bucket, ...more }));
  const text = async (Key: string, more: Partial<sdk.GetObjectCommandInput> = {}) =>
    (await get(Key, more)).Body?.transformToString();
  const failure = (sent: Promise<unknown>): Promise<sdk.S3ServiceException> =>
    sent.then(
      () => expect.fail("it was accepted"),
      (error: sdk.S3ServiceException) => error,
    );
  const refusal = async (sent: Promise<unknown>) => {
    const { name, $metadata } = await failure(sent);
    return `${$metadata.httpStatusCode} ${name}`;
  };
  const role = (name: string, actions: string[], resource = `arn:aws:s3:::${Bucket}*`): sdk.S3Client => {
    const arn = iam.createRole(name, trust);
    const Statement = { Effect: "Allow", Action: actions, Resource: resource };
    iam.putRolePolicy(name, "its-own", JSON.stringify({ Statement }));
    return clientOf(iam.credentialsOf(iam.assumeRole(arn, "lambda.amazonaws.com", "session")));
  };

  describe("an object", () => {
    it("comes back with its bytes, headers, metadata and ETag", async () => {
      const headers = {
        ContentType: "text/css",
        CacheControl: "no-store",
        ContentDisposition: "inline",
        ContentEncoding: "gzip",
      };
      const written = await put("page.css", "body {}", { ...headers, Metadata: { author: "Ada" } });
      const read = await get("page.css");
      expect(await read.Body?.transformToString()).to.equal("body {}");
      expect(read).to.include({ ...headers, ContentLength: 7, ETag: written.ETag });
      expect(read.Metadata).to.deep.equal({ author: "Ada" });
      expect(await head("page.css")).to.include({ ContentLength: 7, ContentType: "text/css", ETag: written.ETag });
    });

    it("has the MD5 of its bytes as ETag", async () => {
      expect((await put("empty", new Uint8Array())).ETag).to.equal('"d41d8cd98f00b204e9800998ecf8427e"');
    });

    it("can have any key of up to 1024 bytes", async () => {
      const keys = ["../../escape", "/", "a//b/./c", "ü + & < ?x=1#y %2F", "帽子🎩", "x".repeat(1024), "con", "A", "a"];
      for (const key of keys) await put(key, key);
      for (const key of keys) expect(await text(key)).to.equal(key);
      expect((await list()).Contents?.map(({ Key }) => Key)).to.have.members(keys);
      expect(await refusal(put("é".repeat(513), "1"))).to.equal("400 KeyTooLongError");
      expect(readdirSync(tmpdir())).to.not.include("escape");
    });

    it("is gone after DeleteObject, which also succeeds on what isn't there", async () => {
      await put("a", "1");
      expect((await remove("a")).$metadata.httpStatusCode).to.equal(204);
      expect(await refusal(get("a"))).to.equal("404 NoSuchKey");
      expect(await refusal(head("a"))).to.equal("404 NotFound");
      expect((await remove("a")).$metadata.httpStatusCode).to.equal(204);
    });

    it("is not sent again to who has it", async () => {
      const { ETag } = await put("a", "1");
      expect(await refusal(get("a", { IfNoneMatch: ETag }))).to.equal("304 Unknown");
      expect(await text("a", { IfNoneMatch: '"other"' })).to.equal("1");
      expect(await refusal(get("a", { IfModifiedSince: new Date() }))).to.equal("304 Unknown");
      expect(await text("a", { IfModifiedSince: new Date(0) })).to.equal("1");
    });
  });

  it("verifies an upload by each checksum a client can send", async () => {
    // Of "123456789", from the catalogue of CRC algorithms and from the SDK itself.
    for (const [right, wrong] of [
      [{ ChecksumCRC64NVME: "rosUhgp5mIg=" }, { ChecksumCRC64NVME: "rosUhgp5mIk=" }],
      [{ ChecksumCRC32: "y/Q5Jg==" }, { ChecksumCRC32: "AAAAAA==" }],
      [{ ChecksumAlgorithm: "SHA256" }, { ChecksumSHA256: "short" }],
      [{ ContentMD5: "JfnnlDI7RTiF9RgfG2JNCw==" }, { ContentMD5: "1B2M2Y8AsgTpgAmY7PhCfg==" }],
    ] as const) {
      await put("a", "123456789", right);
      expect(await refusal(put("b", "123456789", wrong))).to.equal("400 BadDigest");
    }
    expect(await refusal(get("b"))).to.equal("404 NoSuchKey");
  });

  describe("a write", () => {
    it("with If-None-Match takes place only if nothing is there; of two at once one does", async () => {
      s3.setVersioning(Bucket, true);
      const create = () => put("a", "1", { IfNoneMatch: "*" });
      const both = (await Promise.allSettled([create(), create()])).map(({ status }) => status);
      expect(both).to.have.members(["fulfilled", "rejected"]);
      expect(await refusal(create())).to.equal("412 PreconditionFailed");
      await remove("a");
      await create();
      expect(await text("a")).to.equal("1");
    });

    it("with If-Match takes place only on the object the client knows, and needs s3:GetObject", async () => {
      s3.setVersioning(Bucket, true);
      const { ETag = "" } = await put("a", "1");
      const writer = role("writer", ["s3:PutObject"]);
      expect(await refusal(put("a", "2", { IfMatch: ETag }, writer))).to.equal("403 AccessDenied");
      await put("a", "2", { IfMatch: ETag }, role("reader-writer", ["s3:PutObject", "s3:GetObject"]));
      expect(await refusal(put("a", "3", { IfMatch: ETag }))).to.equal("412 PreconditionFailed");
      expect(await text("a")).to.equal("2");
      await remove("a");
      expect(await refusal(put("a", "3", { IfMatch: ETag }))).to.equal("404 NoSuchKey");
    });
  });

  describe("a deletion", () => {
    it("takes place only if the object is the one the client knows", async () => {
      const { ETag = "" } = await put("a", "1");
      expect(await refusal(remove("a", { IfMatch: '"other"' }))).to.equal("412 PreconditionFailed");
      expect(await text("a")).to.equal("1");
      await remove("a", { IfMatch: ETag });
      expect(await refusal(remove("a", { IfMatch: ETag }))).to.equal("404 NoSuchKey");
    });

    it("by ETag also needs s3:GetObject", async () => {
      const { ETag = "" } = await put("a", "1");
      expect(await refusal(remove("a", { IfMatch: ETag }, role("deleter", ["s3:DeleteObject"])))).to.equal("403 AccessDenied");
      await remove("a", { IfMatch: ETag }, role("reader-deleter", ["s3:DeleteObject", "s3:GetObject"]));
    });
  });

  describe("a versioned bucket", () => {
    beforeEach(() => s3.setVersioning(Bucket, true));

    it("keeps what was overwritten and deleted", async () => {
      const { VersionId: first } = await put("a", "1");
      const { VersionId: second } = await put("a", "2");
      const { VersionId: marker, DeleteMarker } = await remove("a");
      expect(DeleteMarker).to.equal(true);
      expect(await refusal(get("a"))).to.equal("404 NoSuchKey");
      expect((await list()).KeyCount).to.equal(0);
      expect(await text("a", { VersionId: first })).to.equal("1");
      expect(await refusal(get("a", { VersionId: marker }))).to.equal("405 MethodNotAllowed");
      await remove("a", { VersionId: marker });
      expect(await text("a")).to.equal("2");
      await remove("a", { VersionId: second });
      expect(await text("a")).to.equal("1");
      expect(await refusal(get("a", { VersionId: second }))).to.equal("404 NoSuchVersion");
      expect(await refusal(get("a", { VersionId: "../../index.jsonl" }))).to.equal("404 NoSuchVersion");
    });

    it("asks for the permissions on versions", async () => {
      const { VersionId } = await put("a", "1");
      const reader = role("version-reader", ["s3:GetObject", "s3:DeleteObject"]);
      expect(await refusal(get("a", { VersionId }, reader))).to.equal("403 AccessDenied");
      expect(await refusal(remove("a", { VersionId }, reader))).to.equal("403 AccessDenied");
    });
  });

  describe("a listing", () => {
    it("is in the order of the keys' bytes, page after page", async () => {
      // U+FF61 is before U+1F3A9 in UTF-8 and after it in UTF-16.
      const keys = ["A", "a", "a b", "b/1", "b/2", "z", "ä", "｡", "🎩"];
      for (const key of [...keys].reverse()) await put(key, "1");
      const seen: (string | undefined)[] = [];
      let ContinuationToken: string | undefined;
      do {
        const page = await list({ MaxKeys: 2, ContinuationToken });
        seen.push(...(page.Contents ?? []).map(({ Key }) => Key));
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken);
      expect(seen).to.deep.equal(keys);
      expect((await list({ StartAfter: "b/1" })).Contents?.[0]).to.include({ Key: "b/2", Size: 1 });
    });

    it("rolls keys up to the delimiter into prefixes, each once over all pages", async () => {
      for (const key of ["a", "p/1", "p/2", "p/q/3", "q/1", "z"]) await put(key, "1");
      const first = await list({ Delimiter: "/", MaxKeys: 2 });
      expect(first.Contents?.map(({ Key }) => Key)).to.deep.equal(["a"]);
      expect(first.CommonPrefixes).to.deep.equal([{ Prefix: "p/" }]);
      const rest = await list({ Delimiter: "/", ContinuationToken: first.NextContinuationToken });
      expect(rest.CommonPrefixes).to.deep.equal([{ Prefix: "q/" }]);
      expect(rest).to.include({ KeyCount: 2, IsTruncated: false });
      const inside = await list({ Prefix: "p/", Delimiter: "/" });
      expect([inside.Contents?.length, inside.CommonPrefixes?.[0]?.Prefix]).to.deep.equal([2, "p/q/"]);
    });

    it("encodes keys if asked to, and refuses what it can't read", async () => {
      await put("a b/ü+", "1");
      expect((await list({ EncodingType: "url" })).Contents?.[0]?.Key).to.equal("a%20b/%C3%BC%2B");
      expect(await refusal(list({ MaxKeys: -1 }))).to.equal("400 InvalidArgument");
    });

    it("of all buckets, and what is asked of one, answers as on AWS", async () => {
      const { Buckets } = await client.send(new sdk.ListBucketsCommand({}));
      expect(Buckets?.map(({ Name }) => Name)).to.include(Bucket);
      const { BucketRegion } = await client.send(new sdk.HeadBucketCommand({ Bucket }));
      expect(BucketRegion).to.equal(place.region);
      expect(await refusal(client.send(new sdk.HeadBucketCommand({ Bucket: "none-such" })))).to.equal("404 NotFound");
      expect(await refusal(client.send(new sdk.ListObjectsV2Command({ Bucket: "none-such" })))).to.equal("404 NoSuchBucket");
    });
  });

  describe("IAM", () => {
    it("tells 404 only to who may list the bucket", async () => {
      expect(await refusal(get("none", {}, role("reader", ["s3:GetObject"])))).to.equal("403 AccessDenied");
      expect(await refusal(get("none", {}, role("lister", ["s3:GetObject", "s3:ListBucket"])))).to.equal("404 NoSuchKey");
    });

    it("names who, the action and the resource it refuses, and nothing happens", async () => {
      const { message } = await failure(put("a", "1", {}, role("onlooker", ["s3:GetObject"])));
      expect(message).to.include("assumed-role/onlooker/session is not authorized to perform: s3:PutObject");
      expect(message).to.include(`arn:aws:s3:::${Bucket}/a`);
      expect(await refusal(get("a"))).to.equal("404 NoSuchKey");
    });

    it("knows the prefix a listing asks for", async () => {
      const name = iam.createRole("narrow", trust);
      const Condition = { StringLike: { "s3:prefix": "own/*" } };
      iam.putRolePolicy(
        "narrow",
        "p",
        JSON.stringify({ Statement: { Effect: "Allow", Action: "s3:ListBucket", Resource: "*", Condition } }),
      );
      const narrow = clientOf(iam.credentialsOf(iam.assumeRole(name, "lambda.amazonaws.com", "session")));
      await list({ Prefix: "own/x" }, narrow);
      expect(await refusal(list({}, narrow))).to.equal("403 AccessDenied");
    });

    it("reads the bucket's policy, which can deny even an administrator", async () => {
      const Statement = { Effect: "Deny", Principal: "*", Action: "s3:PutObject", Resource: `arn:aws:s3:::${Bucket}/locked/*` };
      s3.setBucketPolicy(Bucket, parsePolicy(JSON.stringify({ Statement }), Bucket));
      await put("free", "1");
      expect(await refusal(put("locked/a", "1"))).to.equal("403 AccessDenied");
    });

    it("lets nobody in without a signature, nor a policy that would", async () => {
      await put("a", "1");
      const Statement = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: `arn:aws:s3:::${Bucket}/*` };
      const open = parsePolicy(JSON.stringify({ Statement }), Bucket);
      expect(() => s3.setBucketPolicy(Bucket, open)).to.throw(/blocks public policies/);
      expect((await fetch(`http://127.0.0.1:${host.port}/${Bucket}/a`)).status).to.equal(403);
    });

    it("lets a fault strike after the write, which stays", async () => {
      const slow = Object.assign(new Error("Please reduce your request rate."), { name: "SlowDown" });
      calls.fault = ({ action }) => (action === "s3:PutObject" ? { when: "after", error: slow } : undefined);
      expect((await failure(put("a", "1"))).$metadata.httpStatusCode).to.equal(500);
      calls.fault = () => undefined;
      expect(await text("a")).to.equal("1");
    });
  });

  describe("a presigned URL", () => {
    it("reads an object, for who holds the whole of it", async () => {
      await put("a", "1");
      const { credentials } = iam.administrator;
      const signer = new SignatureV4({ service: "s3", region: place.region, credentials, sha256: Sha256, uriEscapePath: false });
      // As the SDK's own presigner does, it moves the headers into the URL.
      const signed = { "x-amz-content-sha256": "UNSIGNED-PAYLOAD", "x-amz-checksum-mode": "ENABLED" };
      const headers = { host: `127.0.0.1:${host.port}`, ...signed };
      const request = {
        method: "GET",
        protocol: "http:",
        ...host,
        path: `/${Bucket}/a`,
        query: { "x-id": "GetObject" },
        headers,
      };
      const { query } = await signer.presign(request, { expiresIn: 900 });
      const url = `http://127.0.0.1:${host.port}/${Bucket}/a?${new URLSearchParams(query as Record<string, string>)}`;
      expect(await (await fetch(url)).text()).to.equal("1");
      expect((await fetch(url.replace("/a?", "/b?"))).status).to.equal(403);
    });
  });

  it("refuses what it can't do, naming it, before anything happens", async () => {
    await put("a", "1");
    const refused: [string, () => Promise<unknown>][] = [
      ["acl", () => client.send(new sdk.PutObjectAclCommand({ Bucket, Key: "a", ACL: "private" }))],
      ["delete", () => client.send(new sdk.DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: "a" }] } }))],
      ["multipart_threshold", () => client.send(new sdk.CreateMultipartUploadCommand({ Bucket, Key: "a" }))],
      ["partNumber", () => get("a", { PartNumber: 1 })],
      ["tagging", () => client.send(new sdk.GetObjectTaggingCommand({ Bucket, Key: "a" }))],
      ["x-amz-copy-source", () => client.send(new sdk.CopyObjectCommand({ Bucket, Key: "b", CopySource: `${Bucket}/a` }))],
      ["x-amz-tagging", () => put("b", "1", { Tagging: "x=1" })],
      ["x-amz-acl", () => put("b", "1", { ACL: "public-read" })],
      ["x-amz-storage-class", () => put("b", "1", { StorageClass: "GLACIER" })],
      ["If-None-Match", () => put("b", "1", { IfNoneMatch: '"an-etag"' })],
      ["range", () => get("a", { Range: "bytes=0-0" })],
      ["in chunks", () => put("b", Readable.from([Buffer.from("1")]), { ContentLength: 1 })],
      ["GET bucket", () => client.send(new sdk.ListObjectsCommand({ Bucket }))],
      ["'versions'", () => client.send(new sdk.ListObjectVersionsCommand({ Bucket }))],
      ["x-amz-server-side-encryption", () => put("b", "1", { ServerSideEncryption: "aws:kms" })],
      ["PUT bucket", () => client.send(new sdk.CreateBucketCommand({ Bucket: "another" }))],
      ["fetch-owner", () => list({ FetchOwner: true })],
    ];
    for (const [what, send] of refused) {
      const { name, message } = await failure(send());
      expect(`${name} ${message}`).to.include("NotImplemented").and.include(what);
    }
    expect((await list()).Contents?.map(({ Key }) => Key)).to.deep.equal(["a"]);
  });

  it("finds everything again in the same folder, whatever a kill left half done", async () => {
    s3.setVersioning(Bucket, true);
    const large = "1".repeat(70_000);
    const first = await put("kept", large, { Metadata: { author: "Ada" } });
    await put("kept", "2");
    await put("gone", "1");
    await remove("gone");
    const files = join(dataDir, "s3", Bucket);
    writeFileSync(join(files, "objects", "never-acknowledged"), "half of");
    appendFileSync(join(files, "index.jsonl"), '{"put":{"key":"torn"');
    const again = new S3(place, calls).bucket(Bucket);
    expect(again.versioned).to.equal(true);
    const versions = [again.find("kept"), again.find("kept", first.VersionId)] as Version[];
    expect(versions.map((version) => again.read(version).toString())).to.deep.equal(["2", large]);
    expect(versions[1]?.headers).to.include({ "x-amz-meta-author": "Ada" });
    expect(again.find("gone")).to.include({ marker: true });
    expect(again.keys()).to.deep.equal(["kept"]);
    expect(readdirSync(join(files, "objects"))).to.have.length(1);
  });

  describe("a program's", () => {
    const create = (type: string, inputs: Record<string, unknown>) => {
      const resource = { type: `aws:s3/${type}`, name: "it", physicalName: `made-${Bucket}`, inputs };
      return s3Types[`aws:s3/${type}`]?.create(resource, { s3, place } as unknown as Cloud) as {
        id: string;
        outputs?: Record<string, unknown>;
      };
    };

    it("bucket has a name, an ARN and domain names", () => {
      const { id, outputs } = create("bucket:Bucket", { tags: { a: "b" } });
      expect(id).to.equal(`made-${Bucket}`);
      expect(outputs).to.include({ arn: `arn:aws:s3:::made-${Bucket}`, bucketDomainName: `made-${Bucket}.s3.amazonaws.com` });
      expect(() => create("bucket:Bucket", { bucket: "Not_A_Name" })).to.throw(/no bucket name/);
      expect(() => create("bucket:Bucket", { bucket: ".." })).to.throw(/no bucket name/);
    });

    it("settings are refused where a laptop can't keep them", () => {
      const settings: [string, Record<string, unknown>, RegExp][] = [
        ["Versioning", { versioningConfiguration: { status: "Suspended" } }, /is {"status":"Suspended"}; .*{"status":"Enabled"}/],
        ["OwnershipControls", { rule: { objectOwnership: "ObjectWriter" } }, /BucketOwnerEnforced/],
        [
          "ServerSideEncryptionConfiguration",
          { rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" } }] },
          /aws:kms/,
        ],
        ["PublicAccessBlock", { blockPublicPolicy: false }, /blockPublicPolicy is false/],
      ];
      for (const [type, inputs, message] of settings) {
        expect(() => create(`bucket${type}:Bucket${type}`, { bucket: Bucket, ...inputs }), type).to.throw(message);
        expect(() => create(`bucket${type}:Bucket${type}`, { bucket: "none-such", ...inputs }), type).to.throw(/does not exist/);
      }
    });

    it("object keeps its version until its content or headers change", async () => {
      create("bucketVersioning:BucketVersioning", { bucket: Bucket, versioningConfiguration: { status: "Enabled" } });
      const inputs = {
        bucket: Bucket,
        key: "index.html",
        content: "<p>",
        contentType: "text/html",
        metadata: { csp: "default-src 'self'" },
      };
      const first = create("bucketObjectv2:BucketObjectv2", inputs);
      expect(first.id).to.equal(`${Bucket}/index.html`);
      expect(await get("index.html")).to.deep.include({ ContentType: "text/html", Metadata: inputs.metadata });
      expect(create("bucketObjectv2:BucketObjectv2", inputs).outputs).to.deep.equal(first.outputs);
      const asset = create("bucketObjectv2:BucketObjectv2", { ...inputs, content: undefined, source: Buffer.from("<p>") });
      expect(asset.outputs?.versionId).to.equal(first.outputs?.versionId);
      const changed = create("bucketObjectv2:BucketObjectv2", { ...inputs, cacheControl: "no-cache" });
      expect(changed.outputs?.versionId).to.not.equal(first.outputs?.versionId);
      expect(() => create("bucketObjectv2:BucketObjectv2", { bucket: Bucket, key: "a" })).to.throw(/Exactly one/);
    });
  });
});
