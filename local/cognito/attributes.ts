// A user's attributes: email, whether it is verified, and the pool's own; which of them may be set, and to what.
import { AwsError, notSupported } from "../aws/error";
import { type Attribute, invalid } from "./parameters";

/** By name; custom ones are named `custom:…`. */
export interface Attributes {
  readonly email: string;
  readonly email_verified: string;
  readonly [name: string]: string;
}

/** The custom attributes of a pool, by their full name. */
export type Schema = ReadonlyMap<string, { readonly minLength: number; readonly maxLength: number }>;

/** @throws AwsError `NotAuthorizedException`: the app's client has no right to set one of them. */
export function checkWritable(given: readonly Attribute[], writeAttributes: readonly string[]): void {
  if (given.every(({ Name }) => writeAttributes.includes(Name))) return;
  throw new AwsError("NotAuthorizedException", "A client attempted to write unauthorized attribute");
}

/** Of a new user, whose name is an email: in these pools it has to be. */
export function initial(schema: Schema, username: string, given: readonly Attribute[]): Attributes {
  const isEmail = /^[^\s@<>(),;:"\\]{1,64}@[^\s@<>(),;:"\\]+\.[^\s@<>(),;:"\\]+$/;
  if (username.length > 254 || !isEmail.test(username)) throw invalid("Username should be an email.");
  return changed(schema, given, { email: username, email_verified: "false" });
}

/** The attributes as they become; an empty value takes one away. @throws AwsError if the schema does not allow it. */
export function changed(schema: Schema, given: readonly Attribute[], before: Attributes): Attributes {
  for (const { Name, Value } of given) {
    const custom = schema.get(Name);
    if (Name === "email" && Value !== before.email) {
      throw notSupported("An email other than the user's name", "make another user");
    }
    if (Name === "email_verified" && !["true", "false"].includes(Value)) throw invalid("email_verified must be true or false");
    if (!custom && !["email", "email_verified"].includes(Name)) {
      throw invalid(`Attributes did not conform to the schema: Type for attribute {${Name}} could not be determined`);
    }
    if (custom && Value !== "" && (Value.length < custom.minLength || Value.length > custom.maxLength)) {
      const lengths = `${custom.minLength} to ${custom.maxLength}`;
      throw invalid(`Attributes did not conform to the schema: ${Name}: String must have ${lengths} characters`);
    }
  }
  const after = { ...before, ...Object.fromEntries(given.map(({ Name, Value }) => [Name, Value])) };
  return Object.fromEntries(Object.entries(after).filter(([, value]) => value !== "")) as unknown as Attributes;
}

export function asList(attributes: Readonly<Record<string, string>>): Attribute[] {
  return Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
}
