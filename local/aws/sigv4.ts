// Signature Version 4: who signed a request, and whether it is the one that was signed.
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { AwsError, notSupported } from "./error";
import type { AwsRequest } from "./service";

export interface Signature {
  readonly accessKeyId: string;
  readonly sessionToken: string | undefined;
  /** `20260102`. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** `20260102T030405Z`. */
  readonly time: string;
  /** Seconds a presigned URL is good for. */
  readonly expires: number | undefined;
}

type SignedRequest = Pick<AwsRequest, "method" | "path" | "query" | "headers" | "body">;

/** What a request says of its signature, unproven; undefined if it has none. */
export function readSignature({ headers, query }: SignedRequest): Signature | undefined {
  const presigned = query.has("X-Amz-Algorithm");
  const { authorization = "" } = headers;
  // Version 2, in which `aws s3 presign` signs unless s3.signature_version is s3v4.
  if (query.has("AWSAccessKeyId") || authorization.startsWith("AWS ")) {
    const message = "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.";
    throw new AwsError("InvalidRequest", message);
  }
  if (!presigned && !authorization) return undefined;
  if (presigned && authorization) throw new AwsError("InvalidArgument", "Only one auth mechanism allowed: a header or a URL");
  const field = (name: string) => (presigned ? query.get(`X-Amz-${name}`) : headers[`x-amz-${name.toLowerCase()}`]) ?? undefined;
  const inHeader = (name: string) => new RegExp(`[ ,]${name}=([^, ]+)`).exec(authorization)?.[1];
  const part = presigned ? field : inHeader;
  const malformed = presigned ? "AuthorizationQueryParametersError" : "IncompleteSignature";

  const scope = /^([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request$/;
  const [, accessKeyId, date, region, service] = scope.exec(part("Credential") ?? "") ?? [];
  const [signature = "", time = ""] = [part("Signature"), field("Date")];
  const known = (presigned ? field("Algorithm") : authorization.split(" ", 1)[0]) === "AWS4-HMAC-SHA256";
  const whole = known && signature !== "" && /^\d{8}T\d{6}Z$/.test(time);
  if (!whole || !accessKeyId || !date || !region || !service || !time.startsWith(date)) {
    const wanted = "Credential=KEY/yyyymmdd/region/service/aws4_request, SignedHeaders, Signature and X-Amz-Date of that day";
    throw new AwsError(malformed, `A signature has the algorithm AWS4-HMAC-SHA256, ${wanted}`);
  }
  const expires = presigned ? Number(field("Expires") ?? "none") : undefined;
  if (expires !== undefined && !(expires >= 0 && expires <= 604800)) {
    throw new AwsError(malformed, "X-Amz-Expires must be a number of seconds from 0 to 604800");
  }
  const signedHeaders = (part("SignedHeaders") ?? "").split(";");
  return { accessKeyId, sessionToken: field("Security-Token"), date, region, service, signedHeaders, signature, time, expires };
}

/** @throws AwsError unless the request was signed so, with this key, and is neither too old nor too new. */
export function verify(request: SignedRequest, signature: Signature, secretAccessKey: string): void {
  checkTime(signature);
  checkHeaders(request, signature);
  const hash = createHash("sha256").update(canonicalRequest(request, signature)).digest("hex");
  const scope = `${signature.date}/${signature.region}/${signature.service}/aws4_request`;
  const text = `AWS4-HMAC-SHA256\n${signature.time}\n${scope}\n${hash}`;
  const made = Buffer.from(hmac(signingKey(secretAccessKey, signature), text).toString("hex"));
  const given = Buffer.from(signature.signature);
  if (made.length !== given.length || !timingSafeEqual(made, given)) {
    const check = "Check your AWS Secret Access Key and signing method.";
    throw mismatch(`The request signature we calculated does not match the signature you provided. ${check}`);
  }
}

const minutes = 60_000;
const unsignedPayload = "UNSIGNED-PAYLOAD";

function checkTime({ time, expires }: Signature): void {
  const signedAt = Date.parse(time.replace(/(....)(..)(..)T(..)(..)(..)Z/, "$1-$2-$3T$4:$5:$6Z"));
  const age = Date.now() - signedAt;
  // Written so that a time that is no date, NaN, is refused too.
  const early = !(age > -15 * minutes);
  if (expires === undefined && (early || age > 15 * minutes)) {
    throw new AwsError("RequestTimeTooSkewed", "The difference between the request time and the current time is too large.", 403);
  }
  if (expires !== undefined && (early || age > expires * 1000)) {
    throw new AwsError("AccessDenied", early ? "Request is not yet valid" : "Request has expired", 403);
  }
}

function checkHeaders({ headers }: SignedRequest, { signedHeaders }: Signature): void {
  if (!signedHeaders.includes("host")) throw mismatch("'Host' must be a 'SignedHeader' in the AWS Authorization.");
  const absent = signedHeaders.find((name) => typeof headers[name] !== "string");
  if (absent !== undefined) throw mismatch(`The header '${absent}' is signed and was not sent.`);
  // They say what is asked for: one that anybody could have added must not count.
  const unsigned = Object.keys(headers).find((name) => name.startsWith("x-amz-") && !signedHeaders.includes(name));
  if (unsigned)
    throw new AwsError("AccessDenied", `There were headers present in the request which were not signed: ${unsigned}`, 403);
}

function mismatch(message: string): AwsError {
  return new AwsError("SignatureDoesNotMatch", message, 403);
}

function canonicalRequest(request: SignedRequest, signature: Signature): string {
  const { signedHeaders, service } = signature;
  return [
    request.method,
    // S3's path is signed as it is sent; every other service's is encoded once more.
    service === "s3" ? request.path : request.path.split("/").map(encode).join("/"),
    canonicalQuery(request.query),
    ...signedHeaders.map((name) => `${name}:${request.headers[name]?.trim().replace(/\s+/g, " ")}`),
    "",
    signedHeaders.join(";"),
    payloadHash(request, signature),
  ].join("\n");
}

function canonicalQuery(query: URLSearchParams): string {
  return [...query]
    .filter(([name]) => name !== "X-Amz-Signature")
    .map(([name, value]) => `${encode(name)} ${encode(value)}`)
    .sort() // With a blank in between, which sorts before all that can stand in a name: by name, then by value.
    .map((pair) => pair.replace(" ", "="))
    .join("&");
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

function payloadHash({ headers, query, body }: SignedRequest, { service, expires }: Signature): string {
  const claimed =
    headers["x-amz-content-sha256"] ?? query.get("X-Amz-Content-Sha256") ?? (expires !== undefined && unsignedPayload);
  if (service === "s3" && (claimed === unsignedPayload || claimed === "STREAMING-UNSIGNED-PAYLOAD-TRAILER")) return claimed;
  const hash = createHash("sha256").update(body).digest("hex");
  if (service !== "s3" || claimed === hash) return hash;
  if (!claimed) throw new AwsError("InvalidRequest", "Missing required header for this request: x-amz-content-sha256");
  if (claimed.startsWith("STREAMING-")) throw notSupported(`The payload signature ${claimed}`, "send the object in one piece");
  const message = "The provided 'x-amz-content-sha256' header does not match what was computed.";
  throw new AwsError("XAmzContentSHA256Mismatch", message);
}

const signingKeys = new Map<string, Buffer>();

/** The same for a whole day, so kept: four of the five HMACs of a request. */
function signingKey(secretAccessKey: string, { date, region, service }: Signature): Buffer {
  const scope = [secretAccessKey, date, region, service].join(" ");
  let key = signingKeys.get(scope);
  if (!key) {
    key = [date, region, service, "aws4_request"].reduce(hmac, Buffer.from(`AWS4${secretAccessKey}`));
    if (signingKeys.size > 1000) signingKeys.clear();
    signingKeys.set(scope, key);
  }
  return key;
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
