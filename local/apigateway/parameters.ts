// Parameter mappings: which value goes into a header or the path on the way in, and into a header on the way out.
import { member } from "../jsonPath";
import type { OperationDocument, Texts } from "./document";
import type { Exchange } from "./exchange";
import type { ServiceAnswer, ServiceRequest } from "./serviceCall";

type Source<From> = (from: From) => unknown;

/** Headers for which API Gateway answers every request with 500. */
const illegal = /^(authorization|connection|content-length|expect|proxy-authenticate|te|transfer-encoding|x-amzn-.*)$/i;

/** @throws Error for a mapping API Gateway refuses or the laptop does not know. */
export function requestMapping(
  mapping: Texts,
  { parameters = [] }: OperationDocument,
  uri: string,
): (exchange: Exchange) => Omit<ServiceRequest, "body"> {
  const sourceOf = new Map<string, Source<Exchange>>();
  for (const { in: place, name } of parameters) {
    const where = place === "query" ? "querystring" : place;
    sourceOf.set(`method.request.${where}.${name}`, ({ input }) => member(input.params[where], name));
  }
  const sources: Record<"header" | "path", Record<string, Source<Exchange>>> = { header: {}, path: {} };
  for (const [target, expression] of Object.entries(mapping)) {
    const [, where, name = ""] = /^integration\.request\.(header|path)\.([\w-]+)$/.exec(target) ?? [];
    if ((where !== "header" && where !== "path") || illegal.test(name))
      throw new Error(`a mapping to ${target} is refused by API Gateway or not supported on the laptop; use header.X or path.X`);
    const source = staticText(expression) ?? sourceOf.get(expression);
    if (!source) throw new Error(`${target} is mapped from ${expression}, which is not among the operation's parameters`);
    sources[where][name] = source;
  }
  const unmapped = [...uri.matchAll(/\{([\w.-]+)\}/g)].find(([, name = ""]) => !sources.path[name]);
  if (unmapped) throw new Error(`nothing is mapped to ${unmapped[0]} of the integration's uri`);
  return (exchange) => ({ header: values(sources.header, exchange), path: values(sources.path, exchange) });
}

/** @throws Error for a mapping API Gateway refuses or the laptop does not know. */
export function responseMapping(
  mapping: Texts,
  { responses }: OperationDocument,
  status: string | number,
): (answer: ServiceAnswer) => Texts {
  const declared = responses[status];
  if (!declared) throw new Error(`the integration answers ${status}, which is not among the operation's responses`);
  const entries = Object.entries(mapping).map(([target, expression]) => {
    const name = /^method\.response\.header\.([\w-]+)$/.exec(target)?.[1];
    if (!name || !Object.hasOwn(declared.headers ?? {}, name))
      throw new Error(`${target} is mapped and not declared in the headers of response ${status}`);
    const from = /^integration\.response\.header\.([\w-]+)$/.exec(expression)?.[1]?.toLowerCase();
    const source = staticText(expression) ?? (from && (({ headers }: ServiceAnswer) => headers[from]));
    if (!source) throw new Error(`${target} can't be mapped from ${expression}; use integration.response.header.X or a 'text'`);
    return [name, source] as const;
  });
  const sources = Object.fromEntries(entries);
  return (answer) => values(sources, answer);
}

function staticText(expression: string): Source<unknown> | undefined {
  const quoted = /^'(.*)'$/s.exec(expression)?.[1];
  return quoted === undefined ? undefined : () => quoted;
}

/** What is missing or empty is not sent. */
function values<From>(sources: Readonly<Record<string, Source<From>>>, from: From): Texts {
  const found = Object.entries(sources).map(([name, source]) => [name, String(source(from) ?? "")] as const);
  return Object.fromEntries(found.filter(([, value]) => value !== ""));
}
