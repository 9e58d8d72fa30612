// Access keys, made from the data folder's secret: the same after a restart, and nothing of them is stored.
import { createHmac } from "node:crypto";
import type { Principal } from "../aws/principal";

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export type Session = Principal & { type: "Role" };

export class KeyMaker {
  constructor(private readonly secret: Buffer) {}

  /** @param of an ARN, or the token of a session. */
  pair(prefix: "AKIA" | "ASIA", of: string): Credentials {
    const accessKeyId = this.id(prefix, of);
    return { accessKeyId, secretAccessKey: this.derive("key", accessKeyId).toString("base64").slice(0, 40) };
  }

  /** The token says whose the session is; the access key, made from it, proves that we said so. */
  forSession({ roleArn, arn }: Session): Credentials {
    const sessionToken = Buffer.from(JSON.stringify([roleArn, arn])).toString("base64url");
    return { ...this.pair("ASIA", sessionToken), sessionToken };
  }

  sessionOf(accessKeyId: string, sessionToken: string): Session | undefined {
    if (this.id("ASIA", sessionToken) !== accessKeyId) return undefined;
    const [roleArn, arn] = JSON.parse(Buffer.from(sessionToken, "base64url").toString()) as [string, string];
    return { type: "Role", arn, roleArn };
  }

  /** As AWS makes them: letters and digits behind a prefix that says of what. */
  id(prefix: "AKIA" | "ASIA" | "AIDA" | "AROA", of: string): string {
    const characters = [...this.derive(prefix, of)].map((byte) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[byte & 31]);
    return prefix + characters.slice(0, 16).join("");
  }

  private derive(purpose: string, of: string): Buffer {
    return createHmac("sha256", this.secret).update(`${purpose}\n${of}`).digest();
  }
}
