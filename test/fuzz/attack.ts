// Requests that nobody should send: every route, method, token, encoding and size, mostly wrong, some right but for one thing.
import fc from "fast-check";
import { bodies, headers, otherHeader, targets } from "./parts";
import type { Delivery } from "./wire";
import { type Cast, tokensFor, words } from "./words";

export interface Attack {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
  readonly framing: "length" | "chunked" | "too long" | "too short" | "none";
}

export interface Assault {
  /** More than one are sent at once on one connection. */
  readonly attacks: readonly Attack[];
  readonly delivery: Delivery;
}

export function assaults(cast: Cast): fc.Arbitrary<Assault> {
  const attack = attacks(cast);
  const several = fc.array(attack, { minLength: 1, maxLength: 4 });
  const whole = fc.constant({ pieces: 1, pause: 0 });
  const delivery: fc.Arbitrary<Delivery> = fc.oneof(
    { weight: 17, arbitrary: whole },
    { weight: 1, arbitrary: fc.record({ pieces: fc.integer({ min: 2, max: 12 }), pause: fc.integer({ min: 0, max: 8 }) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        pieces: fc.integer({ min: 1, max: 4 }),
        pause: fc.constant(0),
        cutAt: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
    },
  );
  return fc.record({
    attacks: fc.oneof({ weight: 14, arbitrary: attack.map((one) => [one]) }, { weight: 1, arbitrary: several }),
    delivery,
  });
}

function attacks(cast: Cast): fc.Arbitrary<Attack> {
  return fc.oneof({ weight: 3, arbitrary: nearlyRight(cast) }, { weight: 2, arbitrary: anything(cast) });
}

/** A request as a client would send it, of somebody who may ask, with a wrong word, body or header in it: it gets far. */
function nearlyRight(cast: Cast): fc.Arbitrary<Attack> {
  const coded = words(cast).map((text) => encodeURIComponent(Buffer.from(text).toString()));
  const query = (...names: string[]) =>
    fc.tuple(...names.map((name) => coded.map((word) => `${name}=${word}`))).map((pairs) => `?${pairs.join("&")}`);
  const route = (method: string, path: string, asked: fc.Arbitrary<string>, body: fc.Arbitrary<Buffer>) =>
    fc.record({ method: fc.constant(method), target: asked.map((text) => `${cast.basePath}/${path}${text}`), body });
  const none = fc.constant(Buffer.alloc(0));
  const routes = fc.oneof(
    { weight: 4, arbitrary: route("POST", "order", fc.constant(""), bodies(cast)) },
    { weight: 2, arbitrary: route("PATCH", "order", query("vendorid", "accountid"), bodies(cast)) },
    { weight: 1, arbitrary: route("GET", "order", query("vendorid", "accountid"), none) },
    { weight: 1, arbitrary: route("GET", "orders", query("vendorid", "limit", "next"), none) },
    { weight: 1, arbitrary: route("GET", "orders", query("next"), none) },
    { weight: 1, arbitrary: route("GET", "invoice", query("objectKey"), none) },
  );
  return routes.chain((attack) => {
    const plain: [string, string][] = [
      ["Host", "127.0.0.1"],
      ["Content-Type", "application/json"],
    ];
    return fc
      .tuple(fc.constantFrom(...tokensFor(attack.method, cast)), fc.option(otherHeader(cast), { freq: 3 }))
      .map(([token, other]) => ({
        ...attack,
        headers: [...plain, ["Authorization", `Bearer ${token}`] as [string, string], ...(other ? [other] : [])],
        framing: "length" as const,
      }));
  });
}

function anything(cast: Cast): fc.Arbitrary<Attack> {
  const method = fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom("GET", "POST", "PATCH") },
    {
      weight: 2,
      arbitrary: fc.constantFrom("PUT", "DELETE", "HEAD", "OPTIONS", "TRACE", "QUERY", "PROPFIND", "get", "CONNECT"),
    },
  );
  return method.chain((name) =>
    fc.record({
      method: fc.constant(name),
      target: targets(cast),
      headers: headers(cast, name),
      body: bodies(cast),
      framing: fc.oneof(
        { weight: 12, arbitrary: fc.constantFrom<Attack["framing"]>("length") },
        { weight: 2, arbitrary: fc.constantFrom<Attack["framing"]>("chunked", "too long", "too short", "none") },
      ),
    }),
  );
}

/** As it goes over the wire. */
export function bytesOf({ method, target, headers, body, framing }: Attack): Buffer {
  const size = {
    length: body.length,
    "too long": body.length + 7,
    "too short": Math.max(0, body.length - 7),
    chunked: 0,
    none: 0,
  }[framing];
  const frame = framing === "none" ? [] : [framing === "chunked" ? "Transfer-Encoding: chunked" : `Content-Length: ${size}`];
  const lines = [`${method} ${target} HTTP/1.1`, ...headers.map((pair) => pair.join(": ")), ...frame];
  const head = Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "utf8");
  if (framing !== "chunked") return Buffer.concat([head, body]);
  const chunk = body.length > 0 ? [`${body.length.toString(16)}\r\n`, body, "\r\n"] : [];
  return Buffer.concat([head, ...[...chunk, "0\r\n\r\n"].map((part) => Buffer.from(part))]);
}
