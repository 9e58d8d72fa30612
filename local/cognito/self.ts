// Operations of a signed-in user on themselves, by their access token.
import { applied, asList, checkWritable } from "./attributes";
import { redeemCode, sendCode } from "./codes";
import { type Attribute, invalid, type Operations, parameters } from "./parameters";
import { checkPassword, hashPassword } from "./passwords";
import type { Client, User, UserPool } from "./pool";
import { withPassword, wrongPassword } from "./signIn";

/** Whom an access token stands for. */
export interface Holder {
  readonly pool: UserPool;
  readonly client: Client;
  readonly user: User;
}

export const selfOperations: Operations<Holder> = {
  GetUser(input, { client, user }) {
    parameters(input, ["AccessToken"]);
    const readable = asList({ sub: user.sub, ...user.attributes });
    const shown = readable.filter(({ Name }) => Name === "sub" || client.readAttributes.includes(Name));
    return { Username: user.sub, UserAttributes: shown };
  },

  async ChangePassword(input, { pool, user: { sub } }) {
    const { PreviousPassword, ProposedPassword } = parameters(input, ["AccessToken", "PreviousPassword", "ProposedPassword"]);
    checkPassword(ProposedPassword, pool.settings.passwordPolicy);
    const password = await hashPassword(ProposedPassword);
    const user = await withPassword(pool, sub, PreviousPassword);
    if (!user) throw wrongPassword();
    pool.change(user, { status: "CONFIRMED", password });
    return {};
  },

  UpdateUserAttributes(input, { pool, client, user }) {
    const { UserAttributes } = parameters(input, ["AccessToken", "UserAttributes"]);
    checkWritable(UserAttributes, client.writeAttributes);
    return { CodeDeliveryDetailsList: updateAttributes(pool, user, UserAttributes) };
  },

  GetUserAttributeVerificationCode(input, { pool, user }) {
    checkEmail(parameters(input, ["AccessToken", "AttributeName"]));
    return { CodeDeliveryDetails: sendCode(pool, user, "email", user.codes.email?.email) };
  },

  VerifyUserAttribute(input, { pool, user }) {
    const { Code, ...attribute } = parameters(input, ["AccessToken", "AttributeName", "Code"]);
    checkEmail(attribute);
    const verified = (email: string) => ({ attributes: { ...user.attributes, email, email_verified: "true" } });
    redeemCode(pool, user, "email", Code, verified);
    return {};
  },

  GlobalSignOut(input, { pool, user }) {
    parameters(input, ["AccessToken"]);
    pool.sessions.endAll(user.sub);
    return {};
  },
};

/** A new email that isn't said to be verified gets a code. */
export function updateAttributes(pool: UserPool, user: User, given: readonly Attribute[]) {
  const attributes = applied(pool.settings.schema, given, user.attributes);
  const { email } = attributes;
  if (email === user.attributes.email || attributes.email_verified === "true") {
    pool.change(user, { attributes });
    return [];
  }
  const { email: old, email_verified = "false" } = user.attributes;
  const now = pool.settings.verifiesBeforeUpdate ? { ...attributes, email: old, email_verified } : attributes;
  return [sendCode(pool, pool.change(user, { attributes: now }), "email", email)];
}

function checkEmail({ AttributeName }: { readonly AttributeName: string }): void {
  if (AttributeName !== "email") throw invalid("Only the attribute email is verified by a code");
}
