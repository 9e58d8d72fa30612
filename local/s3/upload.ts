// What a PutObject carries: its bytes out of aws-chunked framing, verified by what the client sent to verify them, and the headers kept with them.
import { createHash } from "node:crypto";
import { AwsError, notSupported } from "../aws/error";
import type { Content } from "./bucket";
import { type Checksum, calculateChecksum, checksumHeaders } from "./checksum";
import { invalidArgument, S3Error } from "./error";

type Headers = Readonly<Record<string, string | undefined>>;

export function readUpload(headers: Headers, body: Buffer): { readonly bytes: Buffer; readonly content: Content } {
  const { bytes, trailers } = unframe(headers, body);
  const md5 = createHash("md5").update(bytes).digest();
  verifyMd5(headers["content-md5"], md5);
  const checksum = verifyChecksum(headers, trailers, bytes);
  return { bytes, content: { etag: `"${md5.toString("hex")}"`, headers: keptHeaders(headers), checksum } };
}

const keptNames = ["content-type", "content-encoding", "content-language", "content-disposition", "cache-control", "expires"];

function keptHeaders(headers: Headers): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value = ""] of Object.entries(headers)) {
    if (keptNames.includes(name) || name.startsWith("x-amz-meta-")) kept[name] = headerValue(name, value);
  }
  const encodings = kept["content-encoding"]?.split(",").filter((encoding) => encoding.trim() !== "aws-chunked");
  if (encodings?.length === 0) delete kept["content-encoding"];
  else if (encodings) kept["content-encoding"] = encodings.join(",").trim();
  kept["content-type"] ||= "binary/octet-stream";
  const metadata = Object.entries(kept).filter(([name]) => name.startsWith("x-amz-meta-"));
  const size = metadata.reduce((sum, [name, value]) => sum + name.length - "x-amz-meta-".length + value.length, 0);
  if (size > 2048) {
    const details = { Size: String(size), MaxSizeAllowed: "2048" };
    throw new S3Error("MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size", 400, details);
  }
  return kept;
}

/** @throws S3Error about a value that no response could carry. */
export function headerValue(name: string, value: string): string {
  if (/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) return value;
  throw invalidArgument("Header value cannot be represented using ISO-8859-1.", name, value);
}

function unframe(headers: Headers, body: Buffer): { bytes: Buffer; trailers: Record<string, string> } {
  const framing = headers["x-amz-content-sha256"] ?? "";
  if (!framing.startsWith("STREAMING-")) return { bytes: body, trailers: {} };
  if (framing !== "STREAMING-UNSIGNED-PAYLOAD-TRAILER") {
    throw notSupported(
      `A body signed chunk by chunk (${framing})`,
      "send STREAMING-UNSIGNED-PAYLOAD-TRAILER or a body signed whole",
    );
  }
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const end = body.indexOf("\r\n", at);
    const size = /^[0-9a-f]{1,8}$/i.exec(end < 0 ? "" : body.toString("latin1", at, end))?.[0];
    const from = end + 2;
    const to = from + Number.parseInt(size ?? "", 16);
    if (!(to <= body.length)) throw incomplete();
    at = to;
    if (to === from) break;
    if (body.toString("latin1", to, to + 2) !== "\r\n") throw incomplete();
    chunks.push(body.subarray(from, to));
    at = to + 2;
  }
  const bytes = Buffer.concat(chunks);
  if (headers["x-amz-decoded-content-length"] !== String(bytes.length)) throw incomplete();
  const trailers = body.toString("latin1", at).matchAll(/([^:\r\n]+):([^\r\n]*)/g);
  return {
    bytes,
    trailers: Object.fromEntries([...trailers].map(([, name = "", value = ""]) => [name.toLowerCase(), value.trim()])),
  };
}

function incomplete(): AwsError {
  return new AwsError("IncompleteBody", "The request body terminated unexpectedly");
}

function verifyMd5(given: string | undefined, md5: Buffer): void {
  if (given === undefined) return;
  if (Buffer.from(given, "base64").length !== 16)
    throw new AwsError("InvalidDigest", "The Content-MD5 you specified was invalid.");
  if (given !== md5.toString("base64")) {
    throw new AwsError("BadDigest", "The Content-MD5 you specified did not match what we received.");
  }
}

function verifyChecksum(headers: Headers, trailers: Headers, bytes: Buffer): Checksum | undefined {
  const promised = headers["x-amz-trailer"];
  if (promised !== undefined && !checksumHeaders.includes(promised)) throw notSupported(`The trailer '${promised}'`);
  if (promised !== undefined && trailers[promised] === undefined) {
    throw new AwsError("MalformedTrailerError", "The request contained trailing data that was not well-formed.");
  }
  const given = promised === undefined ? headers : { ...headers, [promised]: trailers[promised] };
  const names = checksumHeaders.filter((name) => given[name] !== undefined);
  if (names.length > 1)
    throw invalidRequest("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
  const [name] = names;
  if (name === undefined) {
    if (headers["x-amz-sdk-checksum-algorithm"] === undefined) return undefined;
    throw invalidRequest(
      "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer was found.",
    );
  }
  const algorithm = name.slice("x-amz-checksum-".length);
  const value = calculateChecksum(algorithm, bytes);
  if (given[name]?.length !== value.length) throw invalidRequest(`Value for ${name} header is invalid.`);
  if (given[name] === value) return { algorithm, value };
  throw new AwsError("BadDigest", `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`);
}

function invalidRequest(message: string): AwsError {
  return new AwsError("InvalidRequest", message);
}
