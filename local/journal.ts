// Small records an engine must not lose: one JSON line each, appended before the answer goes out, replayed at the next start.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { Appended } from "./appended";

export class Journal<T> {
  private readonly lines: Appended;

  constructor(private readonly file: string) {
    mkdirSync(dirname(file), { recursive: true });
    this.lines = new Appended(file);
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
    this.lines.append(Buffer.from(`${JSON.stringify(record)}\n`));
  }

  /** Forgets what later lines made void. */
  replace(records: readonly T[]): void {
    this.replaceText(records.map((record) => `${JSON.stringify(record)}\n`).join(""));
  }

  private replaceText(text: string): void {
    this.lines.close();
    writeFileSync(`${this.file}.new`, text);
    renameSync(`${this.file}.new`, this.file);
  }
}
