// What a page remembers on this device.

/** A value that outlives a reload, or at least lasts until it where the browser keeps nothing. */
export class Kept<T> {
  private value: T | undefined;

  constructor(
    private readonly key: string,
    private readonly place: "localStorage" | "sessionStorage" = "localStorage",
  ) {}

  read(): T | undefined {
    try {
      const text = window[this.place].getItem(this.name);
      return text === null ? undefined : JSON.parse(text);
    } catch (error) {
      // Storage can be forbidden, and what lies there can be anybody's: the page goes on without.
      console.warn(`${this.name} can't be read on this device: ${error}`);
      return this.value;
    }
  }

  write(value: T | undefined): void {
    this.value = value;
    try {
      if (value === undefined) window[this.place].removeItem(this.name);
      else window[this.place].setItem(this.name, JSON.stringify(value));
    } catch (error) {
      console.warn(`${this.name} can't be kept on this device: ${error}`);
    }
  }

  private get name(): string {
    return `skip-the-line.${this.key}`;
  }
}
