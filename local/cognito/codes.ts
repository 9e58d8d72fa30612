// Six digits by mail: a user shows that an address is theirs.
import { randomInt } from "node:crypto";
import { AwsError } from "../aws/error";
import type { User, UserPool } from "./pool";

export interface Code {
  readonly code: string;
  readonly until: number;
}

const hour = 3_600_000;
const purposes = {
  signUp: { message: "Your confirmation code is {####}", life: 24 * hour },
  forgotPassword: { message: "Your password reset code is {####}", life: hour },
};
export type Purpose = keyof typeof purposes;

/** Makes the code of before void. */
export function sendCode(pool: UserPool, user: User, purpose: Purpose) {
  const code = String(randomInt(1_000_000)).padStart(6, "0");
  const { message, life } = purposes[purpose];
  const { email } = user.attributes;
  pool.change(user, { codes: { ...user.codes, [purpose]: { code, until: Date.now() + life } } });
  const worded = { subject: "Your verification code", message, ...pool.settings.verification };
  pool.inbox.send({ to: email, subject: worded.subject, text: worded.message.replaceAll("{####}", code) });
  return delivery(email);
}

/** @throws AwsError unless it is the code sent last: then `changes` come true and the code is void. */
export function redeemCode(
  pool: UserPool,
  username: string,
  purpose: Purpose,
  given: string,
  changes: (user: User) => Partial<User>,
): void {
  const user = pool.find(username);
  const { [purpose]: sent, ...codes } = user?.codes ?? {};
  // Of a stranger too: it tells nobody who has an account.
  if (!user || !sent || sent.until <= Date.now()) {
    throw new AwsError("ExpiredCodeException", "Invalid code provided, please request a code again.");
  }
  if (sent.code !== given) {
    throw new AwsError("CodeMismatchException", "Invalid verification code provided, please try again.");
  }
  pool.change(user, { ...changes(user), codes });
}

/** Tells whoever asked where to look, and a stranger little. */
export function delivery(email: string) {
  const [name = "", domain = ""] = email.split("@");
  return { Destination: `${name.slice(0, 1)}***@${domain.slice(0, 1)}***`, DeliveryMedium: "EMAIL", AttributeName: "email" };
}
