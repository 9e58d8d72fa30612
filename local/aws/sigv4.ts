// Signature Version 4: who signed a request, and whether it is the one that was signed.
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { AwsError, notSupported } from "./error";
import type { AwsRequest } from "./service";

export interface Signature {
  readonly accessKeyId: string;
  readonly sessionToken: string | undefined;
  /** `20260102/ap-southeast-2/s3/aws4_request`. */
  readonly scope: string;
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
  if (!presigned && !authorization) return undefined;
  const field = (name: string) => (presigned ? query.get(`X-Amz-${name}`) : headers[`x-amz-${name.toLowerCase()}`]) ?? undefined;
  const inHeader = (name: string) => new RegExp(`[ ,]${name}=([^, ]+)`).exec(authorization)?.[1];
  const part = presigned ? field : inHeader;

  const credential = /^([^/]+)\/((\d{8})\/([^/]+)\/([^/]+)\/aws4_request)$/.exec(part("Credential") ?? "");
  const [, accessKeyId, scope, date, region, service] = credential ?? [];
  const [signature = "", time = ""] = [part("Signature"), field("Date")];
  const known = (presigned ? field("Algorithm") : authorization.split(" ", 1)[0]) === "AWS4-HMAC-SHA256";
  const expires = presigned ? Number(field("Expires") ?? "none") : undefined;
  const whole = known && signature !== "" && /^\d{8}T\d{6}Z$/.test(time) && (expires === undefined || expires <= 604_800);
  if (!whole || !accessKeyId || !scope || !region || !service || time.slice(0, 8) !== date || (presigned && authorization)) {
    const wanted = "Credential=KEY/yyyymmdd/region/service/aws4_request, SignedHeaders, Signature and X-Amz-Date of that day";
    const message = `A signature has the algorithm AWS4-HMAC-SHA256, ${wanted}; in a URL also X-Amz-Expires up to 604800`;
    throw new AwsError(presigned ? "AuthorizationQueryParametersError" : "IncompleteSignature", message);
  }
  const signedHeaders = (part("SignedHeaders") ?? "").split(";");
  return { accessKeyId, sessionToken: field("Security-Token"), scope, region, service, signedHeaders, signature, time, expires };
}

/** @throws AwsError unless the request was signed so, with this key, and is neither too old nor too new. */
export function verify(request: SignedRequest, signature: Signature, secretAccessKey: string): void {
  const { time, scope } = signature;
  checkTime(signature);
  checkHeaders(request, signature);
  const hash = createHash("sha256").update(canonicalRequest(request, signature)).digest("hex");
  const key = signingKey(secretAccessKey, scope);
  const made = Buffer.from(hmac(key, `AWS4-HMAC-SHA256\n${time}\n${scope}\n${hash}`).toString("hex"));
  const given = Buffer.from(signature.signature);
  if (made.length !== given.length || !timingSafeEqual(made, given)) {
    const check = "Check your AWS Secret Access Key and signing method.";
    throw mismatch(`The request signature we calculated does not match the signature you provided. ${check}`);
  }
}

/** By secret and scope: made of the two alone, and the same for a day. */
const signingKeys = new Map<string, Buffer>();

function signingKey(secretAccessKey: string, scope: string): Buffer {
  const of = `${secretAccessKey} ${scope}`;
  const known = signingKeys.get(of);
  if (known) return known;
  // Anybody can name a scope: it must not fill the memory.
  if (signingKeys.size === 200) signingKeys.clear();
  const key = scope.split("/").reduce(hmac, Buffer.from(`AWS4${secretAccessKey}`));
  signingKeys.set(of, key);
  return key;
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

const quarterHour = 900_000;

function checkTime({ time, expires }: Signature): void {
  const signedAt = Date.parse(time.replace(/(....)(..)(..)T(..)(..)(..)Z/, "$1-$2-$3T$4:$5:$6Z"));
  const age = Date.now() - signedAt;
  // Written so that a time that is no date, NaN, is refused too.
  const early = !(age > -quarterHour);
  if (!early && age <= (expires === undefined ? quarterHour : expires * 1000)) return;
  if (expires !== undefined) throw new AwsError("AccessDenied", early ? "Request is not yet valid" : "Request has expired", 403);
  throw new AwsError("RequestTimeTooSkewed", "The difference between the request time and the current time is too large.", 403);
}

function checkHeaders({ headers }: SignedRequest, { signedHeaders }: Signature): void {
  if (!signedHeaders.includes("host")) throw mismatch("'Host' must be a 'SignedHeader' in the AWS Authorization.");
  // They say what is asked for: one that anybody could have added must not count.
  const unsigned = Object.keys(headers).find((name) => name.startsWith("x-amz-") && !signedHeaders.includes(name));
  if (unsigned)
    throw new AwsError("AccessDenied", `There were headers present in the request which were not signed: ${unsigned}`, 403);
}

function mismatch(message: string): AwsError {
  return new AwsError("SignatureDoesNotMatch", message, 403);
}

function canonicalRequest(request: SignedRequest, signature: Signature): string {
  const { method, path, query, headers } = request;
  const { signedHeaders, service } = signature;
  return [
    method,
    // S3's path is signed as it is sent; every other service's is encoded once more.
    service === "s3" ? path : path.split("/").map(encode).join("/"),
    canonicalQuery(query),
    ...signedHeaders.map((name) => `${name}:${headers[name]?.trim().replace(/\s+/g, " ")}`),
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

/** Only S3 takes a payload that is not signed: in a URL, over TLS, or in a stream with a checksum behind it. */
function payloadHash({ headers, query, body }: SignedRequest, { service, expires }: Signature): string {
  const inUrl = expires === undefined ? "" : "UNSIGNED-PAYLOAD";
  const claimed = headers["x-amz-content-sha256"] ?? query.get("X-Amz-Content-Sha256") ?? inUrl;
  if (service === "s3" && /^(UNSIGNED-PAYLOAD|STREAMING-UNSIGNED-PAYLOAD-TRAILER)$/.test(claimed)) return claimed;
  const hash = createHash("sha256").update(body).digest("hex");
  if (service !== "s3" || claimed === hash) return hash;
  if (claimed.startsWith("STREAMING-")) throw notSupported(`The payload signature ${claimed}`, "send the object in one piece");
  const message = "The provided 'x-amz-content-sha256' header does not match what was computed.";
  throw new AwsError("XAmzContentSHA256Mismatch", message);
}
