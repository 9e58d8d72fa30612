// Six digits by mail: a user shows that an address is theirs.
import { randomInt } from "node:crypto";
import { AwsError } from "../aws/error";
import type { Template, User, UserPool } from "./pool";

export type Purpose = "signUp" | "forgotPassword" | "email";

export interface Code {
  readonly code: string;
  readonly until: number;
  /** Where it was sent: the address it proves. */
  readonly email: string;
}

const hour = 3_600_000;
const wordings = {
  signUp: { subject: "Your verification code", message: "Your confirmation code is {####}", life: 24 * hour },
  forgotPassword: { subject: "Your verification code", message: "Your password reset code is {####}", life: hour },
  email: { subject: "Your verification code", message: "Your verification code is {####}", life: 24 * hour },
};

/** Makes the code of before void. */
export function sendCode(pool: UserPool, user: User, purpose: Purpose, email: string = user.attributes.email) {
  const code = String(randomInt(1_000_000)).padStart(6, "0");
  const wording = { ...wordings[purpose], ...pool.settings.verification };
  pool.change(user, { codes: { ...user.codes, [purpose]: { code, until: Date.now() + wording.life, email } } });
  mail(pool, email, wording, { code, username: email });
  return delivery(email);
}

/** @throws AwsError unless it is the code sent last: then `changes` come true and the code is void. */
export function redeemCode(
  pool: UserPool,
  user: User,
  purpose: Purpose,
  given: string,
  changes: (email: string) => Partial<User>,
): User {
  const who = `${user.sub} ${purpose}`;
  if (pool.codeGuesses.locked(who)) {
    throw new AwsError("LimitExceededException", "Attempt limit exceeded, please try after some time.");
  }
  const { [purpose]: sent, ...codes } = user.codes;
  if (!sent || sent.until <= Date.now()) throw expiredCode();
  if (sent.code !== given) {
    pool.codeGuesses.failed(who);
    throw new AwsError("CodeMismatchException", "Invalid verification code provided, please try again.");
  }
  pool.codeGuesses.forget(who);
  return pool.change(user, { ...changes(sent.email), codes });
}

export function expiredCode(): AwsError {
  return new AwsError("ExpiredCodeException", "Invalid code provided, please request a code again.");
}

export function mail(
  pool: UserPool,
  to: string,
  { subject, message }: Template,
  values: { code: string; username: string },
): void {
  const text = message.replaceAll("{####}", () => values.code).replaceAll("{username}", () => values.username);
  pool.inbox.send({ to, subject, text });
}

/** Tells whoever asked where to look, and a stranger little. */
export function delivery(email: string) {
  const [name = "", domain = ""] = email.split("@");
  return { Destination: `${name.slice(0, 1)}***@${domain.slice(0, 1)}***`, DeliveryMedium: "EMAIL", AttributeName: "email" };
}
