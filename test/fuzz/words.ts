// Who sends hostile requests, and the words in them: some mean something here, some break something elsewhere.
import fc from "fast-check";

/** Who the requests come from, so that none of them can change anything whatever it says. */
export interface Cast {
  /** Of the customer who has an active order at every shop: nothing can be ordered. */
  readonly busy: string;
  /** Of one who never ordered: there is nothing to change. */
  readonly idle: string;
  /** Of staff of a shop that has no orders. */
  readonly barista: string;
  /** Tokens that are none, or of the wrong kind. */
  readonly worthless: readonly string[];
  /** Words that mean something here: shops, accounts, keys of invoices. */
  readonly words: readonly string[];
  readonly basePath: string;
  /** An order that is right in all. */
  readonly order: object;
}

/** Paths, encodings, templates, types, numbers. */
const nasty = [
  ..."%00 % %zz %c3%28 .. ../../etc/passwd ..%2f..%2f %2e%2e%2f \\ // / ; ? # * ' \" ` '-- \\\" {{7*7}} __proto__ constructor toString".split(
    " ",
  ),
  ..."$input $context.identity #set($x=1) $util.parseJson('{') <script>alert(1)</script> null undefined NaN true [] {}".split(
    " ",
  ),
  ..."-1 0 1e999 9007199254740993 0x10 2026-01-01T00:00:00Z é ÿ ☕ 🙂 \u202e \ud800".split(" "),
  ...["", " ", "\t", "\r\n", "\r\nX-Evil: 1", "\u0000", "' OR 1=1", `\${7*7}`],
];

/** Any of Unicode's: `fc.string` would note down all of them first, a million. */
const point = fc.oneof(fc.nat(0xd7ff), fc.integer({ min: 0xe000, max: 0x10ffff }));

export function words({ words: known }: Cast): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...known) },
    { weight: 3, arbitrary: fc.constantFrom(...nasty) },
    { weight: 1, arbitrary: fc.array(point, { maxLength: 40 }).map((points) => String.fromCodePoint(...points)) },
    { weight: 1, arbitrary: fc.integer({ min: 100, max: 5000 }).map((length) => "x".repeat(length)) },
  );
}

/** What could place an order comes from who can place none, what could change one from who has none. */
export function tokensFor(method: string, { busy, idle, barista }: Cast): string[] {
  if (method === "PATCH") return [idle, barista];
  return method === "POST" ? [busy] : [busy, idle, barista];
}
