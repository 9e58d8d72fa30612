// One bucket, in memory and on disk. An object version's bytes are a file named by a random id, never by the key: keys hold `..`, slashes, anything.
// A version exists once its line is in the journal: a write is a file, then a line; a removal a line, then the file. So whatever moment `kill -9`
// strikes leaves a file without a line at most, removed at the next open, and 100,000 objects open by reading one file instead of 100,000 headers.
import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PolicyDocument } from "../iam/policy";
import { Journal } from "../journal";
import type { Checksum } from "./checksum";
import { SortedKeys, toBytes } from "./sortedKeys";

export interface Version {
  readonly key: string;
  /** The name of its file. */
  readonly id: string;
  /** As clients see it: `null` for what was written while versioning was off. */
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
  readonly checksum?: Checksum;
}

export type Content = Pick<Version, "etag" | "headers"> & { readonly checksum?: Checksum | undefined };

type Line =
  | { readonly put: Version }
  | { readonly gone: { readonly key: string; readonly id: string } }
  | { readonly bucket: { readonly created: number; readonly versioning?: "Enabled" | "Suspended" } };

export class Bucket {
  created = Date.now();
  /** Absent: never switched on. */
  versioning?: "Enabled" | "Suspended";
  policy?: PolicyDocument;
  /** As in every new bucket on AWS, until its public access block says otherwise. */
  blockPublicPolicy = true;

  readonly keys: SortedKeys;
  /** Of each key, newest first. */
  private readonly versions = new Map<string, readonly Version[]>();
  private readonly journal: Journal<Line>;
  private readonly objects: string;
  private lines = 0;
  /** Versions that are gone leave two lines each: forgotten once they are the most of the journal. */
  private compactAt = Number.POSITIVE_INFINITY;

  constructor(
    readonly name: string,
    folder: string,
  ) {
    this.objects = join(folder, name, "objects");
    this.journal = new Journal(join(folder, name, "index.jsonl"));
    const lines = this.journal.read();
    for (const line of lines) this.apply(line);
    if (lines.length === 0) this.commit({ bucket: { created: this.created } });
    this.lines = lines.length;
    this.keys = new SortedKeys([...this.versions.keys()].map(toBytes));
    this.compactAt = 20_000 + 2 * this.removeOrphans();
  }

  versionsOf(key: string): readonly Version[] {
    return this.versions.get(key) ?? [];
  }

  /** The current version or the one asked for; it may be a delete marker. */
  find(key: string, versionId?: string): Version | undefined {
    const versions = this.versionsOf(key);
    return versionId === undefined ? versions[0] : versions.find((version) => version.versionId === versionId);
  }

  read(version: Version): Buffer {
    return readFileSync(this.file(version));
  }

  put(key: string, bytes: Buffer, { etag, headers, checksum }: Content): Version {
    const id = randomBytes(16).toString("hex");
    const version = { key, id, versionId: this.versionId(id), at: Date.now(), size: bytes.length, etag, headers };
    writeFileSync(this.file({ id }), bytes);
    return this.add(checksum ? { ...version, checksum } : version);
  }

  putMarker(key: string): Version {
    const id = randomBytes(16).toString("hex");
    return this.add({ key, id, versionId: this.versionId(id), at: Date.now(), marker: true, size: 0, etag: "", headers: {} });
  }

  remove(version: Version): void {
    this.commit({ gone: { key: version.key, id: version.id } });
    if (!this.versions.has(version.key)) this.keys.remove(toBytes(version.key));
    this.removeFile(version);
  }

  setVersioning(versioning: "Enabled" | "Suspended"): void {
    if (versioning !== this.versioning) this.commit({ bucket: { created: this.created, versioning } });
  }

  private add(version: Version): Version {
    const replaced = version.versionId === "null" ? this.find(version.key, "null") : undefined;
    this.commit({ put: version });
    this.keys.add(toBytes(version.key));
    if (replaced) this.removeFile(replaced);
    return version;
  }

  private versionId(id: string): string {
    return this.versioning === "Enabled" ? id : "null";
  }

  private commit(line: Line): void {
    this.journal.append(line);
    this.apply(line);
    this.lines += 1;
    if (this.lines > this.compactAt) this.compact();
  }

  private apply(line: Line): void {
    if ("put" in line) {
      const { put } = line;
      const others = this.versionsOf(put.key).filter((version) => put.versionId !== "null" || version.versionId !== "null");
      this.versions.set(put.key, [put, ...others]);
    } else if ("gone" in line) {
      const { key, id } = line.gone;
      const rest = this.versionsOf(key).filter((version) => version.id !== id);
      if (rest.length > 0) this.versions.set(key, rest);
      else this.versions.delete(key);
    } else {
      this.created = line.bucket.created;
      if (line.bucket.versioning) this.versioning = line.bucket.versioning;
    }
  }

  private compact(): void {
    const { created, versioning } = this;
    const puts = [...this.versions.values()].flatMap((versions) => versions.toReversed().map((put) => ({ put })));
    const lines: Line[] = [{ bucket: versioning ? { created, versioning } : { created } }, ...puts];
    this.journal.replace(lines);
    this.lines = lines.length;
    this.compactAt = 20_000 + 2 * lines.length;
  }

  private file({ id }: { readonly id: string }): string {
    return join(this.objects, id);
  }

  private removeFile(version: Version): void {
    if (!version.marker) rmSync(this.file(version), { force: true });
  }

  /** How many versions there are. */
  private removeOrphans(): number {
    mkdirSync(this.objects, { recursive: true });
    const known = new Set([...this.versions.values()].flat().map(({ id }) => id));
    for (const id of readdirSync(this.objects)) if (!known.has(id)) rmSync(this.file({ id }), { force: true });
    return known.size;
  }
}
