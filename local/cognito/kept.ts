// Rows that are found again at the next start: a map whose every change is a line in a journal.
import { Journal } from "../journal";

export class Kept<T> extends Map<string, T> {
  private readonly journal: Journal<[key: string, row: T | null]>;

  constructor(file: string) {
    super();
    this.journal = new Journal(file);
    for (const [key, row] of this.journal.read()) {
      if (row === null) super.delete(key);
      else super.set(key, row);
    }
    this.journal.replace([...this]);
  }

  override set(key: string, row: T): this {
    this.journal.append([key, row]);
    return super.set(key, row);
  }

  override delete(key: string): boolean {
    if (this.has(key)) this.journal.append([key, null]);
    return super.delete(key);
  }
}
