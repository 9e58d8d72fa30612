// A user's attributes: what the pool's schema allows, and which of them an app may read and write.
import { AwsError } from "../aws/error";
import { type Attribute, invalid } from "./parameters";

/** By name; custom ones are named `custom:…`. */
export interface Attributes {
  readonly email: string;
  readonly [name: string]: string;
}

/** The custom attributes of a pool, by their full name. */
export type Schema = ReadonlyMap<string, { readonly mutable: boolean; readonly minLength: number; readonly maxLength: number }>;

/** What an app may read and write if its client doesn't say: no custom attribute. */
export const standardAttributes = [
  ...["email", "name", "given_name", "middle_name", "family_name", "nickname", "gender", "address"],
  ...["locale", "zoneinfo", "profile", "picture", "website"],
];

/** @throws AwsError `NotAuthorizedException`: the app's client has no right to set one of them. */
export function checkWritable(given: readonly Attribute[], writeAttributes: readonly string[]): void {
  if (given.every(({ Name }) => writeAttributes.includes(Name))) return;
  throw new AwsError("NotAuthorizedException", "A client attempted to write unauthorized attribute");
}

/** @throws AwsError `InvalidParameterException` too if the user name isn't an email: in these pools it is. */
export function initial(schema: Schema, username: string, given: readonly Attribute[]): Attributes {
  const email = given.find(({ Name }) => Name === "email")?.Value ?? username;
  if (!isEmail(username) || email !== username) throw invalid("Username should be an email, and the attribute email the same.");
  return applied(schema, [...given, { Name: "email", Value: username }], {});
}

/**
 * The attributes as they become; an empty value takes one away, a new email is not verified unless that is said with it.
 * @throws AwsError `InvalidParameterException`: the schema does not allow it.
 */
export function applied<Before extends Partial<Attributes>>(schema: Schema, given: readonly Attribute[], before: Before) {
  const after: Record<string, string> = { ...before, ...changes(schema, given, before) };
  if (after.email !== before.email && !given.some(({ Name }) => Name === "email_verified")) after.email_verified = "false";
  return Object.fromEntries(Object.entries(after).filter(([, value]) => value !== "")) as Before & Attributes;
}

function changes(schema: Schema, given: readonly Attribute[], before: Partial<Attributes>): Record<string, string> {
  for (const { Name, Value } of given) {
    const custom = schema.get(Name);
    if (!custom && ![...standardAttributes, "email_verified"].includes(Name)) {
      throw invalid(`Attributes did not conform to the schema: Type for attribute {${Name}} could not be determined`);
    }
    if (custom?.mutable === false && before[Name] !== undefined) throw invalid(`user.${Name}: Attribute cannot be updated.`);
    const { minLength, maxLength } = custom ?? { minLength: 0, maxLength: 2048 };
    if (Value !== "" && (Value.length < minLength || Value.length > maxLength)) {
      throw invalid(
        `Attributes did not conform to the schema: ${Name}: String must have ${minLength} to ${maxLength} characters`,
      );
    }
    if (Name === "email" && !isEmail(Value)) throw invalid("Invalid email address format.");
    if (Name === "email_verified" && !["true", "false"].includes(Value)) throw invalid("email_verified must be true or false");
  }
  return Object.fromEntries(given.map(({ Name, Value }) => [Name, Value]));
}

function isEmail(text: string): boolean {
  return text.length <= 254 && /^[^\s@<>(),;:"\\]{1,64}@[^\s@<>(),;:"\\]+\.[^\s@<>(),;:"\\]+$/.test(text);
}

export function asList(attributes: Readonly<Record<string, string>>): Attribute[] {
  return Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
}
