// What the resources of Cognito share: the refusal of values that are not supported, and ids that are the same at every start.
import { createHash } from "node:crypto";

export function must(what: string, given: unknown, supported: unknown): void {
  if (JSON.stringify(given) !== JSON.stringify(supported)) throw unsupported(what, given, JSON.stringify(supported));
}

export function among(what: string, given: readonly string[], supported: readonly string[]): void {
  const other = given.find((value) => !supported.includes(value));
  if (other !== undefined) throw unsupported(what, other, supported.join(", "));
}

export function only(what: string, given: object | undefined, supported: readonly string[]): void {
  among(what, Object.keys(given ?? {}), supported);
}

export function unsupported(what: string, given: unknown, supported: string): Error {
  const received = typeof given === "string" ? given : (JSON.stringify(given) ?? "not given");
  return new Error(`${what} is ${received}; the laptop supports ${supported}: use that, or teach local/cognito the other`);
}

export const digits = "0123456789";
export const lowerCase = "abcdefghijklmnopqrstuvwxyz";
export const upperCase = lowerCase.toUpperCase();

/** Up to 32 characters of the alphabet. */
export function derived(from: string, length: number, alphabet: string): string {
  const bytes = createHash("sha256").update(from).digest().subarray(0, length);
  return Array.from(bytes, (byte) => alphabet.charAt(byte % alphabet.length)).join("");
}
