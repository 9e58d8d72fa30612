// Who is signed in: one session a sign-in, named by its tokens' `origin_jti`, until it ends, expires or is revoked.
import { createHash, randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import { AwsError } from "../aws/error";
import { Kept } from "./kept";
import type { Client, User } from "./pool";

interface Session {
  readonly sub: string;
  readonly clientId: string;
  /** Of the refresh token, which is kept nowhere. */
  readonly hash: string;
  /** Seconds, as in a token. */
  readonly authTime: number;
  readonly until: number;
}

export class Sessions {
  private readonly sessions: Kept<Session>;

  constructor(file: string) {
    this.sessions = new Kept(file);
    for (const [id, { until }] of this.sessions) if (until <= Date.now()) this.sessions.delete(id);
  }

  has(id: unknown): boolean {
    return typeof id === "string" && this.sessions.has(id);
  }

  start(client: Client, user: User) {
    const id = randomUUID();
    const RefreshToken = `${id}.${randomBytes(48).toString("base64url")}`;
    const until = Date.now() + client.validity.refresh * 1000;
    const authTime = Math.floor(Date.now() / 1000);
    this.sessions.set(id, { sub: user.sub, clientId: client.id, hash: digest(RefreshToken), authTime, until });
    return { RefreshToken, ...issue(client, user, id, authTime) };
  }

  /** @throws AwsError `NotAuthorizedException`: not a refresh token of that client, or one that is good no more. */
  refresh(client: Client, refreshToken: string) {
    const { id, session } = this.byToken(refreshToken);
    const user = session && client.pool.find(session.sub);
    if (!user) throw new AwsError("NotAuthorizedException", "Refresh Token has been revoked");
    if (session.clientId !== client.id) throw new AwsError("NotAuthorizedException", "Invalid Refresh Token");
    if (session.until <= Date.now()) throw new AwsError("NotAuthorizedException", "Refresh Token has expired");
    return issue(client, user, id, session.authTime);
  }

  /** One that ended already is no error: it is as wished. */
  end(client: Client, refreshToken: string): void {
    const { id, session } = this.byToken(refreshToken);
    if (!session) return;
    if (session.clientId !== client.id) throw new AwsError("UnauthorizedException", "Token was issued to another client");
    this.sessions.delete(id);
  }

  endAll(sub: string): void {
    for (const [id, session] of this.sessions) if (session.sub === sub) this.sessions.delete(id);
  }

  private byToken(refreshToken: string) {
    const [id = ""] = refreshToken.split(".");
    const session = this.sessions.get(id);
    const right = session && timingSafeEqual(Buffer.from(session.hash), Buffer.from(digest(refreshToken)));
    return { id, session: right ? session : undefined };
  }
}

function issue(client: Client, user: User, id: string, authTime: number) {
  const { pool, validity } = client;
  const groups = user.groups.filter((group) => pool.groups.has(group));
  const both = {
    sub: user.sub,
    ...(groups.length > 0 && { "cognito:groups": groups }),
    origin_jti: id,
    event_id: randomUUID(),
    auth_time: authTime,
  };
  const readable = Object.entries(user.attributes)
    .filter(([name]) => client.readAttributes.includes(name))
    .map(([name, value]) => [name, name === "email_verified" ? value === "true" : value]);
  const forApp = { ...Object.fromEntries(readable), "cognito:username": user.sub, aud: client.id, token_use: "id" };
  const forCognito = { username: user.sub, client_id: client.id, token_use: "access", scope: "aws.cognito.signin.user.admin" };
  return {
    IdToken: pool.tokens.sign({ ...both, ...forApp }, validity.id),
    AccessToken: pool.tokens.sign({ ...both, ...forCognito }, validity.access),
    ExpiresIn: validity.access,
    TokenType: "Bearer",
  };
}

function digest(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
