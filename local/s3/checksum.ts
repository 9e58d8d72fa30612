// The checksums S3 verifies: one a client may send with an object is checked, kept and given back with it.
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";

export interface Checksum {
  readonly algorithm: string;
  /** Base64, big-endian. */
  readonly value: string;
}

const algorithms: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  crc32: (bytes) => uint32s(crc32(bytes)),
  crc32c: reflectedCrc(0x82f63b78),
  crc64nvme: reflectedCrc(0xac4bc9b5, 0x9a6c9329),
  sha1: (bytes) => createHash("sha1").update(bytes).digest(),
  sha256: (bytes) => createHash("sha256").update(bytes).digest(),
};

export const checksumHeaders: readonly string[] = Object.keys(algorithms).map((algorithm) => `x-amz-checksum-${algorithm}`);

/** @param algorithm as in one of `checksumHeaders`. */
export function calculateChecksum(algorithm: string, bytes: Buffer): string {
  return algorithms[algorithm]?.(bytes).toString("base64") ?? "";
}

/** Node has neither CRC32C nor CRC64NVME, the default of AWS CLI 2. The polynomial in two halves; a 32-bit one has no upper. */
function reflectedCrc(polynomialLow: number, polynomialHigh?: number): (bytes: Buffer) => Buffer {
  const low = new Uint32Array(256);
  const high = new Uint32Array(256);
  for (let byte = 0; byte < 256; byte += 1) {
    let [l, h] = [byte, 0];
    for (let bit = 0; bit < 8; bit += 1) {
      const odd = l & 1;
      l = (l >>> 1) | (h << 31);
      h >>>= 1;
      if (odd) [l, h] = [l ^ polynomialLow, h ^ (polynomialHigh ?? 0)];
    }
    [low[byte], high[byte]] = [l, h];
  }
  const wide = polynomialHigh !== undefined;
  return (bytes) => {
    let [l, h] = [-1, wide ? -1 : 0];
    for (const byte of bytes) {
      const at = (l ^ byte) & 0xff;
      l = ((l >>> 8) | (h << 24)) ^ (low[at] ?? 0);
      h = (h >>> 8) ^ (high[at] ?? 0);
    }
    return wide ? uint32s(~h, ~l) : uint32s(~l);
  };
}

function uint32s(...values: number[]): Buffer {
  const buffer = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) buffer.writeUInt32BE(value >>> 0, 4 * index);
  return buffer;
}
