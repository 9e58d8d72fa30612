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
