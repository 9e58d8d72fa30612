// What an operation reads of its input: a parameter has one shape all over the API, and one that is not read is refused.
import { AwsError, notSupported } from "../aws/error";

/** An operation on a pool, on a client or for the holder of an access token. */
export type Operations<On> = Readonly<Record<string, (input: unknown, on: On) => object | Promise<object>>>;

export interface Attribute {
  readonly Name: string;
  readonly Value: string;
}

/** All others are texts. */
interface Shapes {
  readonly UserAttributes: readonly Attribute[];
  readonly AuthParameters: Readonly<Record<string, string>>;
  readonly Permanent: boolean;
}

const isText = (value: unknown) => typeof value === "string";
const checks: Readonly<Record<keyof Shapes, (value: unknown) => boolean>> = {
  UserAttributes: (value) => Array.isArray(value) && value.every((one) => isText(one?.Name) && isText(one.Value)),
  AuthParameters: (value) => typeof value === "object" && value !== null && Object.values(value).every(isText),
  Permanent: (value) => typeof value === "boolean",
};

type Shape<Name> = Name extends keyof Shapes ? Shapes[Name] : string;

/** @throws AwsError if a required one is missing or empty, one has the wrong shape, or one is given that nobody reads. */
export function parameters<R extends string, O extends string = never>(
  input: unknown,
  required: readonly R[],
  optional: readonly O[] = [],
): { readonly [Name in R]: Shape<Name> } & { readonly [Name in O]?: Shape<Name> } {
  const read = Object.fromEntries(Object.entries(input ?? {}).filter(([, value]) => value !== null));
  for (const [name, value] of Object.entries(read)) {
    if (![...required, ...optional].some((known) => known === name)) throw notSupported(`The parameter ${name}`, "leave it out");
    const fits = Object.hasOwn(checks, name) ? checks[name as keyof Shapes] : isText;
    if (!fits(value)) throw new AwsError("SerializationException", `The parameter ${name} has the wrong type`);
  }
  const missing = required.find((name) => read[name] === undefined || read[name] === "");
  if (missing)
    throw invalid(`1 validation error detected: Value at '${missing}' failed to satisfy constraint: Member must not be null`);
  return read as ReturnType<typeof parameters<R, O>>;
}

export function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterException", message);
}
