// Who is signed in: one session a sign-in, named by its tokens' `origin_jti`, until it ends, expires or is revoked.
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { AwsError } from "../aws/error";
import { Kept } from "./kept";
import type { Client, User } from "./pool";

interface Session {
  readonly sub: string;
  readonly clientId: string;
  /** Seconds, as in a token. */
  readonly authTime: number;
  readonly until: number;
}

export class Sessions {
  /** By the hash of the refresh token, which itself is kept nowhere. */
  private readonly sessions: Kept<Session>;

  constructor(file: string) {
    this.sessions = new Kept(file);
    for (const [id, { until }] of this.sessions) if (until <= Date.now()) this.sessions.delete(id);
  }

  has(id: unknown): boolean {
    return typeof id === "string" && this.sessions.has(id);
  }

  start(client: Client, user: User) {
    const RefreshToken = randomBytes(48).toString("base64url");
    const until = Date.now() + client.validity.refresh * 1000;
    const session = { sub: user.sub, clientId: client.id, authTime: Math.floor(Date.now() / 1000), until };
    this.sessions.set(idOf(RefreshToken), session);
    return { RefreshToken, ...issue(client, user, idOf(RefreshToken), session) };
  }

  /** @throws AwsError `NotAuthorizedException`: not a refresh token of that client, or one that is good no more. */
  refresh(client: Client, refreshToken: string) {
    const id = idOf(refreshToken);
    const session = this.sessions.get(id);
    const user = session && client.pool.find(session.sub);
    if (!user) throw new AwsError("NotAuthorizedException", "Refresh Token has been revoked");
    if (session.clientId !== client.id) throw new AwsError("NotAuthorizedException", "Invalid Refresh Token");
    if (session.until <= Date.now()) throw new AwsError("NotAuthorizedException", "Refresh Token has expired");
    return issue(client, user, id, session);
  }

  /** One that ended already is no error: it is as wished. */
  end(client: Client, refreshToken: string): void {
    const { clientId = client.id } = this.sessions.get(idOf(refreshToken)) ?? {};
    if (clientId !== client.id) throw new AwsError("UnauthorizedException", "Token was issued to another client");
    this.sessions.delete(idOf(refreshToken));
  }

  endAll(sub: string): void {
    for (const [id, session] of this.sessions) if (session.sub === sub) this.sessions.delete(id);
  }
}

function issue({ id: clientId, pool, readAttributes, validity }: Client, user: User, id: string, { authTime }: Session) {
  const groups = user.groups.filter((group) => pool.groups.has(group));
  const both = {
    sub: user.sub,
    ...(groups.length > 0 && { "cognito:groups": groups }),
    origin_jti: id,
    event_id: randomUUID(),
    auth_time: authTime,
  };
  const readable = Object.entries(user.attributes)
    .filter(([name]) => readAttributes.includes(name))
    .map(([name, value]) => [name, name === "email_verified" ? value === "true" : value]);
  const forApp = { ...Object.fromEntries(readable), "cognito:username": user.sub, aud: clientId, token_use: "id" };
  const forCognito = { username: user.sub, client_id: clientId, token_use: "access", scope: "aws.cognito.signin.user.admin" };
  return {
    IdToken: pool.tokens.sign({ ...both, ...forApp }, validity.id),
    AccessToken: pool.tokens.sign({ ...both, ...forCognito }, validity.access),
    ExpiresIn: validity.access,
    TokenType: "Bearer",
  };
}

function idOf(refreshToken: string): string {
  return createHash("sha256").update(refreshToken).digest("base64url");
}
