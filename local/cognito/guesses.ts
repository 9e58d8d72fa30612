// Who guessed wrong lately: after five wrong guesses the next ones wait, or six digits would be guessed in an afternoon.

const free = 5;
const forgottenAfter = 30 * 60_000;
/** Names that belong to nobody are counted too, so that a lock tells nobody who has an account. */
const most = 10_000;

export class Guesses {
  private readonly wrong = new Map<string, { times: number; last: number }>();

  /** @param pause milliseconds to wait after so many wrong guesses. */
  constructor(private readonly pause: (times: number) => number) {}

  locked(who: string): boolean {
    const { times = 0, last = 0 } = this.wrong.get(who) ?? {};
    return times >= free && Date.now() < last + this.pause(times);
  }

  failed(who: string): void {
    const before = this.wrong.get(who);
    const times = before && Date.now() < before.last + forgottenAfter ? before.times : 0;
    this.wrong.delete(who);
    this.wrong.set(who, { times: times + 1, last: Date.now() });
    const [oldest] = this.wrong.keys();
    if (this.wrong.size > most && oldest !== undefined) this.wrong.delete(oldest);
  }

  forget(who: string): void {
    this.wrong.delete(who);
  }
}
