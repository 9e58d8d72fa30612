// ListObjectsV2: one page of a bucket's keys, those under one delimiter rolled up; inside, keys are as `Bucket.keys` gives them.
import { AwsError } from "../aws/error";
import type { AwsResponse } from "../aws/service";
import type { Ask } from "./ask";
import type { Bucket } from "./bucket";
import { answerXml } from "./response";

export function listObjectsV2(ask: Ask): Promise<AwsResponse> {
  const { query } = ask.request;
  const given = (name: string) => query.get(name) ?? undefined;
  const [prefix = "", delimiter = "", startAfter = ""] = ["prefix", "delimiter", "start-after"].map((name) =>
    toBytes(given(name)),
  );
  const context: Record<string, string> = {};
  for (const name of ["prefix", "delimiter", "max-keys"]) {
    const value = given(name);
    if (value !== undefined) context[`s3:${name}`] = value;
  }
  return ask.run(
    "s3:ListBucket",
    () => {
      const encode = encoder(given("encoding-type"));
      const maxKeys = pageSize(query.get("max-keys") || "1000");
      const token = given("continuation-token");
      const after = token === undefined ? startAfter : Buffer.from(token, "base64url").toString("latin1");
      const { keys, prefixes, next } = page(ask.bucket.keys(), prefix, delimiter, after, maxKeys);
      return answerXml("ListBucketResult", {
        Name: ask.bucket.name,
        Prefix: encode(prefix),
        Delimiter: delimiter === "" ? undefined : encode(delimiter),
        MaxKeys: maxKeys,
        EncodingType: given("encoding-type"),
        StartAfter: startAfter === "" ? undefined : encode(startAfter),
        ContinuationToken: token,
        NextContinuationToken: next === undefined ? undefined : Buffer.from(next, "latin1").toString("base64url"),
        IsTruncated: next !== undefined,
        KeyCount: keys.length + prefixes.length,
        Contents: keys.map((key) => ({ Key: encode(key), ...describe(ask.bucket, key) })),
        CommonPrefixes: prefixes.map((common) => ({ Prefix: encode(common) })),
      });
    },
    context,
  );
}

/** `next` is the key or prefix that came last, if others follow. */
function page(all: readonly string[], prefix: string, delimiter: string, after: string, maxKeys: number) {
  const keys: string[] = [];
  const prefixes: string[] = [];
  let last = after;
  for (const key of all) {
    if (key <= after || !key.startsWith(prefix)) continue;
    const end = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
    const entry = end < 0 ? key : key.slice(0, end + delimiter.length);
    if (entry === last) continue;
    if (keys.length + prefixes.length === maxKeys) return { keys, prefixes, next: maxKeys === 0 ? undefined : last };
    last = entry;
    (end < 0 ? keys : prefixes).push(entry);
  }
  return { keys, prefixes, next: undefined };
}

function describe(bucket: Bucket, key: string): object {
  const { at = 0, etag, size } = bucket.find(toText(key)) ?? {};
  return { LastModified: new Date(at).toISOString(), ETag: etag, Size: size, StorageClass: "STANDARD" };
}

function pageSize(maxKeys: string): number {
  if (/^\d{1,9}$/.test(maxKeys)) return Math.min(Number(maxKeys), 1000);
  throw new AwsError("InvalidArgument", "Provided max-keys not an integer or within integer range");
}

function encoder(encoding: string | undefined): (bytes: string) => string {
  if (encoding === undefined) return toText;
  if (encoding === "url") return (bytes) => encodeURIComponent(toText(bytes)).replaceAll("%2F", "/");
  throw new AwsError("InvalidArgument", "Invalid Encoding Method specified in Request");
}

function toBytes(text = ""): string {
  return Buffer.from(text).toString("latin1");
}

function toText(bytes: string): string {
  return Buffer.from(bytes, "latin1").toString();
}
