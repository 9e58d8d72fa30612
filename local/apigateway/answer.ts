// What the client gets, on the wire.
import type { ServerResponse } from "node:http";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Exchange } from "./exchange";

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string;
}

/** Headers API Gateway keeps to itself: an integration's come out as `x-amzn-Remapped-…`. */
const remapped = new Set([
  ...["authorization", "connection", "content-length", "content-md5", "date", "expect", "host", "max-forwards"],
  ...["proxy-authenticate", "server", "trailer", "upgrade", "user-agent", "www-authenticate"],
]);

/** @throws Error if a header can't be sent as it is; nothing is sent then. */
export async function send(response: ServerResponse, answer: Answer, exchange: Exchange, compressFrom: number): Promise<void> {
  const { requestId, extendedRequestId } = exchange.context;
  const accepts = /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(exchange.header("accept-encoding") ?? "");
  const hasBody = answer.status !== 204 && answer.status !== 304;
  const plain = Buffer.from(hasBody ? answer.body : "");
  try {
    for (const [name, value] of Object.entries(answer.headers)) {
      const lower = name.toLowerCase();
      if (lower !== "transfer-encoding") response.setHeader(remapped.has(lower) ? `x-amzn-Remapped-${name}` : name, value);
    }
    const compresses = accepts && plain.length >= compressFrom && !response.hasHeader("content-encoding");
    if (compresses) response.setHeader("Content-Encoding", "gzip");
    const body = compresses ? await promisify(gzip)(plain) : plain;
    const ids = { "x-amzn-RequestId": String(requestId), "x-amz-apigw-id": String(extendedRequestId) };
    response.writeHead(answer.status, { ...ids, ...(hasBody && { "Content-Length": body.length }) }).end(body);
  } catch (error) {
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    throw error;
  }
}
