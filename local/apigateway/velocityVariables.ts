// The variables API Gateway gives a mapping template: $input, $util, $context, $stageVariables.
import { jsonPath, parseJson } from "./json";
import { text } from "./velocityValues";

export interface Variables {
  readonly input: Input;
  readonly context: Readonly<Record<string, unknown>>;
  readonly stageVariables: Readonly<Record<string, string>>;
}

export interface Input {
  readonly body: string;
  /** The body's JSON, read when it is first asked for. @throws Error if it is none. */
  json(): unknown;
  readonly params: Readonly<Record<"path" | "querystring" | "header", Readonly<Record<string, string>>>>;
}

export const contextNames: ReadonlySet<string> = new Set(
  `accountId apiId authorizer deploymentId domainName domainPrefix extendedRequestId httpMethod identity path protocol
  requestId requestTime requestTimeEpoch resourceId resourcePath responseOverride stage`.split(/\s+/),
);

type Builtin = (variables: Variables, args: readonly unknown[]) => unknown;

/**
 * @param argument the first one, if it is plain text.
 * @throws Error for a variable or function API Gateway does not have, or a JSONPath that is not supported.
 */
export function builtin(name: string, isCall: boolean, argument: string | undefined): Builtin {
  const utility = isCall && Object.hasOwn(utilities, name) ? utilities[name] : undefined;
  if (utility) return (_, [value]) => (value === null || value === undefined ? null : utility(text(value)));
  if (name === "$input.body" && !isCall) return ({ input }) => input.body || "{}";
  if (name === "$input.params" && isCall) {
    return ({ input: { params } }, [key]) => (key === undefined ? params : findParameter(params, text(key)));
  }
  if ((name === "$input.path" || name === "$input.json") && isCall) {
    if (argument === undefined) throw new Error(`${name}() takes a plain text on the laptop`);
    const find = jsonPath(argument);
    return ({ input }) => (name === "$input.path" ? find(input.json()) : JSON.stringify(find(input.json()) ?? ""));
  }
  throw new Error(`${name}${isCall ? "()" : ""} is not supported on the laptop; supported: ${supported.join(", ")}`);
}

function findParameter({ path, querystring, header }: Input["params"], name: string): string {
  return [path, querystring, header].find((values) => Object.hasOwn(values, name))?.[name] ?? "";
}

const utilities: Readonly<Record<string, (value: string) => unknown>> = {
  "$util.escapeJavaScript": escapeJavaScript,
  "$util.parseJson": parseJson,
  "$util.urlEncode": (value) => new URLSearchParams({ v: value }).toString().slice(2),
  "$util.urlDecode": (value) => decodeURIComponent(value.replaceAll("+", " ")),
  "$util.base64Encode": (value) => Buffer.from(value).toString("base64"),
  "$util.base64Decode": (value) => Buffer.from(value, "base64").toString(),
};
const supported = ["$input.body", "$input.json", "$input.params", "$input.path", ...Object.keys(utilities)];

const escapes: Readonly<Record<string, string>> = { "\b": "\\b", "\n": "\\n", "\t": "\\t", "\f": "\\f", "\r": "\\r" };

/** Java's, with its `\'`, which JSON does not know. */
function escapeJavaScript(value: string): string {
  return value.replace(/['"\\/]|[^ -~]/g, (character) => {
    if (/['"\\/]/.test(character)) return `\\${character}`;
    return escapes[character] ?? `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
  });
}
