// One page of a bucket's keys in S3's order, keys under one delimiter rolled up into a prefix; keys as `toBytes` gives them.
import type { Bucket, Version } from "./bucket";
import { invalidArgument } from "./error";
import { toBytes, toText } from "./sortedKeys";

export interface Page {
  readonly versions: Version[];
  readonly prefixes: string[];
  /** The key or prefix that came last. */
  last: string;
  /** The first key that no longer fitted. */
  next?: string;
}

/** What the three list operations are asked alike. */
export class PageRequest {
  private readonly prefix: string;
  private readonly delimiter: string;
  private readonly maxKeys: number;
  private readonly encoding: string | null;

  constructor(query: URLSearchParams) {
    this.prefix = toBytes(query.get("prefix") ?? "");
    this.delimiter = toBytes(query.get("delimiter") ?? "");
    const maxKeys = query.get("max-keys") || "1000";
    if (!/^\d{1,9}$/.test(maxKeys)) {
      throw invalidArgument("Provided max-keys not an integer or within integer range", "max-keys", maxKeys);
    }
    this.maxKeys = Math.min(Number(maxKeys), 1000);
    this.encoding = query.get("encoding-type");
    if (this.encoding !== null && this.encoding !== "url") {
      throw invalidArgument("Invalid Encoding Method specified in Request", "encoding-type", this.encoding);
    }
  }

  /** Where the page after a marker begins: a marker inside a rolled-up prefix passes all of it. */
  after(marker: string): string {
    if (marker === "") return "";
    const prefix = marker.startsWith(this.prefix) ? this.rolledUp(marker) : undefined;
    return prefix === undefined ? `${marker}\0` : pastAll(prefix);
  }

  /** @param versionsOf those of a key that are to be listed. */
  read(bucket: Bucket, from: string, versionsOf: (key: string) => readonly Version[]): Page {
    const { prefix, maxKeys } = this;
    const page: Page = { versions: [], prefixes: [], last: "" };
    let key = bucket.keys.atOrAfter(from > prefix ? from : prefix);
    while (key?.startsWith(prefix)) {
      const versions = versionsOf(toText(key));
      const rolledUp = versions.length > 0 ? this.rolledUp(key) : undefined;
      for (const version of rolledUp === undefined ? versions : versions.slice(0, 1)) {
        if (page.versions.length + page.prefixes.length >= maxKeys) return maxKeys === 0 ? page : { ...page, next: key };
        page.last = rolledUp ?? key;
        if (rolledUp === undefined) page.versions.push(version);
        else page.prefixes.push(rolledUp);
      }
      key = bucket.keys.atOrAfter(rolledUp === undefined ? `${key}\0` : pastAll(rolledUp));
    }
    return page;
  }

  /** What every list answer repeats and tells. */
  describe(bucket: Bucket, page: Page): Record<string, unknown> {
    return {
      Name: bucket.name,
      Prefix: this.encode(this.prefix),
      Delimiter: this.delimiter === "" ? undefined : this.encode(this.delimiter),
      MaxKeys: this.maxKeys,
      EncodingType: this.encoding ?? undefined,
      IsTruncated: page.next !== undefined,
      CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: this.encode(prefix) })),
    };
  }

  encode(bytes: string): string {
    const text = toText(bytes);
    return this.encoding === "url" ? encodeURIComponent(text).replaceAll("%2F", "/") : text;
  }

  private rolledUp(key: string): string | undefined {
    const at = this.delimiter === "" ? -1 : key.indexOf(this.delimiter, this.prefix.length);
    return at < 0 ? undefined : key.slice(0, at + this.delimiter.length);
  }
}

/** The first string after all that begin with the prefix: no byte of UTF-8 is 0xff. */
function pastAll(prefix: string): string {
  return prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);
}
