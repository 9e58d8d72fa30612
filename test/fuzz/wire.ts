// A request byte by byte on a socket of its own, as no HTTP client would send it, and whatever comes back.
import { connect } from "node:net";
import { setTimeout as wait } from "node:timers/promises";

/** How the bytes travel: in pieces with pauses, or broken off after a share of them. */
export interface Delivery {
  readonly pieces: number;
  /** Milliseconds between two pieces. */
  readonly pause: number;
  /** 0 to 1 of the bytes; then the connection is cut. */
  readonly cutAt?: number | undefined;
}

export interface WireAnswer {
  readonly status: number;
  /** In lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface Exchange {
  readonly answers: readonly WireAnswer[];
  /** Neither answered in full nor closed in time. */
  readonly hung: boolean;
}

/** Milliseconds. */
const patience = 30_000;

/** @param methods of the requests in `bytes`, in their order: an answer to HEAD has no body, whatever it says of its length */
export async function exchange(port: number, bytes: Buffer, methods: readonly string[], delivery: Delivery): Promise<Exchange> {
  const { pieces, pause, cutAt } = delivery;
  const sent = cutAt === undefined ? bytes : bytes.subarray(0, Math.floor(bytes.length * cutAt));
  const chunks: Buffer[] = [];
  let closed = false;
  const socket = connect({ port, host: "127.0.0.1" });
  const over = new Promise<void>((done) => {
    socket.once("close", () => {
      closed = true;
      done();
    });
    socket.on("data", (chunk) => {
      chunks.push(chunk);
      if (parse(Buffer.concat(chunks), methods).length >= methods.length) done();
    });
  });
  // A connection the server gave up: what it said before counts.
  socket.on("error", () => {});
  const size = Math.max(1, Math.ceil(sent.length / pieces));
  for (let at = 0; at < sent.length && !closed; at += size) {
    socket.write(sent.subarray(at, at + size));
    if (pause > 0 && at + size < sent.length) await wait(pause);
  }
  if (cutAt !== undefined) {
    await new Promise<void>((done) => socket.write("", () => done()));
    socket.destroy();
  }
  const limit = new AbortController();
  const hung = await Promise.race([over.then(() => false), wait(patience, true, { signal: limit.signal }).catch(() => false)]);
  limit.abort();
  socket.destroy();
  return { answers: parse(Buffer.concat(chunks), methods), hung };
}

/** The answers that are there in full. */
function parse(raw: Buffer, methods: readonly string[]): WireAnswer[] {
  const answers: WireAnswer[] = [];
  for (let rest = raw; rest.length > 0; ) {
    const end = rest.indexOf("\r\n\r\n");
    if (end < 0) break;
    const [line = "", ...lines] = rest.subarray(0, end).toString("latin1").split("\r\n");
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(line)?.[1]);
    const headers = Object.fromEntries(lines.map((header) => splitHeader(header)));
    rest = rest.subarray(end + 4);
    // "Go on": the answer is yet to come.
    if (status === 100) continue;
    const bodiless = methods[answers.length] === "HEAD" || status === 304;
    const found = bodiless ? { body: Buffer.alloc(0), end: 0 } : bodyOf(rest, headers);
    if (!found) break;
    answers.push({ status, headers, body: found.body });
    rest = rest.subarray(found.end);
  }
  return answers;
}

/** With where it ends; undefined if some of it is still to come. */
function bodyOf(rest: Buffer, headers: Readonly<Record<string, string>>): { body: Buffer; end: number } | undefined {
  if (headers["transfer-encoding"] !== "chunked") {
    const end = Number(headers["content-length"] ?? 0);
    return rest.length < end ? undefined : { body: rest.subarray(0, end), end };
  }
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const line = rest.indexOf("\r\n", at);
    const size = Number.parseInt(rest.subarray(at, line).toString("latin1"), 16);
    const end = line + 2 + size + 2;
    if (line < 0 || rest.length < end) return undefined;
    if (size === 0) return { body: Buffer.concat(chunks), end };
    chunks.push(rest.subarray(line + 2, end - 2));
    at = end;
  }
}

function splitHeader(header: string): [string, string] {
  const colon = header.indexOf(":");
  return [header.slice(0, colon).toLowerCase(), header.slice(colon + 1).trim()];
}
