// Small records an engine must not lose: one JSON line each, appended before the answer goes out, replayed at the next start.
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

export class Journal<T> {
  constructor(private readonly file: string) {
    mkdirSync(dirname(file), { recursive: true });
  }

  /** What was appended so far, oldest first. A last line that `kill -9` cut short was never acknowledged and is dropped. */
  read(): T[] {
    if (!existsSync(this.file)) return [];
    const text = readFileSync(this.file, "utf8");
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    if (whole.length < text.length) this.replaceText(whole);
    return whole
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as T);
  }

  append(record: T): void {
    const before = existsSync(this.file) ? statSync(this.file).size : 0;
    try {
      appendFileSync(this.file, `${JSON.stringify(record)}\n`);
    } catch (error) {
      // A full disk takes half a line, and the next one would be joined to it.
      if (existsSync(this.file)) truncateSync(this.file, before);
      throw error;
    }
  }

  /** Forgets what later lines made void. */
  replace(records: readonly T[]): void {
    this.replaceText(records.map((record) => `${JSON.stringify(record)}\n`).join(""));
  }

  private replaceText(text: string): void {
    writeFileSync(`${this.file}.new`, text);
    renameSync(`${this.file}.new`, this.file);
  }
}
