// JSON from strangers: whatever a key is called, it never reaches a prototype.

/** As deep as the parser API Gateway uses follows. */
const maxDepth = 400;

/** @throws Error that says what is wrong without quoting the text. */
export function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error("not JSON");
  }
  let level = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxDepth) throw new Error(`JSON nested deeper than ${maxDepth} levels`);
    level = level.flatMap((item) => (typeof item === "object" && item !== null ? Object.values(item) : []));
  }
  return value;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The member of an object or the item of a list; undefined where there is none. */
export function member(of: unknown, key: unknown): unknown {
  if (Array.isArray(of)) return of[Number(key)];
  return isObject(of) && Object.hasOwn(of, String(key)) ? of[String(key)] : undefined;
}
