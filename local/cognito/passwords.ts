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

export async function hashPassword(password: string, salt = randomBytes(16)): Promise<string> {
  const hash = await stretch(password, salt, 32, { N: 2 ** 14 });
  return `${salt.toString("base64url")}.${hash.toString("base64url")}`;
}

/** Takes as long for nobody's password (`undefined`) as for a wrong one. */
export async function isPassword(password: string, kept: string | undefined): Promise<boolean> {
  const salt = Buffer.from(kept?.split(".")[0] ?? "", "base64url");
  const hash = Buffer.from(await hashPassword(password, salt));
  return kept !== undefined && kept.length === hash.length && timingSafeEqual(Buffer.from(kept), hash);
}
