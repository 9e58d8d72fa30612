// XML as S3 and the query protocol answer it.

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;" };

/**
 * An element: objects become children in their order, `undefined` ones are left out.
 * A list repeats its element, S3's way; the query protocol wants `{ member: [...] }`.
 */
export function xml(name: string, value: unknown, attributes = ""): string {
  if (value === undefined) return "";
  if (Array.isArray(value)) return value.map((item) => xml(name, item)).join("");
  const inner =
    value !== null && typeof value === "object"
      ? Object.entries(value)
          .map(([key, child]) => xml(key, child))
          .join("")
      : String(value).replace(/[&<>"\r]/g, (character) => escapes[character] ?? character);
  return `<${name}${attributes}>${inner}</${name}>`;
}
