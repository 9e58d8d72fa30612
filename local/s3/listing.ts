// ListObjectsV2, ListObjects and ListObjectVersions: one page, told in the words of each.
import type { AwsResponse } from "../aws/service";
import type { Ask } from "./ask";
import type { Bucket, Version } from "./bucket";
import { invalidArgument } from "./error";
import { PageRequest } from "./page";
import { answerXml } from "./response";
import { toBytes } from "./sortedKeys";

export function listObjectsV2(ask: Ask): Promise<AwsResponse> {
  return list(ask, "s3:ListBucket", ({ bucket, request: { query } }, wanted) => {
    const token = query.get("continuation-token");
    if (token === "") throw invalidArgument("The continuation token provided is incorrect", "continuation-token", token);
    const startAfter = toBytes(query.get("start-after") ?? "");
    const from = token === null ? startAfter && `${startAfter}\0` : Buffer.from(token, "base64url").toString("latin1");
    const page = wanted.read(bucket, from, current(bucket));
    return answerXml("ListBucketResult", {
      ...wanted.describe(bucket, page),
      StartAfter: startAfter === "" ? undefined : wanted.encode(startAfter),
      ContinuationToken: token ?? undefined,
      NextContinuationToken: page.next === undefined ? undefined : Buffer.from(page.next, "latin1").toString("base64url"),
      KeyCount: page.versions.length + page.prefixes.length,
      Contents: page.versions.map((version) => describe(version, wanted)),
    });
  });
}

export function listObjects(ask: Ask): Promise<AwsResponse> {
  return list(ask, "s3:ListBucket", ({ bucket, request: { query } }, wanted) => {
    const marker = toBytes(query.get("marker") ?? "");
    const page = wanted.read(bucket, wanted.after(marker), current(bucket));
    return answerXml("ListBucketResult", {
      ...wanted.describe(bucket, page),
      Marker: wanted.encode(marker),
      // Without a delimiter clients go on from the last key they got.
      NextMarker: page.next !== undefined && query.get("delimiter") ? wanted.encode(page.last) : undefined,
      Contents: page.versions.map((version) => describe(version, wanted)),
    });
  });
}

export function listObjectVersions(ask: Ask): Promise<AwsResponse> {
  return list(ask, "s3:ListBucketVersions", ({ bucket, request: { query } }, wanted) => {
    const keyMarker = query.get("key-marker") ?? "";
    const idMarker = query.get("version-id-marker") ?? "";
    if (idMarker !== "" && keyMarker === "") {
      throw invalidArgument("A version-id marker cannot be specified without a key marker.", "version-id-marker", idMarker);
    }
    const from = idMarker === "" ? wanted.after(toBytes(keyMarker)) : toBytes(keyMarker);
    const page = wanted.read(bucket, from, (key) => {
      const versions = bucket.versionsOf(key);
      const at = idMarker !== "" && key === keyMarker ? versions.findIndex(({ versionId }) => versionId === idMarker) : -1;
      return versions.slice(at + 1);
    });
    const describeVersion = (version: Version) => ({
      ...describe(version, wanted),
      VersionId: version.versionId,
      IsLatest: bucket.find(version.key) === version,
    });
    const last = page.versions.at(-1);
    const lastId = last && toBytes(last.key) === page.last ? last.versionId : undefined;
    return answerXml("ListVersionsResult", {
      ...wanted.describe(bucket, page),
      KeyMarker: wanted.encode(toBytes(keyMarker)),
      VersionIdMarker: idMarker,
      NextKeyMarker: page.next === undefined ? undefined : wanted.encode(page.last),
      NextVersionIdMarker: page.next === undefined ? undefined : lastId,
      Version: page.versions.filter(({ marker }) => !marker).map(describeVersion),
      DeleteMarker: page.versions.filter(({ marker }) => marker).map(describeVersion),
    });
  });
}

function list(ask: Ask, action: string, answer: (ask: Ask, wanted: PageRequest) => AwsResponse): Promise<AwsResponse> {
  const context: Record<string, string> = {};
  for (const name of ["prefix", "delimiter", "max-keys"]) {
    const value = ask.request.query.get(name);
    if (value !== null) context[`s3:${name}`] = value;
  }
  return ask.run(action, () => answer(ask, new PageRequest(ask.request.query)), context);
}

function current(bucket: Bucket): (key: string) => readonly Version[] {
  return (key) =>
    bucket
      .versionsOf(key)
      .slice(0, 1)
      .filter(({ marker }) => !marker);
}

function describe({ key, at, marker, etag, checksum, size }: Version, wanted: PageRequest): Record<string, unknown> {
  const common = { Key: wanted.encode(toBytes(key)), LastModified: new Date(at).toISOString() };
  if (marker) return common;
  const algorithm = checksum && { ChecksumAlgorithm: checksum.algorithm.toUpperCase(), ChecksumType: "FULL_OBJECT" };
  return { ...common, ETag: etag, ...algorithm, Size: size, StorageClass: "STANDARD" };
}
