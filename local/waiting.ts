// For what the program waits: when nothing has happened for long, it would wait for ever.
export class Waiting {
  private readonly things = new Set<() => string>();
  private timer: NodeJS.Timeout | undefined;
  private over = false;

  constructor(
    private readonly patience: number,
    private readonly fail: (error: Error) => void,
  ) {}

  /** @param what names it, should it be awaited in vain */
  begin(what: () => string): void {
    this.things.add(what);
    this.restart();
  }

  end(what: () => string): void {
    this.things.delete(what);
    this.restart();
  }

  stop(): void {
    this.over = true;
    clearTimeout(this.timer);
  }

  private restart(): void {
    clearTimeout(this.timer);
    if (this.over) return;
    this.timer = setTimeout(() => {
      const names = [...this.things].map((what) => what()).join(", ") || "an input of a resource that was not asked for yet";
      this.fail(new Error(`nothing has happened for ${this.patience / 1000} s; still awaited: ${names}`));
    }, this.patience);
  }
}
