// Those who order and those who make coffee, as an administrator lets them in and shows them out again.
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminGetUserCommand,
  AdminSetUserPasswordCommand,
  AdminUpdateUserAttributesCommand,
  InitiateAuthCommand,
  UserNotFoundException,
  UsernameExistsException,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Pool } from "./pool";

/**
 * Makes a customer or, given a shop, a barista, who can sign in at once; finishes one that was left half made.
 * @returns the accountid
 * @throws UsernameExistsException
 */
export async function makeUser(pool: Pool, email: string, password: string, vendorid?: string): Promise<string> {
  const { cognito, userPoolId } = pool;
  const user = { UserPoolId: userPoolId, Username: email };
  const attributes = [
    { Name: "email_verified", Value: "true" },
    ...(vendorid === undefined ? [] : [{ Name: "custom:vendorid", Value: vendorid }]),
  ];
  await cognito
    .send(
      new AdminCreateUserCommand({
        ...user,
        MessageAction: "SUPPRESS",
        UserAttributes: [{ Name: "email", Value: email }, ...attributes],
      }),
    )
    .catch(async (error: unknown) => {
      if (!(error instanceof UsernameExistsException)) throw error;
      // Half made: the password was refused, say. Whoever can sign in already is left alone.
      const { UserStatus } = await cognito.send(new AdminGetUserCommand(user));
      if (UserStatus !== "FORCE_CHANGE_PASSWORD") throw error;
      await cognito.send(new AdminUpdateUserAttributesCommand({ ...user, UserAttributes: attributes }));
    });
  if (vendorid !== undefined) await cognito.send(new AdminAddUserToGroupCommand({ ...user, GroupName: "staff" }));
  // Last, for with it the user is whole.
  await cognito.send(new AdminSetUserPasswordCommand({ ...user, Password: password, Permanent: true }));
  const { UserAttributes } = await cognito.send(new AdminGetUserCommand(user));
  return UserAttributes?.find(({ Name }) => Name === "sub")?.Value ?? "";
}

/** @returns the ID token */
export async function signIn({ cognito, clientId }: Pool, email: string, password: string): Promise<string> {
  if (!clientId) throw new Error("--user-pool-id needs --client-id with it: pulumi stack output userPoolClientId");
  const AuthParameters = { USERNAME: email, PASSWORD: password };
  const { AuthenticationResult: tokens } = await cognito.send(
    new InitiateAuthCommand({ AuthFlow: "USER_PASSWORD_AUTH", ClientId: clientId, AuthParameters }),
  );
  if (!tokens?.IdToken) throw new Error("the user has to set a new password first");
  return tokens.IdToken;
}

/** For good, if there is one. What they ordered stays. */
export async function removeUser({ cognito, userPoolId }: Pool, email: string): Promise<void> {
  const removing = cognito.send(new AdminDeleteUserCommand({ UserPoolId: userPoolId, Username: email }));
  await removing.catch((error: unknown) => {
    if (!(error instanceof UserNotFoundException)) throw error;
  });
}
