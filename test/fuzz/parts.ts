// What hostile requests are made of: words that mean something here or break something elsewhere, and targets, headers and bodies of them.
import fc from "fast-check";
import { type Cast, tokensFor, words } from "./words";

export function targets(cast: Cast): fc.Arbitrary<string> {
  const word = words(cast);
  const coded = word.map((text) => encodeURIComponent(Buffer.from(text).toString()));
  const known = fc.constantFrom(
    "order",
    "orders",
    "invoice",
    "menu",
    "openapi.json",
    "",
    "counter",
    "config.json",
    "assets/order.js",
  );
  const path = fc.oneof(
    { weight: 8, arbitrary: known },
    { weight: 1, arbitrary: coded.map((text) => `assets/${text}`) },
    { weight: 1, arbitrary: fc.tuple(known, coded).map(([route, text]) => `${route}/${text}`) },
    { weight: 1, arbitrary: printable(word) },
  );
  const name = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom("vendorid", "accountid", "objectKey", "limit", "next", "status") },
    { weight: 1, arbitrary: coded },
  );
  const pair = fc
    .tuple(name, fc.oneof({ weight: 5, arbitrary: coded }, { weight: 1, arbitrary: printable(word) }))
    .map((both) => both.join("="));
  const query = fc
    .tuple(fc.array(pair, { maxLength: 4 }), fc.constantFrom("&", "&", "&", ";"))
    .map(([pairs, separator]) => pairs.join(separator));
  const origin = fc.tuple(path, query).map(([to, asked]) => `${cast.basePath}/${to}${asked && `?${asked}`}`);
  return fc.oneof(
    { weight: 20, arbitrary: origin },
    { weight: 1, arbitrary: origin.map((target) => target.replace(cast.basePath, "")) },
    { weight: 1, arbitrary: origin.map((target) => target.replaceAll("/", "//")) },
    { weight: 1, arbitrary: origin.map((target) => `http://127.0.0.1${target}`) },
    {
      weight: 1,
      arbitrary: fc.constantFrom("*", "/", cast.basePath, `${cast.basePath}?`, "127.0.0.1:80", "http://example.com/"),
    },
  );
}

function without(text: string, unwanted: (character: string) => boolean): string {
  return [...text].filter((character) => !unwanted(character)).join("");
}

/** As it may stand in a request's first line: HTTP itself ends it at a blank. */
function printable(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return text.map((word) => without(word, (character) => character <= " " || character === "\u007f").slice(0, 3000));
}

export function headers(cast: Cast, method: string): fc.Arbitrary<[string, string][]> {
  const token = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...tokensFor(method, cast)) },
    { weight: 1, arbitrary: fc.constantFrom(...cast.worthless) },
  );
  return fc
    .tuple(
      fc.option(token, { freq: 6 }),
      fc.option(fc.constantFrom<[string, string]>(["Content-Type", "application/json"]), { freq: 4 }),
      fc.array(otherHeader(cast), { maxLength: 4 }),
    )
    .map(([bearer, type, others]) => [
      ...(others.some(([name]) => name === "Host") ? [] : [["Host", "127.0.0.1"] as [string, string]]),
      ...(bearer === null ? [] : [["Authorization", `Bearer ${bearer}`] as [string, string]]),
      ...(type === null ? [] : [type]),
      ...others,
    ]);
}

export function otherHeader(cast: Cast): fc.Arbitrary<[string, string]> {
  const word = words(cast).map((text) => without(text, (character) => "\r\n\u0000".includes(character)).slice(0, 4000));
  const header = (name: string, ...values: string[]) =>
    fc
      .oneof({ weight: 3, arbitrary: fc.constantFrom(...values) }, { weight: 1, arbitrary: word })
      .map((value): [string, string] => [name, value]);
  return fc.oneof(
    header(
      "Content-Type",
      "application/json",
      "application/json; charset=utf-8",
      "APPLICATION/JSON",
      "text/plain",
      "application/xml",
      "multipart/form-data; boundary=x",
    ),
    header("Content-Encoding", "gzip", "identity", "br"),
    header("Accept-Encoding", "gzip", "deflate;q=0.5, *;q=0", "br", "gzip;q=nonsense"),
    header("Accept", "text/html", "*/*", "application/xml"),
    header(
      "Idempotency-Key",
      "7c967383-dcb8-4611-a68e-a6fe40e89368",
      "7C967383-DCB8-4611-A68E-A6FE40E89368",
      "1",
      "7c967383-dcb8-4611-a68e-a6fe40e89368,7c967383-dcb8-4611-a68e-a6fe40e89368",
    ),
    header("If-None-Match", "*", '"x"', 'W/"x"'),
    header("x-amzn-RequestId", "mine", "\u00ff"),
    header("X-HTTP-Method-Override", "PATCH", "DELETE"),
    header("Expect", "100-continue", "the-unexpected"),
    header("Range", "bytes=0-1", "bytes=9999999-"),
    header("Connection", "close", "keep-alive", "upgrade"),
    header("Upgrade", "websocket", "h2c"),
    header("Cookie", "a=b"),
    header("X-Forwarded-For", "203.0.113.1", "evil\u00e9"),
    header("Host", "localhost", "127.0.0.1:1", "example.com", ""),
    fc.tuple(fc.constantFrom("X-A", "X-Very-Long", "vendorid", "accountid"), word),
  );
}

export function bodies(cast: Cast): fc.Arbitrary<Buffer> {
  const value = fc.oneof(
    words(cast),
    fc.double(),
    fc.integer(),
    fc.integer({ min: -1, max: 500 }),
    fc.boolean(),
    fc.constant(null),
    fc.jsonValue({ maxDepth: 3 }),
  );
  const wrong = fc
    .tuple(fc.nat(), value, fc.constantFrom("set", "drop", "add"))
    .map(([at, to, how]) => changed(cast.order, at, to, how));
  const json = fc.oneof(
    { weight: 6, arbitrary: wrong },
    { weight: 2, arbitrary: value.map((status) => ({ status })) },
    {
      weight: 2,
      arbitrary: fc.constantFrom<object>(cast.order, ...["ready", "collected", "cancelled"].map((status) => ({ status }))),
    },
    { weight: 1, arbitrary: fc.jsonValue() },
  );
  const text = json.map((data) => Buffer.from(JSON.stringify(data)));
  const broken = fc.tuple(text, fc.nat(), fc.nat(255)).map(([bytes, at, byte]) => {
    const copy = Buffer.from(bytes);
    copy[at % copy.length] = byte;
    return copy;
  });
  return fc.oneof(
    { weight: 500, arbitrary: text },
    { weight: 150, arbitrary: broken },
    { weight: 50, arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)) },
    {
      weight: 50,
      arbitrary: fc
        .constantFrom("", "[".repeat(20_000), '{"order":'.repeat(3000), '{"a":1,"a":2}', "\ufeff{}")
        .map((bytes) => Buffer.from(bytes)),
    },
    { weight: 1, arbitrary: fc.integer({ min: 200_000, max: 400_000 }).map((length) => Buffer.alloc(length, 0x20)) },
  );
}

/** A copy with one thing in it another: a field set, dropped or added, wherever `at` says. */
function changed(order: object, at: number, to: unknown, how: string): unknown {
  const copy = structuredClone(order) as Record<string, unknown>;
  const places: [Record<string, unknown>, string][] = [];
  const walk = (node: Record<string, unknown>) => {
    for (const [name, inner] of Object.entries(node)) {
      places.push([node, name]);
      if (typeof inner === "object" && inner !== null) walk(inner as Record<string, unknown>);
    }
  };
  walk(copy);
  const [node, name] = places[at % places.length] ?? [copy, "order"];
  if (how === "set") node[name] = to;
  else if (how === "drop") delete node[name];
  else node[`${name}2`] = to;
  return copy;
}
