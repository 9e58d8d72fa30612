// A user pool: its settings, which the program gives at every start, and its users, which are kept.
import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { AwsError } from "../aws/error";
import type { Inbox } from "../sns/inbox";
import type { Attributes, Schema } from "./attributes";
import type { Code, Purpose } from "./codes";
import { Kept } from "./kept";
import type { PasswordPolicy } from "./passwords";
import { Sessions } from "./sessions";
import { Tokens } from "./tokens";

export interface Settings {
  readonly id: string;
  readonly arn: string;
  readonly schema: Schema;
  readonly passwordPolicy: PasswordPolicy;
  /** How a mail with a code is worded, where the program says: with `{####}` where the code goes. */
  readonly verification: { readonly subject?: string; readonly message?: string };
}

export interface Client {
  readonly id: string;
  readonly pool: UserPool;
  readonly readAttributes: readonly string[];
  readonly writeAttributes: readonly string[];
  /** How long what it hands out is good for, in seconds. */
  readonly validity: Readonly<Record<"id" | "access" | "refresh", number>>;
}

export interface User {
  /** Its user name too: people sign in by their email. */
  readonly sub: string;
  readonly status: "UNCONFIRMED" | "CONFIRMED" | "FORCE_CHANGE_PASSWORD";
  readonly attributes: Attributes;
  /** Hashed. */
  readonly password: string;
  readonly groups: readonly string[];
  readonly codes: Readonly<Partial<Record<Purpose, Code>>>;
  readonly created: number;
  readonly modified: number;
}

export class UserPool {
  readonly clients = new Map<string, Client>();
  readonly groups = new Set<string>();
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

  /** @throws AwsError `UsernameExistsException` */
  add(user: Pick<User, "status" | "attributes" | "password">): User {
    const { email } = user.attributes;
    if (this.find(email)) throw new AwsError("UsernameExistsException", "User already exists");
    const [sub, created] = [randomUUID(), Date.now()];
    const added = { ...user, sub, groups: [], codes: {}, created, modified: created };
    this.users.set(sub, added);
    this.subs.set(email.toLowerCase(), sub);
    return added;
  }

  /** With every session. A token already out is good until it expires, as on AWS: whoever verifies it asks nobody. */
  remove({ sub, attributes }: User): void {
    this.users.delete(sub);
    this.subs.delete(attributes.email.toLowerCase());
    this.sessions.endAll(sub);
  }

  /** A new password ends every session: whoever knew the old one is out. */
  change(user: User, changes: Partial<User>): void {
    if (changes.password !== undefined) this.sessions.endAll(user.sub);
    this.users.set(user.sub, { ...user, ...changes, modified: Date.now() });
  }
}
