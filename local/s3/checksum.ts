// By what a client can have its upload verified.
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { AwsError } from "../aws/error";
import type { AwsRequest } from "../aws/service";

const algorithms: Readonly<Record<string, (bytes: Buffer) => string>> = {
  "content-md5": (bytes) => createHash("md5").update(bytes).digest("base64"),
  "x-amz-checksum-crc32": (bytes) => base64(BigInt(crc32(bytes)), 8),
  // What AWS CLI 2 sends.
  "x-amz-checksum-crc64nvme": (bytes) => base64(crc64nvme(bytes), 16),
  "x-amz-checksum-sha256": (bytes) => createHash("sha256").update(bytes).digest("base64"),
};

export const checksumHeaders: readonly string[] = Object.keys(algorithms);

/** @throws AwsError BadDigest */
export function verifyChecksums(headers: AwsRequest["headers"], bytes: Buffer): void {
  for (const [name, calculate] of Object.entries(algorithms)) {
    const given = headers[name];
    if (given === undefined || given === calculate(bytes)) continue;
    throw new AwsError("BadDigest", `The ${name} you specified did not match what was received.`);
  }
}

function crc64nvme(bytes: Buffer): bigint {
  const ones = 0xffff_ffff_ffff_ffffn;
  let crc = ones;
  for (const byte of bytes) crc = (crc64Table[Number(crc & 0xffn) ^ byte] ?? 0n) ^ (crc >> 8n);
  return crc ^ ones;
}

const crc64Table = Array.from({ length: 256 }, (_, byte) => {
  let crc = BigInt(byte);
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1n ? (crc >> 1n) ^ 0x9a6c_9329_ac4b_c9b5n : crc >> 1n;
  return crc;
});

function base64(number: bigint, hexDigits: number): string {
  return Buffer.from(number.toString(16).padStart(hexDigits, "0"), "hex").toString("base64");
}
