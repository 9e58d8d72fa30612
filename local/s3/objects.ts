// The operations on one object.
import { AwsError, notSupported } from "../aws/error";
import type { AwsRequest, AwsResponse } from "../aws/service";
import type { Ask } from "./ask";
import type { Bucket, Version } from "./bucket";
import { verifyChecksums } from "./checksum";

type Headers = AwsRequest["headers"];

/** GetObject and HeadObject. */
export function getObject(ask: Ask): Promise<AwsResponse> {
  const { bucket, key, versionId, request } = ask;
  return ask.run(versionId === undefined ? "s3:GetObject" : "s3:GetObjectVersion", async () => {
    const version = bucket.find(key, versionId);
    if (!version || (version.marker && versionId === undefined)) throw await ask.notFound();
    if (version.marker) {
      throw new AwsError("MethodNotAllowed", "The specified method is not allowed against this resource.", 405);
    }
    const { etag, at, size } = version;
    const validators = { etag, "last-modified": new Date(at).toUTCString(), ...versionHeaders(bucket, version) };
    if (isKnown(request.headers, version)) return { status: 304, headers: validators, body: "" };
    const headers = { ...version.headers, ...validators, "content-length": String(size) };
    return { status: 200, headers, body: request.method === "HEAD" ? "" : bucket.read(version) };
  });
}

export async function putObject(ask: Ask): Promise<AwsResponse> {
  const { bucket, key, request } = ask;
  const { "if-match": ifMatch, "if-none-match": ifNoneMatch } = request.headers;
  if (ifNoneMatch !== undefined && (ifNoneMatch !== "*" || ifMatch !== undefined)) {
    throw notSupported("PutObject with an If-None-Match other than *, or with If-Match besides");
  }
  return ask.run("s3:PutObject", async () => {
    verifyChecksums(request.headers, request.body);
    // A condition on an ETag tells what is in the object: AWS asks for the right to read it.
    if (ifMatch !== undefined) await ask.demand("s3:GetObject", key);
    // From here to the write without a pause: of two that come at once, the second finds what the first wrote.
    const found = bucket.find(key);
    const current = found?.marker ? undefined : found;
    if (ifMatch !== undefined && !current) throw new AwsError("NoSuchKey", "The specified key does not exist.", 404);
    const holds = ifMatch === undefined || (current && matches(ifMatch, current.etag));
    if (!holds || (ifNoneMatch !== undefined && current)) throw preconditionFailed();
    const version = bucket.put(key, request.body, keptHeaders(request.headers));
    return { status: 200, headers: { etag: version.etag, ...versionHeaders(bucket, version) }, body: "" };
  });
}

export async function deleteObject(ask: Ask): Promise<AwsResponse> {
  const { bucket, key, versionId, request } = ask;
  const ifMatch = request.headers["if-match"];
  if (ifMatch !== undefined && versionId !== undefined) throw notSupported("DeleteObject with both If-Match and versionId");
  return ask.run(versionId === undefined ? "s3:DeleteObject" : "s3:DeleteObjectVersion", async () => {
    if (ifMatch !== undefined) {
      // As for PutObject.
      await ask.demand("s3:GetObject", key);
      const current = bucket.find(key);
      if (!current) throw await ask.notFound();
      if (current.marker || !matches(ifMatch, current.etag)) throw preconditionFailed();
    }
    const version = bucket.remove(key, versionId);
    const marker: Record<string, string> = version?.marker ? { "x-amz-delete-marker": "true" } : {};
    return { status: 204, headers: version ? { ...versionHeaders(bucket, version), ...marker } : {}, body: "" };
  });
}

function preconditionFailed(): AwsError {
  return new AwsError("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", 412);
}

const keptNames = ["content-type", "content-encoding", "content-language", "content-disposition", "cache-control", "expires"];

function keptHeaders(headers: Headers): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value = ""] of Object.entries(headers)) {
    if (keptNames.includes(name) || name.startsWith("x-amz-meta-")) kept[name] = value;
  }
  kept["content-type"] ||= "binary/octet-stream";
  return kept;
}

function versionHeaders({ versioned }: Bucket, { versionId }: Version): Record<string, string> {
  return versioned ? { "x-amz-version-id": versionId } : {};
}

function isKnown({ "if-none-match": etags, "if-modified-since": since }: Headers, { etag, at }: Version): boolean {
  // Dates in headers have whole seconds.
  return etags === undefined ? Math.floor(at / 1000) * 1000 <= Date.parse(since ?? "") : matches(etags, etag);
}

/** An ETag in a condition may come without its quotes. */
function matches(condition: string, etag: string): boolean {
  return condition === "*" || condition.split(",").some((tag) => tag.trim().replaceAll('"', "") === etag.replaceAll('"', ""));
}
