// Which operation a request is for: a literal segment before {a parameter}, and that before {the rest+}.
import type { Operation } from "./document";

/** What ANY stands for; TRACE and others reach nothing. */
const anyMethod = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

export interface Route {
  readonly operation: Operation;
  /** As sent: still percent-encoded. */
  readonly parameters: Readonly<Record<string, string>>;
}

export class Routes {
  private readonly sorted: readonly {
    readonly operation: Operation;
    readonly pattern: RegExp;
    readonly names: readonly string[];
  }[];

  constructor(readonly operations: readonly Operation[]) {
    this.sorted = [...operations]
      .sort((a, b) => (rank(a) < rank(b) ? -1 : 1))
      .map((operation) => ({
        operation,
        names: [...operation.path.matchAll(/\{([^}+]+)\+?\}/g)].map(([, name = ""]) => name),
        pattern: new RegExp(
          `^${operation.path
            .replace(/^\//, "")
            .split("/")
            .map((part) => (/^\{.*\+\}$/.test(part) ? "(.+)" : /^\{/.test(part) ? "([^/]+)" : part.replaceAll(".", "\\.")))
            .join("/")}$`,
        ),
      }));
  }

  /** A path that has the resource and not the method is tried on the less exact ones: recorded on AWS. */
  find(method: string, path: string): Route | undefined {
    const trimmed = path.replace(/^\/+|\/+$/g, "");
    for (const { operation, pattern, names } of this.sorted) {
      if (operation.method !== method && (operation.method !== "ANY" || !anyMethod.includes(method))) continue;
      const values = pattern.exec(trimmed)?.slice(1);
      if (values) return { operation, parameters: Object.fromEntries(names.map((name, at) => [name, values[at] ?? ""])) };
    }
    return undefined;
  }
}

/** Segment by segment a literal sorts before a parameter before the rest; a method of its own before ANY. */
function rank({ path, method }: Operation): string {
  const segments = path.split("/").map((part) => (part.endsWith("+}") ? "2" : part.startsWith("{") ? "1" : "0"));
  return segments.join("") + (method === "ANY" ? "1" : "0");
}
