// Who is signed in: Cognito's tokens, asked for with plain requests, and renewed before the API finds them too old.
import { changed } from "./draw";
import { Kept } from "./kept";
import { ask, Problem, problemOf } from "./request";

/** config.json, which the program writes out of its outputs. */
interface Config {
  readonly cognitoEndpoint: string;
  readonly userPoolClientId: string;
}

interface Tokens {
  readonly IdToken: string;
  readonly RefreshToken?: string;
  /** Seconds. */
  readonly ExpiresIn: number;
}

/** What is kept of a person. The ID token is not: it lives 15 minutes, and only in this page's memory. */
interface Person {
  readonly email: string;
  readonly accountid: string;
  readonly refreshToken: string;
}

/** For words on the page only: the API reads the token itself. */
type Claims = Readonly<Record<"sub" | "custom:vendorid", string | undefined>> & {
  readonly "cognito:groups"?: readonly string[];
};

export class Session {
  person: Person | undefined;
  /** It ended by itself, and the person has to be told. */
  ended = false;
  private claims: Claims | undefined;
  private readonly kept: Kept<Person>;
  private token: { readonly id: string; readonly until: number } | undefined;
  private renewal: Promise<string> | undefined;
  private config: Promise<Config> | undefined;

  /**
   * @param place where the page keeps who is signed in, and why there
   * @param turned told when another person, or nobody, is signed in; not when a session ended by itself
   */
  constructor(
    page: string,
    place: "localStorage" | "sessionStorage",
    private readonly turned: () => void,
  ) {
    this.kept = new Kept(`${page}.person`, place);
    this.person = this.kept.read();
    // Asked for now, for the document has begun to load it; if that fails, it fails again when it is needed.
    void problemOf(() => this.configured());
    // Signed in or out in another tab: this one follows.
    addEventListener("storage", () => {
      const person = this.kept.read();
      if (person?.refreshToken !== this.person?.refreshToken) this.turn(person);
    });
  }

  /** One of Cognito's operations that need no signature. @throws Problem */
  async cognito<T>(operation: string, input: object): Promise<T> {
    const { cognitoEndpoint, userPoolClientId } = await this.configured();
    return ask<T>(`${location.protocol}//${cognitoEndpoint}/`, {
      method: "POST",
      credentials: "omit",
      headers: {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": `AWSCognitoIdentityProviderService.${operation}`,
      },
      body: JSON.stringify({ ClientId: userPoolClientId, ...input }),
    });
  }

  async signIn(email: string, password: string): Promise<void> {
    const tokens = await this.authenticate("USER_PASSWORD_AUTH", { USERNAME: email, PASSWORD: password });
    this.take(tokens);
    const { sub = "" } = this.claims ?? {};
    const person = { email, accountid: sub, refreshToken: tokens.RefreshToken ?? "" };
    this.kept.write(person);
    this.person = person;
    this.ended = false;
    this.turned();
  }

  /** At once on this device; the refresh token is made void if Cognito can be reached. */
  async signOut(): Promise<void> {
    const token = this.person?.refreshToken;
    this.kept.write(undefined);
    this.turn(undefined);
    if (token) await this.cognito("RevokeToken", { Token: token });
  }

  /** Asks the API as the person who is signed in. @throws Problem `SessionEnded` if nobody is any more. */
  async ask<T>(path: string, { json, ...init }: RequestInit & { json?: object } = {}): Promise<T> {
    const { person } = this;
    const body = json && { body: JSON.stringify(json) };
    const type = json && { "content-type": "application/json" };
    const send = async (id: string) => {
      const headers = { ...init.headers, ...type, authorization: `Bearer ${id}` };
      const answer = await ask<T>(path, { ...init, ...body, headers });
      // Meant for who asked, not for who is here now.
      if (this.person !== person) throw new Problem("SessionEnded", 401);
      return answer;
    };
    try {
      return await send(await this.idToken());
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 401) throw error;
      // This device's clock may be wrong: the API's word counts.
      this.token = undefined;
      return send(await this.idToken());
    }
  }

  /** The shop this person works at, once there is a token that says so. */
  get shop(): string | undefined {
    return this.claims?.["cognito:groups"]?.includes("staff") ? this.claims["custom:vendorid"] : undefined;
  }

  /** One that is good for a while. @throws Problem */
  async idToken(): Promise<string> {
    if (this.token && this.token.until > Date.now()) return this.token.id;
    this.renewal ??= this.renew().finally(() => {
      this.renewal = undefined;
    });
    return this.renewal;
  }

  private async renew(): Promise<string> {
    if (!this.person) throw new Problem("SessionEnded", 401);
    try {
      return this.take(await this.authenticate("REFRESH_TOKEN_AUTH", { REFRESH_TOKEN: this.person.refreshToken }));
    } catch (error) {
      // Too old, revoked, or its user is gone; but not because Cognito was busy or out of reach.
      const refused = error instanceof Problem && error.status === 400 && !/^(TooMany|Limit)/.test(error.error);
      if (!refused) throw error;
      this.kept.write(undefined);
      this.person = undefined;
      this.ended = true;
      changed();
      throw new Problem("SessionEnded", 401);
    }
  }

  private async authenticate(AuthFlow: string, AuthParameters: object): Promise<Tokens> {
    const answer = await this.cognito<{ AuthenticationResult?: Tokens }>("InitiateAuth", { AuthFlow, AuthParameters });
    if (!answer.AuthenticationResult) throw new Problem("NewPasswordRequired", 400);
    return answer.AuthenticationResult;
  }

  private take({ IdToken, ExpiresIn }: Tokens): string {
    const payload = IdToken.split(".")[1] ?? "";
    const bytes = Uint8Array.from(atob(payload.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
    this.claims = JSON.parse(new TextDecoder().decode(bytes));
    // A minute early, counted on this device's clock alone.
    this.token = { id: IdToken, until: Date.now() + (ExpiresIn - 60) * 1000 };
    return IdToken;
  }

  private turn(person: Person | undefined): void {
    this.person = person;
    this.token = undefined;
    this.claims = undefined;
    this.ended = false;
    this.turned();
    changed();
  }

  private configured(): Promise<Config> {
    this.config ??= ask<Config>("config.json").catch((error: unknown) => {
      this.config = undefined;
      throw error;
    });
    return this.config;
  }
}
