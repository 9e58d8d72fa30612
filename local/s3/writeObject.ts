// PutObject and DeleteObject, on conditions if the client sets some.
import { notSupported } from "../aws/error";
import type { AwsResponse } from "../aws/service";
import type { Ask } from "./ask";
import type { Version } from "./bucket";
import { noSuchKey, preconditionFailed } from "./error";
import { checksumHeadersOf, matches, versionHeaders } from "./getObject";
import { readUpload } from "./upload";

export async function putObject(ask: Ask): Promise<AwsResponse> {
  const { bucket, key, headers } = ask;
  const { "if-match": ifMatch, "if-none-match": ifNoneMatch } = headers;
  if (ifMatch === "*" || (ifNoneMatch ?? "*") !== "*" || (ifMatch && ifNoneMatch)) {
    throw notSupported("This condition of a PutObject", "send either If-Match with an ETag or If-None-Match: *");
  }
  const write = () => {
    const { bytes, content } = readUpload(headers, ask.request.body);
    const current = bucket.find(key);
    const exists = current !== undefined && !current.marker;
    if (ifNoneMatch !== undefined && exists) throw preconditionFailed("If-None-Match");
    if (ifMatch !== undefined && !exists) throw noSuchKey(key);
    if (ifMatch !== undefined && !matches(ifMatch, current?.etag ?? "")) throw preconditionFailed("If-Match");
    const version = bucket.put(key, bytes, content);
    const id = bucket.versioning === "Enabled" ? versionHeaders(ask, version) : {};
    const encryption = { "x-amz-server-side-encryption": "AES256" };
    return { status: 200, headers: { etag: version.etag, ...id, ...checksumHeadersOf(version), ...encryption }, body: "" };
  };
  const action = "s3:PutObject";
  return ask.run(action, () => (ifMatch === undefined ? write() : alsoReading(ask).then(write)), conditionKeys(ask));
}

export async function deleteObject(ask: Ask): Promise<AwsResponse> {
  const { bucket, key, versionId, headers } = ask;
  const ifMatch = headers["if-match"];
  if (versionId !== undefined) {
    if (ifMatch !== undefined) throw notSupported("DeleteObject with both If-Match and versionId");
    return ask.run("s3:DeleteObjectVersion", () => {
      const version = bucket.find(key, versionId);
      if (version) bucket.remove(version);
      return gone(ask, version);
    });
  }
  const remove = () => {
    if (bucket.versioning) return gone(ask, bucket.putMarker(key));
    const version = bucket.find(key);
    if (version) bucket.remove(version);
    return gone(ask, undefined);
  };
  const removeIf = async (condition: string) => {
    if (condition !== "*") await alsoReading(ask);
    const current = bucket.find(key);
    if (!current) throw await ask.notFound();
    if (current.marker || !matches(condition, current.etag)) throw preconditionFailed("If-Match");
    return remove();
  };
  return ask.run("s3:DeleteObject", () => (ifMatch === undefined ? remove() : removeIf(ifMatch)), conditionKeys(ask));
}

/** A condition on an ETag tells what is in the object: AWS asks for the right to read it. */
function alsoReading(ask: Ask): Promise<void> {
  return ask.demand("s3:GetObject", ask.key);
}

const conditionHeaders = [
  "if-match",
  "if-none-match",
  "x-amz-server-side-encryption",
  "x-amz-storage-class",
  "x-amz-content-sha256",
];

function conditionKeys({ headers }: Ask): Record<string, string> {
  const keys: Record<string, string> = {};
  for (const name of conditionHeaders) {
    const value = headers[name];
    if (value !== undefined) keys[`s3:${name}`] = value;
  }
  return keys;
}

function gone(ask: Ask, version: Version | undefined): AwsResponse {
  const marker: Record<string, string> = version?.marker ? { "x-amz-delete-marker": "true" } : {};
  return { status: 204, headers: version ? { ...versionHeaders(ask, version), ...marker } : {}, body: "" };
}
