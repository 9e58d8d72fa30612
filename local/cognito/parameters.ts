// What an operation reads of its input: a parameter has one shape all over the API, and one that is not read is refused.
import { AwsError, notSupported } from "../aws/error";

/** An operation on a pool, on a client or for the holder of an access token. */
export type Operations<On> = Readonly<Record<string, (input: unknown, on: On) => object | Promise<object>>>;

export interface Attribute {
  readonly Name: string;
  readonly Value: string;
}

const isText = (value: unknown) => typeof value === "string";
const isNumber = (value: unknown) => typeof value === "number";
const isMap = (value: unknown): value is Readonly<Record<string, string>> =>
  typeof value === "object" && value !== null && Object.values(value).every(isText);
const isAttribute = (value: unknown): value is Attribute => isMap(value) && isText(value.Name) && isText(value.Value);

const shapes = {
  UserAttributes: (value: unknown): value is readonly Attribute[] => Array.isArray(value) && value.every(isAttribute),
  DesiredDeliveryMediums: (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText),
  AuthParameters: isMap,
  ChallengeResponses: isMap,
  Permanent: (value: unknown) => typeof value === "boolean",
  MaxResults: isNumber,
  Limit: isNumber,
};
type Shape<Name> = Name extends keyof typeof shapes
  ? (typeof shapes)[Name] extends (value: unknown) => value is infer T
    ? T
    : never
  : string;

/** Only triggers and threat protection read these; pools here have neither. */
const withoutEffect = ["ClientMetadata", "AnalyticsMetadata", "UserContextData", "ValidationData"];

/** @throws AwsError if a required one is missing or empty, one has the wrong shape, or one is given that nobody reads. */
export function parameters<R extends string, O extends string = never>(
  input: unknown,
  required: readonly R[],
  optional: readonly O[] = [],
): { readonly [Name in R]: Shape<Name> } & { readonly [Name in O]?: Shape<Name> } {
  const given = Object.entries(input ?? {}).filter(([name, value]) => value !== null && !withoutEffect.includes(name));
  for (const [name, value] of given) {
    if (![...required, ...optional].some((known) => known === name)) throw notSupported(`The parameter ${name}`, "leave it out");
    const fits = Object.hasOwn(shapes, name) ? shapes[name as keyof typeof shapes] : isText;
    if (!fits(value)) throw new AwsError("SerializationException", `The parameter ${name} has the wrong type`);
  }
  const read = Object.fromEntries(given);
  const missing = required.find((name) => read[name] === undefined || read[name] === "");
  if (missing)
    throw invalid(`1 validation error detected: Value at '${missing}' failed to satisfy constraint: Member must not be null`);
  return read as ReturnType<typeof parameters<R, O>>;
}

/** Of `AuthParameters` and `ChallengeResponses`: required ones, each a text. */
export function fields<R extends string>(map: Readonly<Record<string, string>>, ...required: R[]): Readonly<Record<R, string>> {
  for (const name of required) if (!map[name]) throw invalid(`Missing required parameter ${name}`);
  const unread = Object.keys(map).find((name) => !required.some((known) => known === name));
  if (unread) throw notSupported(`The parameter ${unread}`, "leave it out");
  return map as Readonly<Record<R, string>>;
}

export function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterException", message);
}
