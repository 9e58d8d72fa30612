// How often a method may be called: a token bucket each, as large as the burst and filled at the rate.

export class Throttle {
  private readonly buckets = new Map<unknown, { readonly tokens: number; readonly at: number }>();

  /** Negative ones are no limits. */
  constructor(
    private readonly ratePerSecond: number,
    private readonly burst: number,
  ) {}

  /** Whether one more call of the method is within the limits. */
  take(method: unknown, now = performance.now()): boolean {
    if (this.ratePerSecond < 0 || this.burst < 0) return true;
    const { tokens, at } = this.buckets.get(method) ?? { tokens: this.burst, at: now };
    const filled = Math.min(this.burst, tokens + ((now - at) / 1000) * this.ratePerSecond);
    this.buckets.set(method, { tokens: filled >= 1 ? filled - 1 : filled, at: now });
    return filled >= 1;
  }
}
