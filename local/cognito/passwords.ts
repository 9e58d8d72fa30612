// A user's password: what the pool's policy asks of it, and the only form it is kept in.
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { AwsError } from "../aws/error";

export interface PasswordPolicy {
  readonly minimumLength: number;
  readonly requireLowercase: boolean;
  readonly requireUppercase: boolean;
  readonly requireNumbers: boolean;
  readonly requireSymbols: boolean;
}

/** @throws AwsError `InvalidPasswordException`, saying which rule. */
export function checkPassword(password: string, policy: PasswordPolicy): void {
  const rules: [asked: boolean, kept: boolean, otherwise: string][] = [
    [true, password.length >= policy.minimumLength, "Password not long enough"],
    [true, password.length <= 256, "Password too long"],
    [policy.requireLowercase, /[a-z]/.test(password), "Password must have lowercase characters"],
    [policy.requireUppercase, /[A-Z]/.test(password), "Password must have uppercase characters"],
    [policy.requireNumbers, /[0-9]/.test(password), "Password must have numeric characters"],
    [policy.requireSymbols, /[\^$*.[\]{}()?\-"!@#%&/\\,><':;|_~`+= ]/.test(password), "Password must have symbol characters"],
    [true, password === password.trim(), "Password must not begin or end with a space"],
  ];
  const [, , broken] = rules.find(([asked, kept]) => asked && !kept) ?? [];
  if (broken) throw new AwsError("InvalidPasswordException", `Password did not conform with policy: ${broken}`);
}

export function temporaryPassword(policy: PasswordPolicy): string {
  return `Aa1!${randomBytes(policy.minimumLength).toString("base64url")}`;
}

const stretch = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);
/** scrypt's N: of each sign-in a few milliseconds, a fraction of what a server should take. Nobody's real password is kept on a laptop. */
const cost = 2 ** 11;
/** Of passwords kept without their cost, by earlier versions. */
const earlierCost = 2 ** 14;

export async function hashPassword(password: string, salt = randomBytes(16), N = cost): Promise<string> {
  const hash = await stretch(password, salt, 32, { N });
  return `${N}.${salt.toString("base64url")}.${hash.toString("base64url")}`;
}

/** Takes as long for nobody's password (`undefined`) as for a wrong one. */
export async function isPassword(password: string, kept = `${cost}..`): Promise<boolean> {
  const [hash = "", salt = "", N = earlierCost] = kept.split(".").reverse();
  const made = (await hashPassword(password, Buffer.from(salt, "base64url"), Number(N))).split(".").pop() ?? "";
  return made.length === hash.length && timingSafeEqual(Buffer.from(made), Buffer.from(hash));
}
