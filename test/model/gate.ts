// Lets the calls that requests make at the same time go on one by one, in an order that can be chosen, hence replayed.
import type { Call, Calls } from "../../local/aws/calls";

export class Gate {
  private readonly waiting: (() => void)[] = [];
  private turns: number[] = [];
  /** Requests not answered yet. */
  private underWay = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    calls: Calls,
    /** Milliseconds after which somebody goes on though a request is neither here nor answered: it waits for a retry, or for a worker. */
    public patience = 25,
  ) {
    const run = calls.run.bind(calls);
    calls.run = (call, effect) =>
      run(call, async () => {
        if (this.underWay > 0 && isOnData(call)) await this.turn();
        return effect();
      });
  }

  /** Starts all, and gives those that meet the `turns`th of the calls that wait the next turn. */
  async all<T>(requests: readonly (() => Promise<T>)[], turns: readonly number[]): Promise<T[]> {
    this.turns = [...turns];
    this.underWay = requests.length;
    return Promise.all(
      requests.map((request) =>
        request().finally(() => {
          this.underWay -= 1;
          this.next();
        }),
      ),
    );
  }

  private turn(): Promise<void> {
    return new Promise((go) => {
      this.waiting.push(go);
      this.next();
    });
  }

  /** Somebody goes on once each request that is not answered waits here. */
  private next(): void {
    clearTimeout(this.timer);
    if (this.waiting.length === 0) return;
    if (this.waiting.length >= this.underWay) this.release();
    else this.timer = setTimeout(() => this.release(), this.patience);
  }

  private release(): void {
    const [go] = this.waiting.splice((this.turns.shift() ?? 0) % this.waiting.length, 1);
    go?.();
    clearTimeout(this.timer);
    if (this.waiting.length > 0) this.timer = setTimeout(() => this.release(), this.patience);
  }
}

/** What a function does to the table or the bucket; the rest only leads there. */
function isOnData({ action, principal }: Call): boolean {
  return principal.type === "Role" && /^(dynamodb|s3|sns):/.test(action);
}
