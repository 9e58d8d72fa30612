// What the client gets, on the wire.
import type { ServerResponse } from "node:http";
import { promisify } from "node:util";
import { deflate, gzip } from "node:zlib";
import type { Exchange } from "./exchange";

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string;
}

/** Headers API Gateway keeps to itself: an integration's come out as `x-amzn-Remapped-…`, but for one: recorded on AWS. */
const remapped =
  /^(authorization|connection|content-(length|md5)|date|expect|host|max-forwards|proxy-authenticate|server|trailer|upgrade|user-agent|www-authenticate)$/i;
const dropped = /^transfer-encoding$/i;

/** @throws Error if a header can't be sent as it is; nothing is sent then. */
export async function send(response: ServerResponse, answer: Answer, exchange: Exchange, compressFrom: number): Promise<void> {
  const hasBody = answer.status !== 204 && answer.status !== 304;
  const plain = Buffer.from(hasBody ? answer.body : "");
  try {
    for (const [name, value] of Object.entries(answer.headers)) {
      if (!dropped.test(name)) response.setHeader(remapped.test(name) ? `x-amzn-Remapped-${name}` : name, value);
    }
    const small = plain.length < compressFrom || response.hasHeader("content-encoding");
    const coding = small ? undefined : preferredCoding(exchange.header("accept-encoding") ?? "");
    if (coding) response.setHeader("Content-Encoding", coding);
    const body = coding ? await codings[coding](plain) : plain;
    response.setHeader("x-amzn-RequestId", String(exchange.context.requestId));
    response.setHeader("x-amz-apigw-id", String(exchange.context.extendedRequestId));
    response.writeHead(answer.status, { ...(hasBody && { "Content-Length": body.length }) }).end(body);
  } catch (error) {
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    throw error;
  }
}

const codings = { gzip: promisify(gzip), deflate: promisify(deflate) };

/** One of those the client likes best, or none: API Gateway takes no second choice ("Enable payload compression", its guide). */
function preferredCoding(accepted: string): keyof typeof codings | undefined {
  const offers = accepted.toLowerCase().split(",");
  const weights = new Map(
    offers.map((offer) => {
      const [name = "", weight = "1"] = offer.split(/;\s*q=/);
      return [name.trim(), Number(weight)];
    }),
  );
  const best = Math.max(...weights.values());
  return (["gzip", "deflate"] as const).find((name) => best > 0 && weights.get(name) === best);
}
