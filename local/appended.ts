// A file that only grows, open from its first use on: opening takes far longer than writing.
import { appendFileSync, closeSync, fstatSync, ftruncateSync, openSync, readSync } from "node:fs";

export class Appended {
  private open: { readonly descriptor: number; size: number } | undefined;

  constructor(private readonly file: string) {}

  /** @returns where the bytes begin. @throws with the file as it was before: a full disk takes half, and the next would be joined to it */
  append(bytes: Buffer): number {
    const open = this.opened();
    const at = open.size;
    try {
      appendFileSync(open.descriptor, bytes);
    } catch (error) {
      ftruncateSync(open.descriptor, at);
      throw error;
    }
    open.size += bytes.length;
    return at;
  }

  read(at: number, size: number): Buffer {
    const bytes = Buffer.alloc(size);
    let read = 0;
    while (read < size) {
      const more = readSync(this.opened().descriptor, bytes, read, size - read, at + read);
      if (more === 0) throw new Error(`${this.file} ends before byte ${at + size}: something else shortened it`);
      read += more;
    }
    return bytes;
  }

  /** Until its next use. */
  close(): void {
    if (this.open) closeSync(this.open.descriptor);
    this.open = undefined;
  }

  private opened(): { readonly descriptor: number; size: number } {
    if (!this.open) {
      const descriptor = openSync(this.file, "a+");
      this.open = { descriptor, size: fstatSync(descriptor).size };
    }
    return this.open;
  }
}
