// Operations of an app's users on themselves: before they are signed in, by the app's client, and after, by their access token.
import { AwsError, notSupported } from "../aws/error";
import { asList, changed, checkWritable, initial } from "./attributes";
import { delivery, redeemCode, sendCode } from "./codes";
import { invalid, type Operations, parameters } from "./parameters";
import { checkPassword, hashPassword, isPassword } from "./passwords";
import type { Client, User, UserPool } from "./pool";

/** Whom an access token stands for. */
export interface Holder {
  readonly pool: UserPool;
  readonly client: Client;
  readonly user: User;
}

export const clientOperations: Operations<Client> = {
  async SignUp(input, { pool, writeAttributes }) {
    const request = parameters(input, ["ClientId", "Username", "Password"], ["UserAttributes"]);
    const { Username, Password, UserAttributes = [] } = request;
    checkPassword(Password, pool.settings.passwordPolicy);
    checkWritable(UserAttributes, writeAttributes);
    const attributes = initial(pool.settings.schema, Username, UserAttributes);
    const user = pool.add({ status: "UNCONFIRMED", attributes, password: await hashPassword(Password) });
    return { UserConfirmed: false, UserSub: user.sub, CodeDeliveryDetails: sendCode(pool, user, "signUp") };
  },

  ConfirmSignUp(input, { pool }) {
    const { Username, ConfirmationCode } = parameters(input, ["ClientId", "Username", "ConfirmationCode"]);
    const { status = "UNCONFIRMED" } = pool.find(Username) ?? {};
    if (status !== "UNCONFIRMED") {
      throw new AwsError("NotAuthorizedException", `User cannot be confirmed. Current status is ${status}`);
    }
    redeemCode(pool, Username, "signUp", ConfirmationCode, ({ attributes }) => ({
      status: "CONFIRMED",
      attributes: { ...attributes, email_verified: "true" },
    }));
    return {};
  },

  ResendConfirmationCode(input, { pool }) {
    const { Username } = parameters(input, ["ClientId", "Username"]);
    const user = pool.find(Username);
    if (!user) return { CodeDeliveryDetails: delivery(Username) };
    if (user.status !== "UNCONFIRMED") throw invalid("User is already confirmed.");
    return { CodeDeliveryDetails: sendCode(pool, user, "signUp") };
  },

  ForgotPassword(input, { pool }) {
    const { Username } = parameters(input, ["ClientId", "Username"]);
    const user = pool.find(Username);
    if (!user) return { CodeDeliveryDetails: delivery(Username) };
    if (user.status === "FORCE_CHANGE_PASSWORD") {
      throw new AwsError("NotAuthorizedException", "User password cannot be reset in the current state.");
    }
    if (user.attributes.email_verified !== "true") {
      throw invalid("Cannot reset password for the user as there is no registered/verified email or phone_number");
    }
    return { CodeDeliveryDetails: sendCode(pool, user, "forgotPassword") };
  },

  async ConfirmForgotPassword(input, { pool }) {
    const { Username, ConfirmationCode, Password } = parameters(input, ["ClientId", "Username", "ConfirmationCode", "Password"]);
    checkPassword(Password, pool.settings.passwordPolicy);
    const password = await hashPassword(Password);
    redeemCode(pool, Username, "forgotPassword", ConfirmationCode, () => ({ password, status: "CONFIRMED" }));
    return {};
  },

  async InitiateAuth(input, client) {
    const { AuthFlow, AuthParameters } = parameters(input, ["ClientId", "AuthFlow", "AuthParameters"]);
    const { sessions } = client.pool;
    if (AuthFlow === "REFRESH_TOKEN_AUTH" || AuthFlow === "REFRESH_TOKEN") {
      const { REFRESH_TOKEN } = parameters(AuthParameters, ["REFRESH_TOKEN"]);
      return { ChallengeParameters: {}, AuthenticationResult: sessions.refresh(client, REFRESH_TOKEN) };
    }
    if (AuthFlow !== "USER_PASSWORD_AUTH") {
      throw notSupported(`The AuthFlow ${AuthFlow}`, "use USER_PASSWORD_AUTH or REFRESH_TOKEN_AUTH");
    }
    const { USERNAME, PASSWORD } = parameters(AuthParameters, ["USERNAME", "PASSWORD"]);
    const user = await withPassword(client.pool, USERNAME, PASSWORD);
    if (user.status === "UNCONFIRMED") throw new AwsError("UserNotConfirmedException", "User is not confirmed.");
    if (user.status === "FORCE_CHANGE_PASSWORD") {
      throw notSupported("The challenge NEW_PASSWORD_REQUIRED", "set a permanent password with AdminSetUserPassword");
    }
    return { ChallengeParameters: {}, AuthenticationResult: sessions.start(client, user) };
  },

  RevokeToken(input, client) {
    const { Token } = parameters(input, ["ClientId", "Token"]);
    if (client.pool.tokens.verify(Token)) {
      throw new AwsError("UnsupportedTokenTypeException", "Only a refresh token can be revoked");
    }
    client.pool.sessions.end(client, Token);
    return {};
  },
};

export const holderOperations: Operations<Holder> = {
  GetUser(input, { client, user }) {
    parameters(input, ["AccessToken"]);
    const readable = asList(user.attributes).filter(({ Name }) => client.readAttributes.includes(Name));
    return { Username: user.sub, UserAttributes: [{ Name: "sub", Value: user.sub }, ...readable] };
  },

  async ChangePassword(input, { pool, user: { sub } }) {
    const { PreviousPassword, ProposedPassword } = parameters(input, ["AccessToken", "PreviousPassword", "ProposedPassword"]);
    checkPassword(ProposedPassword, pool.settings.passwordPolicy);
    const password = await hashPassword(ProposedPassword);
    pool.change(await withPassword(pool, sub, PreviousPassword), { password });
    return {};
  },

  UpdateUserAttributes(input, { pool, client, user }) {
    const { UserAttributes } = parameters(input, ["AccessToken", "UserAttributes"]);
    checkWritable(UserAttributes, client.writeAttributes);
    pool.change(user, { attributes: changed(pool.settings.schema, UserAttributes, user.attributes) });
    return { CodeDeliveryDetailsList: [] };
  },

  DeleteUser(input, { pool, user }) {
    parameters(input, ["AccessToken"]);
    pool.remove(user);
    return {};
  },

  GlobalSignOut(input, { pool, user }) {
    parameters(input, ["AccessToken"]);
    pool.sessions.endAll(user.sub);
    return {};
  },
};

/**
 * Guesses are not counted as AWS does: whoever can reach this port can read the inbox.
 * @throws AwsError unless that is the password.
 */
async function withPassword(pool: UserPool, username: string, password: string): Promise<User> {
  const { password: hash } = pool.find(username) ?? {};
  const right = await isPassword(password, hash);
  // It may have been changed while this one was looked at.
  const user = pool.find(username);
  if (right && user && user.password === hash) return user;
  throw new AwsError("NotAuthorizedException", "Incorrect username or password.");
}
