// A loopback HTTP server as the AWS endpoint and the REST API use it.
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { AwsError } from "./aws/error";

/**
 * Listens on 127.0.0.1 only; Node itself answers what is no HTTP with a 400.
 * @param what who needs the port, with the flag that changes it: `the REST API (--port)`.
 * @throws Error saying so if the port is in use.
 */
export function listen(listener: RequestListener, port: number, what: string): Promise<Server> {
  // Idle connections outlive the SDKs' pools, so that no client sends on one that is just being closed.
  const server = createServer({ headersTimeout: 20_000, requestTimeout: 60_000, keepAliveTimeout: 65_000 });
  const serve: RequestListener = (request, response) => {
    // What comes right behind an offer to speak something else, Node throws away: whoever sent it must not wait for an answer.
    if (request.headers.upgrade !== undefined) response.shouldKeepAlive = false;
    listener(request, response);
  };
  server.on("request", serve);
  server.on("checkContinue", (request, response) => {
    // While an earlier answer on the connection is pending, Node would put its "go on" between head and body of the later one.
    if (response.socket) response.writeContinue();
    serve(request, response);
  });
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const [, purpose = what, flag] = /^(.+) \((--\S+)\)$/.exec(what) ?? [];
      const instead = flag ? `start with ${flag} N` : "take another port";
      const message = `port ${port} is in use; it is needed for ${purpose}: end what listens there or ${instead}`;
      reject(error.code === "EADDRINUSE" ? new Error(message) : error);
    });
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

export function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Requests under way are answered, within 2 s; a connection that idles is cut. */
export function end(server: Server): Promise<void> {
  const cutting = setInterval(() => server.closeIdleConnections(), 20);
  const late = setTimeout(() => server.closeAllConnections(), 2000);
  return new Promise((done) => {
    server.close(() => {
      clearInterval(cutting);
      clearTimeout(late);
      done();
    });
  });
}

/** Against DNS rebinding: a page of a stranger's domain that resolves to this machine sends that domain as Host. */
export function hostIsLocal(host: string | undefined): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i.test(host ?? "");
}

/**
 * @param limit in bytes. A longer body is read to its end all the same: a client that still sends would not see the answer.
 * @throws AwsError 413 beyond the limit; Error if the client went away.
 */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const gone = () => reject(new Error("The client went away"));
    // Whoever did so already says it to nobody any more.
    if (request.destroyed) return gone();
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else chunks.length = 0;
    });
    request.on("end", () => {
      if (size <= limit) resolve(Buffer.concat(chunks));
      else reject(new AwsError("RequestEntityTooLarge", `The body has ${size} bytes; at most ${limit} are allowed`, 413));
    });
    request.on("error", reject);
    // Before "end" only if the client went away.
    request.on("close", gone);
  });
}
