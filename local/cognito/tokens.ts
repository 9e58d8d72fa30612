// A pool's signing key and the tokens signed by it: RS256, as the pool's JWKS tells the world.
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  randomUUID,
  sign,
  verify,
} from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

export type Claims = Readonly<Record<string, unknown>>;

/** Far more than a laptop's customers use at a time, of a KB each. */
const mostVerified = 1000;

export class Tokens {
  /** The pool's key is made once and kept, so that a restart signs nobody out. */
  static async open(folder: string, issuer: string): Promise<Tokens> {
    const file = join(folder, "key.pem");
    if (!existsSync(file)) {
      const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
      writeFileSync(`${file}.new`, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
      renameSync(`${file}.new`, file);
    }
    return new Tokens(createPrivateKey(readFileSync(file)), issuer);
  }

  readonly jwks: { readonly keys: readonly object[] };
  private readonly publicKey: KeyObject;
  /** The same on every token of this pool: one with another `alg` or `kid` is not ours. */
  private readonly header: string;
  /** By token, those whose signature was right: to verify it anew takes a good part of a request's time. */
  private readonly verified = new Map<string, Claims>();

  private constructor(
    private readonly privateKey: KeyObject,
    readonly issuer: string,
  ) {
    this.publicKey = createPublicKey(privateKey);
    const key = this.publicKey.export({ format: "jwk" });
    const kid = createHash("sha256").update(String(key.n)).digest("base64");
    this.jwks = { keys: [{ ...key, alg: "RS256", kid, use: "sig" }] };
    this.header = encode({ kid, alg: "RS256" });
  }

  sign(claims: Claims, seconds: number): string {
    const iat = Math.floor(Date.now() / 1000);
    const text = `${this.header}.${encode({ ...claims, iss: this.issuer, iat, exp: iat + seconds, jti: randomUUID() })}`;
    return `${text}.${sign("sha256", Buffer.from(text), this.privateKey).toString("base64url")}`;
  }

  /** `undefined` unless this pool signed it. */
  verify(token: string): { readonly claims: Claims; readonly expired: boolean } | undefined {
    const claims = this.verified.get(token) ?? this.claimsOf(token);
    if (!claims) return undefined;
    if (this.verified.size === mostVerified) this.verified.clear();
    this.verified.set(token, claims);
    return { claims, expired: Number(claims.exp) * 1000 <= Date.now() };
  }

  private claimsOf(token: string): Claims | undefined {
    const [header, payload = "", signature = "", more] = token.split(".", 4);
    if (header !== this.header || more !== undefined) return undefined;
    const bytes = Buffer.from(signature, "base64url");
    // Node decodes leniently: a changed last character could leave the bytes as they were.
    if (bytes.toString("base64url") !== signature) return undefined;
    if (!verify("sha256", Buffer.from(`${header}.${payload}`), this.publicKey, bytes)) return undefined;
    const claims: Claims = JSON.parse(Buffer.from(payload, "base64url").toString());
    return claims.iss === this.issuer ? claims : undefined;
  }
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
