// For what the program waits: when nothing has happened for long, it would wait for ever.
export class Waiting {
  private readonly names = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private over = false;

  constructor(
    private readonly patience: number,
    private readonly fail: (error: Error) => void,
  ) {}

  begin(name: string): void {
    this.names.add(name);
    this.restart();
  }

  end(name: string): void {
    this.names.delete(name);
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
      const names = [...this.names].join(", ") || "an input of a resource that was not asked for yet";
      this.fail(new Error(`nothing has happened for ${this.patience / 1000} s; still awaited: ${names}`));
    }, this.patience);
  }
}
