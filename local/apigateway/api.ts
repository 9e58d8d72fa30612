// An API made from its document: every operation with all it does, and which of them a request is for.
import { createHash } from "node:crypto";
import { authorizer } from "./authorizer";
import { type ApiDocument, type GatewayResponses, type OperationDocument, parseDocument } from "./document";
import { integration } from "./integration";
import { naming } from "./naming";
import type { Cloud } from "./serviceCall";
import { validation } from "./validation";

export interface Route {
  readonly operation: ReturnType<typeof compile>;
  /** As sent: still percent-encoded. */
  readonly parameters: Readonly<Record<string, string>>;
}

export class Api {
  readonly gatewayResponses: GatewayResponses;
  private readonly operations: readonly Route["operation"][];

  /** @throws Error naming path, method and what is not supported. */
  constructor(body: string, cloud: Cloud) {
    const document = parseDocument(body);
    this.gatewayResponses = document["x-amazon-apigateway-gateway-responses"] ?? {};
    this.operations = Object.entries(document.paths)
      .sort(([a], [b]) => (rank(a) < rank(b) ? -1 : 1))
      .flatMap(([path, item]) =>
        Object.entries(item).map(([key, operation]) => {
          const method = key.toUpperCase();
          return naming(`${method} ${path}`, () => compile(document, method, path, operation, cloud));
        }),
      );
  }

  /** A path that has the resource and not the method is tried on the less exact ones: recorded on AWS. */
  find(method: string, path: string): Route | undefined {
    const trimmed = path.replace(/^\/+|\/+$/g, "");
    for (const operation of this.operations) {
      const values = operation.method === method ? operation.pattern.exec(trimmed)?.slice(1) : undefined;
      if (values)
        return { operation, parameters: Object.fromEntries(operation.names.map((name, at) => [name, values[at] ?? ""])) };
    }
    return undefined;
  }
}

/** As text a literal sorts before {a parameter}, and that before {the rest+}. */
function rank(path: string): string {
  return path.replaceAll(/\{[^}]*\+\}/g, "~");
}

function compile(document: ApiDocument, method: string, path: string, operation: OperationDocument, cloud: Cloud) {
  const declared = (operation.parameters ?? []).map(({ name }) => name);
  const twice = declared.find((name, at) => declared.indexOf(name) !== at);
  if (twice) throw new Error(`the parameter ${twice} is declared twice; AWS wants names unique over query, header and path`);
  const pattern = path
    .slice(1)
    .replaceAll(".", "\\.")
    .replaceAll(/\{[^}]*\+\}/g, "(.+)")
    .replaceAll(/\{[^}]*\}/g, "([^/]+)");
  return {
    method,
    path,
    resourceId: createHash("sha256").update(path).digest("hex").slice(0, 6),
    /** Of the path trimmed of slashes, with a group for each of `names`. */
    pattern: new RegExp(`^${pattern}$`),
    names: [...path.matchAll(/\{([^}+]+)\+?\}/g)].map(([, name = ""]) => name),
    authorize: authorizer(document, operation, cloud.cognito),
    validate: validation(document, operation),
    integrate: integration(operation, cloud),
  };
}
