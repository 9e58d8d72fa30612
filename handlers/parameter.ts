// What a request names in its query: a shop, an account, an invoice's key, the next page.
import { refusal, shown } from "./errors";

/** Bytes: of what a table's sort key and an object's key may have. */
const longest = 1024;

/** A query parameter. @throws BadRequest if it is missing and has no default, empty or longer than any id or key */
export function parameter(query: Readonly<Record<string, string>>, name: string, standard?: string): string {
  const value = query[name] ?? standard;
  if (value !== undefined && value !== "" && Buffer.byteLength(value) <= longest) return value;
  throw refusal("BadRequest", `${name} is ${shown(value)}: send ?${name}= with a text of 1 to ${longest} bytes`);
}
