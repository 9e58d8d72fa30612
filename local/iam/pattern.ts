// What `*` and `?` mean in a policy, as regular expressions made once.

/** Whether a text matches one of the patterns as a whole. */
export function matcher(patterns: readonly string[], flags = ""): (text: string) => boolean {
  if (patterns.includes("*")) return () => true;
  return whole(patterns.map((pattern) => source(pattern)).join("|"), flags);
}

/** In an ARN condition each of the first five parts is matched by itself: a `*` there stops at the colon. */
export function arnMatcher(pattern: string): (text: string) => boolean {
  const [, head, resource] = /^((?:[^:]*:){5})(.*)$/s.exec(pattern) ?? [];
  if (head === undefined || resource === undefined) throw new Error(`'${pattern}' is not an ARN: it has fewer than six parts`);
  return whole(source(head, "[^:]") + source(resource));
}

function whole(expression: string, flags = ""): (text: string) => boolean {
  const regex = new RegExp(`^(?:${expression})$`, `s${flags}`);
  return (text) => regex.test(text);
}

function source(pattern: string, any = "."): string {
  const literal = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return literal.replace(/[*?]/g, (wildcard) => (wildcard === "*" ? `${any}*` : any));
}
