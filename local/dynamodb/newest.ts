// The items of a table that were written last, for whoever looks into the kitchen. Until somebody does, nothing is kept.
import type { Item, Write } from "./dynalite";

export class Newest {
  /** By key, oldest first. */
  private readonly items = new Map<string, Item>();
  /** Those written while the table is read. */
  private readonly meanwhile: Write[] = [];
  private readonly read: Promise<void>;
  private isRead = false;
  /** Older ones are in the table. */
  private cut = false;

  /**
   * @param entries of the whole table: read once, about a second for 100,000
   * @param most items kept
   */
  constructor(
    entries: AsyncIterable<readonly [string, Item]>,
    private readonly most: number,
  ) {
    this.read = this.readAll(entries);
  }

  note(write: Write): void {
    if (!this.isRead) {
      this.meanwhile.push(write);
      return;
    }
    this.items.delete(write.key);
    if (write.type === "put") this.items.set(write.key, write.value);
    for (const oldest of this.items.keys()) {
      if (this.items.size <= this.most) break;
      this.items.delete(oldest);
      this.cut = true;
    }
  }

  /** So many were deleted that the table has to be read again. */
  isShortOf(limit: number): boolean {
    return this.cut && this.items.size < limit;
  }

  async list(limit: number): Promise<{ readonly items: readonly Item[]; readonly more: boolean }> {
    await this.read;
    const items = [...this.items.values()].reverse();
    return { items: items.slice(0, limit), more: this.cut || items.length > limit };
  }

  /** Nothing says when an item was written before this start: its latest date stands in for that. */
  private async readAll(entries: AsyncIterable<readonly [string, Item]>): Promise<void> {
    let found: { key: string; item: Item; date: string }[] = [];
    let count = 0;
    const shorten = () => {
      found = found.sort((one, other) => (one.date < other.date ? 1 : -1)).slice(0, this.most);
    };
    for await (const [key, item] of entries) {
      count++;
      found.push({ key, item, date: dateOf(item) });
      if (found.length > 2 * this.most) shorten();
    }
    shorten();
    for (const { key, item } of found.reverse()) this.items.set(key, item);
    this.cut = count > this.most;
    this.isRead = true;
    for (const write of this.meanwhile.splice(0)) this.note(write);
  }
}

/** "" if it has none. */
function dateOf(item: Item): string {
  const texts = Object.values(item).map(({ S }) => String(S));
  return texts.reduce((latest, text) => (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) && text > latest ? text : latest), "");
}
