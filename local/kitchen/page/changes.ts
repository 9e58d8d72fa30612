// What a state made of its input: most of it goes through as it came.

/** By path, each with what is there now; what went away is on neither. @param input and output JSON */
export function changesOf(input: string, output: string): Record<string, unknown> {
  return Object.fromEntries(between(JSON.parse(input), JSON.parse(output), "$"));
}

function between(before: unknown, after: unknown, path: string): [string, unknown][] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (!isMap(before) || !isMap(after) || Object.keys(before).some((name) => !(name in after))) return [[path, after]];
  return Object.entries(after).flatMap(([name, value]) => {
    const inner = `${path}.${name}`;
    return name in before ? between(before[name], value, inner) : [[inner, value] satisfies [string, unknown]];
  });
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
