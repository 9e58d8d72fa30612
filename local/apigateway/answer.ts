// What the client gets, on the wire.
import type { ServerResponse } from "node:http";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Exchange } from "./exchange";

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Headers API Gateway keeps to itself: an integration's come out as `x-amzn-Remapped-…`. */
const remapped =
  /^(authorization|connection|content-(length|md5)|date|expect|host|server|trailer|transfer-encoding|upgrade|www-authenticate)$/i;

/** @throws Error if a header can't be sent as it is; nothing is sent then. */
export async function send(response: ServerResponse, answer: Answer, exchange: Exchange, compressFrom: number): Promise<void> {
  const accepts = /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(exchange.header("accept-encoding") ?? "");
  const hasBody = answer.status !== 204 && answer.status !== 304;
  const plain = Buffer.from(hasBody ? answer.body : "");
  try {
    for (const [name, value] of Object.entries(answer.headers)) {
      response.setHeader(remapped.test(name) ? `x-amzn-Remapped-${name}` : name, value);
    }
    const compresses = accepts && plain.length >= compressFrom && !response.hasHeader("content-encoding");
    if (compresses) response.setHeader("Content-Encoding", "gzip");
    const body = compresses ? await promisify(gzip)(plain) : plain;
    response.setHeader("x-amzn-RequestId", String(exchange.context.requestId));
    response.writeHead(answer.status, { ...(hasBody && { "Content-Length": body.length }) }).end(body);
  } catch (error) {
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    throw error;
  }
}
