// One bucket, in memory and on disk. A version's bytes are appended to one file of small ones, or are a file of their own named by a
// random id, never by the key: keys hold `..`, anything. A version exists once its line is in the journal: a write is bytes, then a
// line; a removal a line, then the file. So `kill -9` leaves bytes without a line at most, and 100,000 objects open by reading one file.
import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Appended } from "../appended";
import type { PolicyDocument } from "../iam/policy";
import { Journal } from "../journal";

export interface Version {
  readonly key: string;
  /** The name of its file, if it has one. */
  readonly id: string;
  /** Where its bytes begin in the file of small ones. */
  readonly offset?: number;
  /** As clients see it: `null` for what was written before versioning was on. */
  readonly versionId: string;
  /** Milliseconds. */
  readonly at: number;
  /** A delete marker has neither file nor content. */
  readonly marker?: true;
  readonly size: number;
  /** Quoted, as in headers. */
  readonly etag: string;
  /** Content-Type and the like, and user metadata: given back as they came. */
  readonly headers: Readonly<Record<string, string>>;
}

type Line =
  | { readonly created: number }
  | { readonly versioned: true }
  | { readonly put: Version }
  | { readonly gone: Pick<Version, "key" | "id"> };

/** Bytes of an object from which on it has a file of its own: its room comes back when it goes. */
const large = 65_536;

export class Bucket {
  created = 0;
  versioned = false;
  policy?: PolicyDocument;

  /** Of each key, newest first. */
  private readonly versions = new Map<string, readonly Version[]>();
  /** The keys of current objects, sorted; made when first asked for after a change. */
  private sorted: readonly string[] | undefined;
  private readonly journal: Journal<Line>;
  private readonly objects: string;
  private readonly small: Appended;

  constructor(
    readonly name: string,
    folder: string,
  ) {
    this.objects = join(folder, name, "objects");
    this.small = new Appended(join(folder, name, "small"));
    this.journal = new Journal(join(folder, name, "index.jsonl"));
    for (const line of this.journal.read()) this.apply(line);
    if (this.created === 0) this.commit({ created: Date.now() });
    this.removeOrphans();
  }

  /** The current version or the one asked for; it may be a delete marker. */
  find(key: string, versionId?: string): Version | undefined {
    const versions = this.versions.get(key);
    return versionId === undefined ? versions?.[0] : versions?.find((version) => version.versionId === versionId);
  }

  /** In S3's order, which is that of their UTF-8 bytes: as one character a byte, so that `<` and sort() agree with it. */
  keys(): readonly string[] {
    if (!this.sorted) {
      const current = [...this.versions].filter(([, [version]]) => !version?.marker);
      this.sorted = current.map(([key]) => Buffer.from(key).toString("latin1")).sort();
    }
    return this.sorted;
  }

  /** Current objects, for whoever looks into the kitchen. */
  newest(limit: number): readonly Version[] {
    const current = [...this.versions.values()].flatMap(([version]) => (version && !version.marker ? [version] : []));
    return current
      .reverse()
      .sort((one, other) => other.at - one.at)
      .slice(0, limit);
  }

  read(version: Version): Buffer {
    return version.offset === undefined ? readFileSync(this.file(version)) : this.small.read(version.offset, version.size);
  }

  put(key: string, bytes: Buffer, headers: Version["headers"]): Version {
    const etag = `"${createHash("md5").update(bytes).digest("hex")}"`;
    const made = { ...this.version(key), size: bytes.length, etag, headers };
    const version = bytes.length < large ? { ...made, offset: this.small.append(bytes) } : made;
    const replaced = this.versioned ? undefined : this.find(key);
    if (version === made) writeFileSync(this.file(made), bytes);
    this.commit({ put: version });
    if (replaced) this.removeFile(replaced);
    return version;
  }

  /** The version named, or the object of a bucket without versions, is gone for good; another is marked deleted. */
  remove(key: string, versionId?: string): Version | undefined {
    if (this.versioned && versionId === undefined) {
      const marker = { ...this.version(key), marker: true, size: 0, etag: "", headers: {} } as const;
      this.commit({ put: marker });
      return marker;
    }
    const version = this.find(key, versionId);
    if (!version) return undefined;
    this.commit({ gone: { key, id: version.id } });
    this.removeFile(version);
    return version;
  }

  enableVersioning(): void {
    if (!this.versioned) this.commit({ versioned: true });
  }

  private version(key: string): Pick<Version, "key" | "id" | "versionId" | "at"> {
    const id = randomUUID().replaceAll("-", "");
    return { key, id, versionId: this.versioned ? id : "null", at: Date.now() };
  }

  private commit(line: Line): void {
    this.journal.append(line);
    this.apply(line);
  }

  private apply(line: Line): void {
    this.sorted = undefined;
    if ("created" in line) this.created = line.created;
    else if ("versioned" in line) this.versioned = true;
    else {
      const { key, id } = "put" in line ? line.put : line.gone;
      const others = this.versions.get(key)?.filter((version) => this.versioned && version.id !== id) ?? [];
      const versions = "put" in line ? [line.put, ...others] : others;
      if (versions.length > 0) this.versions.set(key, versions);
      else this.versions.delete(key);
    }
  }

  private removeFile(version: Version): void {
    if (version.offset === undefined) rmSync(this.file(version), { force: true });
  }

  private file({ id }: Pick<Version, "id">): string {
    return join(this.objects, id);
  }

  private removeOrphans(): void {
    mkdirSync(this.objects, { recursive: true });
    const known = new Set([...this.versions.values()].flat().map(({ id }) => id));
    for (const id of readdirSync(this.objects)) if (!known.has(id)) rmSync(this.file({ id }), { force: true });
  }
}
