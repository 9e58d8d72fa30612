// Operations by which an app's user signs in, stays signed in, and ends that.
import { AwsError, notSupported } from "../aws/error";
import { applied, checkWritable } from "./attributes";
import { fields, invalid, type Operations, parameters } from "./parameters";
import { checkPassword, hashPassword, isPassword } from "./passwords";
import type { Client, User, UserPool } from "./pool";

export const signInOperations: Operations<Client> = {
  InitiateAuth(input, client) {
    const { AuthFlow, AuthParameters = {} } = parameters(input, ["ClientId", "AuthFlow"], ["AuthParameters"]);
    switch (AuthFlow) {
      case "USER_PASSWORD_AUTH":
        checkFlow(client, AuthFlow);
        return signIn(client, fields(AuthParameters, "USERNAME", "PASSWORD"));
      case "REFRESH_TOKEN_AUTH":
      case "REFRESH_TOKEN": {
        checkFlow(client, "REFRESH_TOKEN_AUTH");
        const { REFRESH_TOKEN } = fields(AuthParameters, "REFRESH_TOKEN");
        return { ChallengeParameters: {}, AuthenticationResult: client.pool.sessions.refresh(client, REFRESH_TOKEN) };
      }
      default:
        throw notSupported(`The AuthFlow ${AuthFlow}`, "use USER_PASSWORD_AUTH or REFRESH_TOKEN_AUTH");
    }
  },

  async RespondToAuthChallenge(input, client) {
    const required = ["ClientId", "ChallengeName", "Session", "ChallengeResponses"] as const;
    const { ChallengeName, Session, ChallengeResponses } = parameters(input, required);
    if (ChallengeName !== "NEW_PASSWORD_REQUIRED") throw notSupported(`The challenge ${ChallengeName}`);
    const prefix = "userAttributes.";
    const responses = Object.entries(ChallengeResponses);
    const given = responses.filter(([name]) => name.startsWith(prefix));
    const UserAttributes = given.map(([name, Value]) => ({ Name: name.slice(prefix.length), Value }));
    const others = Object.fromEntries(responses.filter(([name]) => !name.startsWith(prefix)));
    const { USERNAME, NEW_PASSWORD } = fields(others, "USERNAME", "NEW_PASSWORD");

    const { schema, passwordPolicy } = client.pool.settings;
    checkPassword(NEW_PASSWORD, passwordPolicy);
    checkWritable(UserAttributes, client.writeAttributes);
    const password = await hashPassword(NEW_PASSWORD);
    const challenged = userOfSession(client, Session, USERNAME);
    const attributes = applied(schema, UserAttributes, challenged.attributes);
    const user = client.pool.change(challenged, { status: "CONFIRMED", password, attributes });
    return { ChallengeParameters: {}, AuthenticationResult: client.pool.sessions.start(client, user) };
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

function checkFlow(client: Client, flow: string): void {
  if (!client.explicitAuthFlows.includes(`ALLOW_${flow}`)) throw invalid(`${flow} flow not enabled for this client`);
}

async function signIn(client: Client, { USERNAME, PASSWORD }: Readonly<Record<"USERNAME" | "PASSWORD", string>>) {
  const { pool } = client;
  const user = await withPassword(pool, USERNAME, PASSWORD);
  if (!user) {
    const tells = !client.preventsUserExistenceErrors && !pool.find(USERNAME);
    throw tells ? new AwsError("UserNotFoundException", "User does not exist.") : wrongPassword();
  }
  if (user.status === "UNCONFIRMED") throw new AwsError("UserNotConfirmedException", "User is not confirmed.");
  if (user.status === "FORCE_CHANGE_PASSWORD") return newPasswordRequired(client, user);
  return { ChallengeParameters: {}, AuthenticationResult: pool.sessions.start(client, user) };
}

/** The user, if that is the password. @throws AwsError after too many wrong ones, whatever this one is. */
export async function withPassword(pool: UserPool, username: string, password: string): Promise<User | undefined> {
  const who = pool.find(username)?.sub ?? username.toLowerCase();
  const checkAttempts = () => {
    if (pool.passwordGuesses.locked(who)) throw new AwsError("NotAuthorizedException", "Password attempts exceeded");
  };
  checkAttempts();
  const { password: hash } = pool.find(username) ?? {};
  const right = await isPassword(password, hash);
  // Others may have guessed while this one was looked at, or the password was changed.
  checkAttempts();
  const user = pool.find(username);
  if (right && user?.password === hash) {
    pool.passwordGuesses.forget(who);
    return user;
  }
  pool.passwordGuesses.failed(who);
  return undefined;
}

export function wrongPassword(): AwsError {
  return new AwsError("NotAuthorizedException", "Incorrect username or password.");
}

function newPasswordRequired(client: Client, user: User) {
  const { sub, temporaryUntil = 0, attributes } = user;
  if (temporaryUntil <= Date.now()) {
    throw new AwsError("NotAuthorizedException", "Temporary password has expired and must be reset by an administrator.");
  }
  return {
    ChallengeName: "NEW_PASSWORD_REQUIRED",
    // Good for this temporary password only, and so only once.
    Session: client.pool.tokens.sign(
      { sub, client_id: client.id, token_use: "session", temporaryUntil },
      client.validity.session,
    ),
    ChallengeParameters: { USER_ID_FOR_SRP: sub, requiredAttributes: "[]", userAttributes: JSON.stringify(attributes) },
  };
}

function userOfSession(client: Client, session: string, username: string): User {
  const { claims, expired } = client.pool.tokens.verify(session) ?? {};
  const user = client.pool.find(username);
  const right =
    claims?.token_use === "session" &&
    claims.client_id === client.id &&
    user?.sub === claims.sub &&
    user?.temporaryUntil === claims.temporaryUntil;
  if (!right || !user) throw new AwsError("NotAuthorizedException", "Invalid session for the user.");
  if (expired) throw new AwsError("NotAuthorizedException", "Invalid session for the user, session is expired.");
  return user;
}
