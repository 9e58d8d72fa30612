// Operations of people who are not signed in and have no password they know: sign-up and the forgotten password.
import { AwsError } from "../aws/error";
import { checkWritable, initial } from "./attributes";
import { delivery, expiredCode, redeemCode, sendCode } from "./codes";
import { invalid, type Operations, parameters } from "./parameters";
import { checkPassword, hashPassword } from "./passwords";
import type { Client, User } from "./pool";

export const signUpOperations: Operations<Client> = {
  async SignUp(input, client) {
    const {
      Username,
      Password,
      UserAttributes = [],
    } = parameters(input, ["ClientId", "Username", "Password"], ["UserAttributes"]);
    const { pool } = client;
    if (pool.settings.adminCreateUserOnly) {
      throw new AwsError("NotAuthorizedException", "SignUp is not permitted for this user pool");
    }
    checkPassword(Password, pool.settings.passwordPolicy);
    checkWritable(UserAttributes, client.writeAttributes);
    const attributes = initial(pool.settings.schema, Username, UserAttributes);
    const user = pool.add({ status: "UNCONFIRMED", attributes, password: await hashPassword(Password) });
    return { UserConfirmed: false, UserSub: user.sub, CodeDeliveryDetails: sendCode(pool, user, "signUp") };
  },

  ConfirmSignUp(input, client) {
    const { Username, ConfirmationCode } = parameters(input, ["ClientId", "Username", "ConfirmationCode"]);
    const user = known(client, Username, expiredCode());
    checkUnconfirmed(user);
    redeemCode(client.pool, user, "signUp", ConfirmationCode, (email) => ({
      status: "CONFIRMED",
      attributes: { ...user.attributes, email, email_verified: "true" },
    }));
    return {};
  },

  ResendConfirmationCode(input, client) {
    const { Username } = parameters(input, ["ClientId", "Username"]);
    const user = unlessHidden(client, Username);
    if (!user) return { CodeDeliveryDetails: delivery(Username) };
    if (user.status !== "UNCONFIRMED") throw invalid("User is already confirmed.");
    return { CodeDeliveryDetails: sendCode(client.pool, user, "signUp") };
  },

  ForgotPassword(input, client) {
    const { Username } = parameters(input, ["ClientId", "Username"]);
    const user = unlessHidden(client, Username);
    if (!user) return { CodeDeliveryDetails: delivery(Username) };
    if (user.status === "FORCE_CHANGE_PASSWORD") {
      throw new AwsError("NotAuthorizedException", "User password cannot be reset in the current state.");
    }
    if (user.attributes.email_verified !== "true") {
      throw invalid("Cannot reset password for the user as there is no registered/verified email or phone_number");
    }
    return { CodeDeliveryDetails: sendCode(client.pool, user, "forgotPassword") };
  },

  async ConfirmForgotPassword(input, client) {
    const { Username, ConfirmationCode, Password } = parameters(input, ["ClientId", "Username", "ConfirmationCode", "Password"]);
    const { pool } = client;
    checkPassword(Password, pool.settings.passwordPolicy);
    const password = await hashPassword(Password);
    const user = known(client, Username, expiredCode());
    redeemCode(pool, user, "forgotPassword", ConfirmationCode, () => ({ password, status: "CONFIRMED" }));
    return {};
  },
};

export function checkUnconfirmed({ status }: User): void {
  if (status === "UNCONFIRMED") return;
  throw new AwsError("NotAuthorizedException", `User cannot be confirmed. Current status is ${status}`);
}

/** @throws AwsError if there is no such user: `hidden` if the client prevents user existence errors. */
function known(client: Client, username: string, hidden: AwsError): User {
  const user = unlessHidden(client, username);
  if (!user) throw hidden;
  return user;
}

/** `undefined` if there is no such user and nobody may learn that. */
function unlessHidden(client: Client, username: string): User | undefined {
  const user = client.pool.find(username);
  if (user || client.preventsUserExistenceErrors) return user;
  throw new AwsError("UserNotFoundException", "Username/client id combination not found.");
}
