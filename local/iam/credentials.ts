// Access keys, made from the data folder's secret: the same after a restart, and nothing of them is stored.
import { createHmac, timingSafeEqual } from "node:crypto";
import type { Principal } from "../aws/principal";

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

type Session = Principal & { type: "Role" };

export class KeyMaker {
  constructor(private readonly secret: Buffer) {}

  forUser(arn: string): Credentials {
    return this.pair(this.id("AKIA", arn, 16));
  }

  /** The token carries who it is for, so that any session can be told again from it. */
  forSession({ roleArn, arn }: Session): Credentials & { readonly sessionToken: string } {
    const payload = Buffer.from(JSON.stringify([roleArn, arn])).toString("base64url");
    return {
      ...this.pair(this.id("ASIA", arn, 16)),
      sessionToken: `${payload}.${this.derive("token", payload).toString("base64url")}`,
    };
  }

  sessionOf(accessKeyId: string, sessionToken: string): Session | undefined {
    const [payload = "", mac = ""] = sessionToken.split(".");
    const given = Buffer.from(mac, "base64url");
    const made = this.derive("token", payload);
    if (given.length !== made.length || !timingSafeEqual(given, made)) return undefined;
    const [roleArn, arn] = JSON.parse(Buffer.from(payload, "base64url").toString()) as [string, string];
    return this.id("ASIA", arn, 16) === accessKeyId ? { type: "Role", arn, roleArn } : undefined;
  }

  /** As AWS makes them: letters and digits behind a prefix that says of what. */
  id(prefix: "AKIA" | "ASIA" | "AIDA" | "AROA", of: string, length: number): string {
    const characters = [...this.derive(prefix, of)].map((byte) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[byte & 31]);
    return prefix + characters.slice(0, length).join("");
  }

  private pair(accessKeyId: string): Credentials {
    return { accessKeyId, secretAccessKey: this.derive("key", accessKeyId).toString("base64").slice(0, 40) };
  }

  private derive(purpose: string, of: string): Buffer {
    return createHmac("sha256", this.secret).update(`${purpose}\n${of}`).digest();
  }
}
