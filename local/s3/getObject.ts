// GetObject and HeadObject: one version's bytes and headers, or a part of them, or that they haven't changed.
import type { AwsResponse } from "../aws/service";
import type { Ask } from "./ask";
import type { Version } from "./bucket";
import { preconditionFailed, S3Error } from "./error";
import { headerValue } from "./upload";

export function getObject(ask: Ask): Promise<AwsResponse> {
  const { bucket, key, versionId } = ask;
  return ask.run(versionId === undefined ? "s3:GetObject" : "s3:GetObjectVersion", async () => {
    const version = bucket.find(key, versionId);
    if (!version) throw await ask.notFound();
    if (version.marker) throw await deleted(ask, version);
    return notModified(ask, version) ?? found(ask, version);
  });
}

const overrides = ["content-type", "content-language", "expires", "cache-control", "content-disposition", "content-encoding"];

export const responseParameters: readonly string[] = overrides.map((name) => `response-${name}`);

export function versionHeaders({ bucket }: Ask, version: Version): Record<string, string> {
  return bucket.versioning ? { "x-amz-version-id": version.versionId } : {};
}

export function checksumHeadersOf({ checksum }: Version): Record<string, string> {
  return checksum ? { [`x-amz-checksum-${checksum.algorithm}`]: checksum.value, "x-amz-checksum-type": "FULL_OBJECT" } : {};
}

/** An ETag in a condition may come without its quotes. */
export function matches(condition: string, etag: string): boolean {
  return condition === "*" || condition.split(",").some((tag) => tag.trim().replaceAll('"', "") === etag.replaceAll('"', ""));
}

async function deleted(ask: Ask, marker: Version): Promise<S3Error> {
  const headers = { "x-amz-delete-marker": "true", ...versionHeaders(ask, marker) };
  if (ask.versionId === undefined) return ask.notFound(headers);
  const message = "The specified method is not allowed against this resource.";
  const details = { Method: ask.request.method, ResourceType: "DeleteMarker" };
  return new S3Error("MethodNotAllowed", message, 405, details, { ...headers, allow: "DELETE" });
}

/** @throws S3Error PreconditionFailed */
function notModified(ask: Ask, version: Version): AwsResponse | undefined {
  const { "if-match": ifMatch, "if-none-match": ifNoneMatch } = ask.headers;
  // Dates in headers have whole seconds.
  const at = Math.floor(version.at / 1000) * 1000;
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, version.etag)) throw preconditionFailed("If-Match");
  } else if (at > Date.parse(ask.headers["if-unmodified-since"] ?? "")) {
    throw preconditionFailed("If-Unmodified-Since");
  }
  const same =
    ifNoneMatch === undefined ? at <= Date.parse(ask.headers["if-modified-since"] ?? "") : matches(ifNoneMatch, version.etag);
  return same ? { status: 304, headers: validators(ask, version), body: "" } : undefined;
}

function found(ask: Ask, version: Version): AwsResponse {
  const { size } = version;
  const range = rangeOf(ask.headers.range, size);
  const [first, last] = range ?? [0, size - 1];
  const headers: Record<string, string> = {
    ...version.headers,
    ...validators(ask, version),
    "accept-ranges": "bytes",
    "content-length": String(last - first + 1),
    "x-amz-server-side-encryption": "AES256",
  };
  for (const name of overrides) {
    const value = ask.request.query.get(`response-${name}`);
    if (value === null) continue;
    if (ask.request.principal.type === "Anonymous") {
      throw new S3Error("InvalidRequest", "Request specific response headers cannot be used for anonymous GET requests.", 400);
    }
    headers[name] = headerValue(`response-${name}`, value);
  }
  if (range) headers["content-range"] = `bytes ${first}-${last}/${size}`;
  const whole = last - first + 1 === size;
  if (whole && ask.headers["x-amz-checksum-mode"]?.toUpperCase() === "ENABLED")
    Object.assign(headers, checksumHeadersOf(version));
  const body = ask.request.method === "HEAD" ? "" : ask.bucket.read(version).subarray(first, last + 1);
  return { status: range ? 206 : 200, headers, body };
}

function validators(ask: Ask, version: Version): Record<string, string> {
  return { etag: version.etag, "last-modified": new Date(version.at).toUTCString(), ...versionHeaders(ask, version) };
}

/** First and last byte; what S3 can't read as one range it answers with the whole object. */
function rangeOf(header: string | undefined, size: number): [number, number] | undefined {
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if ((from === "" && to === "") || (from !== "" && to !== "" && Number(to) < Number(from))) return undefined;
  const first = from === "" ? Math.max(0, size - Number(to)) : Number(from);
  if (first >= size) {
    const details = { RangeRequested: header ?? "", ActualObjectSize: String(size) };
    throw new S3Error("InvalidRange", "The requested range is not satisfiable", 416, details);
  }
  return [first, from === "" || to === "" ? size - 1 : Math.min(Number(to), size - 1)];
}
