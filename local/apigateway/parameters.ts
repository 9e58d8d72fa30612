// Parameter mappings: which value goes into a header, query or path on the way in, and into a header on the way out.
import type { OperationDocument } from "./document";
import type { Exchange } from "./exchange";
import { member } from "./json";
import type { ServiceAnswer, ServiceRequest } from "./serviceCall";
import { contextNames } from "./velocityVariables";

type Source = (exchange: Exchange, answer?: ServiceAnswer) => unknown;
type Mapping = Readonly<Record<string, string>>;
type Mapped = Omit<ServiceRequest, "body">;

/** Headers for which API Gateway answers every request with 500. */
const illegal = [
  ...["authorization", "connection", "content-length", "expect", "proxy-authenticate", "te", "transfer-encoding"],
  ...["x-amzn-trace-id", "x-amzn-apigateway-api-id"],
];

/** @throws Error for a mapping API Gateway refuses or the laptop does not know. */
export function requestMapping(
  mapping: Mapping,
  { parameters = [] }: OperationDocument,
  uri: string,
): (exchange: Exchange) => Mapped {
  const declared = parameters.map(({ in: where, name }) => `method.request.${where === "query" ? "querystring" : where}.${name}`);
  const entries = Object.entries(mapping).map(([target, expression]) => {
    const [, where, name = ""] = /^integration\.request\.(header|querystring|path)\.([\w-]+)$/.exec(target) ?? [];
    if (!where) throw new Error(`'${target}' is not supported; use integration.request.<header, querystring or path>.X`);
    if (where === "header" && illegal.includes(name.toLowerCase()))
      throw new Error(`API Gateway refuses to map the header ${name}`);
    if (expression.startsWith("method.") && !declared.includes(expression)) {
      throw new Error(`${target} is mapped from ${expression}, which is not among the operation's parameters`);
    }
    return { where, name, source: source(expression) };
  });
  const to = (where: string) => entries.filter((entry) => entry.where === where);
  const [header, querystring, path] = [to("header"), to("querystring"), to("path")];
  const unmapped = [...uri.matchAll(/\{([\w.-]+)\}/g)].find(([, name]) => !path.some((entry) => entry.name === name));
  if (unmapped) throw new Error(`nothing is mapped to ${unmapped[0]} of the integration's uri`);
  return (exchange) => ({
    header: values(header, exchange),
    querystring: values(querystring, exchange),
    path: values(path, exchange),
  });
}

/** @throws Error for a mapping API Gateway refuses or the laptop does not know. */
export function responseMapping(
  mapping: Mapping,
  { responses }: OperationDocument,
  status: string,
): (exchange: Exchange, answer: ServiceAnswer) => Mapping {
  const declared = Object.hasOwn(responses, status) ? responses[status] : undefined;
  if (!declared) throw new Error(`the integration answers ${status}, which is not among the operation's responses`);
  const entries = Object.entries(mapping).map(([target, expression]) => {
    const name = /^method\.response\.header\.([\w-]+)$/.exec(target)?.[1];
    if (!name) throw new Error(`'${target}' is not supported; use method.response.header.X`);
    if (!Object.hasOwn(declared.headers ?? {}, name)) {
      throw new Error(`${target} is mapped and not declared in the headers of response ${status}`);
    }
    return { name, source: source(expression) };
  });
  return (exchange, answer) => values(entries, exchange, answer);
}

/** What is missing or empty is not sent. */
function values(
  entries: readonly { readonly name: string; readonly source: Source }[],
  exchange: Exchange,
  answer?: ServiceAnswer,
): Mapping {
  const found = entries.map(({ name, source }) => [name, String(source(exchange, answer) ?? "")] as const);
  return Object.fromEntries(found.filter(([, value]) => value !== ""));
}

function source(expression: string): Source {
  const quoted = /^'(.*)'$/s.exec(expression)?.[1];
  if (quoted !== undefined) return () => quoted;
  const [, from, name = ""] =
    /^(context|stageVariables|method\.request\.\w+|integration\.response\.\w+)\.(.+)$/.exec(expression) ?? [];
  const path = name.split(".");
  switch (from) {
    case "context":
      if (contextNames.has(path[0] ?? "")) return ({ context }) => path.reduce<unknown>(member, context);
      break;
    case "stageVariables":
      return ({ stageVariables }) => member(stageVariables, name);
    case "method.request.header":
      return ({ input }) => member(input.params.header, name);
    case "method.request.querystring":
      return ({ input }) => member(input.params.querystring, name);
    case "method.request.path":
      return ({ input }) => member(input.params.path, name);
    case "integration.response.header":
      return (_, answer) => member(answer?.headers, name.toLowerCase());
  }
  throw new Error(`the value '${expression}' is not supported in a parameter mapping`);
}
