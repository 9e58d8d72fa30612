// A user pool: its settings, which the program gives at every start, and its users, which are kept.
import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { AwsError } from "../aws/error";
import type { Inbox } from "../sns/inbox";
import type { Attributes, Schema } from "./attributes";
import type { Code, Purpose } from "./codes";
import { Guesses } from "./guesses";
import { Kept } from "./kept";
import type { PasswordPolicy } from "./passwords";
import { Sessions } from "./sessions";
import { Tokens } from "./tokens";

export interface Template {
  readonly subject: string;
  /** With `{####}` where the code or the password goes, and `{username}`. */
  readonly message: string;
}

export interface Settings {
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  readonly schema: Schema;
  readonly passwordPolicy: PasswordPolicy;
  readonly adminCreateUserOnly: boolean;
  /** Whether a changed email is used only once its owner has sent the code. */
  readonly verifiesBeforeUpdate: boolean;
  readonly verification: Partial<Template>;
  readonly invitation: Partial<Template>;
}

export interface Client {
  readonly id: string;
  readonly name: string;
  readonly pool: UserPool;
  readonly explicitAuthFlows: readonly string[];
  readonly readAttributes: readonly string[];
  readonly writeAttributes: readonly string[];
  /** How long what it hands out is good for, in seconds. */
  readonly validity: { readonly id: number; readonly access: number; readonly refresh: number; readonly session: number };
  readonly preventsUserExistenceErrors: boolean;
}

export interface User {
  /** Its user name too: people sign in by their email. */
  readonly sub: string;
  readonly status: "UNCONFIRMED" | "CONFIRMED" | "FORCE_CHANGE_PASSWORD";
  readonly attributes: Attributes;
  /** Hashed. */
  readonly password: string;
  /** When the password is one an administrator gave. */
  readonly temporaryUntil?: number | undefined;
  readonly groups: readonly string[];
  readonly codes: Readonly<Partial<Record<Purpose, Code>>>;
  readonly created: number;
  readonly modified: number;
}

export class UserPool {
  readonly clients = new Map<string, Client>();
  readonly groups = new Set<string>();
  /** As AWS: one second, then twice as long after each, up to a quarter of an hour. */
  readonly passwordGuesses = new Guesses((times) => Math.min(2 ** (times - 5), 900) * 1000);
  readonly codeGuesses = new Guesses(() => 900_000);
  readonly sessions: Sessions;
  private readonly users: Kept<User>;
  private readonly subs = new Map<string, string>();

  static async open(folder: string, issuer: string, settings: Settings, inbox: Inbox): Promise<UserPool> {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return new UserPool(folder, await Tokens.open(folder, issuer), settings, inbox);
  }

  private constructor(
    folder: string,
    readonly tokens: Tokens,
    readonly settings: Settings,
    readonly inbox: Inbox,
  ) {
    this.sessions = new Sessions(join(folder, "sessions.jsonl"));
    this.users = new Kept(join(folder, "users.jsonl"));
    for (const { sub, attributes } of this.users.values()) this.subs.set(attributes.email.toLowerCase(), sub);
  }

  /** By email in any case, or by `sub`. */
  find(username: string): User | undefined {
    return this.users.get(this.subs.get(username.toLowerCase()) ?? username);
  }

  list(): User[] {
    return [...this.users.values()];
  }

  /** @throws AwsError `UsernameExistsException` */
  add(user: Pick<User, "status" | "attributes" | "password" | "temporaryUntil">): User {
    if (this.find(user.attributes.email)) throw new AwsError("UsernameExistsException", "User already exists");
    const created = Date.now();
    return this.save({ ...user, sub: randomUUID(), groups: [], codes: {}, created, modified: created });
  }

  /**
   * A new password ends every session: whoever knew the old one is out.
   * @throws AwsError `AliasExistsException`: the email is another user's.
   */
  change(user: User, changes: Partial<User>): User {
    const owner = this.find(changes.attributes?.email ?? user.sub);
    if (owner && owner.sub !== user.sub) throw new AwsError("AliasExistsException", "An account with the email already exists.");
    if (changes.password !== undefined) {
      this.sessions.endAll(user.sub);
      this.passwordGuesses.forget(user.sub);
    }
    this.subs.delete(user.attributes.email.toLowerCase());
    const temporaryUntil = changes.password === undefined ? user.temporaryUntil : undefined;
    return this.save({ ...user, temporaryUntil, ...changes, modified: Date.now() });
  }

  remove(user: User): void {
    this.sessions.endAll(user.sub);
    this.users.delete(user.sub);
    this.subs.delete(user.attributes.email.toLowerCase());
  }

  private save(user: User): User {
    this.users.set(user.sub, user);
    this.subs.set(user.attributes.email.toLowerCase(), user.sub);
    return user;
  }
}
