// JSON from strangers, and paths into it: whatever a key is called, it never reaches a prototype.

/** As deep as the parser API Gateway uses follows. */
const maxDepth = 400;

/** @throws Error that says what is wrong without quoting the text. */
export function parseJson(text: string): unknown {
  const value = parse(text);
  let level = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxDepth) throw new Error(`JSON nested deeper than ${maxDepth} levels`);
    level = level.flatMap((item) => (typeof item === "object" && item !== null ? Object.values(item) : []));
  }
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error("not JSON");
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The member of an object or the item of a list; undefined where there is none. */
export function member(of: unknown, key: unknown): unknown {
  if (Array.isArray(of)) return of[Number(key)];
  return isObject(of) && Object.hasOwn(of, String(key)) ? of[String(key)] : undefined;
}

/** @throws Error for a JSONPath beyond `$`, `.name`, `['a name']` and `[0]`. */
export function jsonPath(expression: string): (root: unknown) => unknown {
  const steps: string[] = [];
  const step = /\.([\w-]+)|\[(\d+)\]|\['([^']*)'\]|\["([^"]*)"\]/gy;
  step.lastIndex = 1;
  while (expression.startsWith("$") && step.lastIndex < expression.length) {
    const match = step.exec(expression);
    if (!match) break;
    steps.push(match[1] ?? match[2] ?? match[3] ?? match[4] ?? "");
  }
  if (!expression.startsWith("$") || step.lastIndex < expression.length) {
    throw new Error(`the JSONPath '${expression}' is not supported on the laptop; use $, .name, ['a name'] and [0]`);
  }
  return (root) => steps.reduce(member, root);
}
