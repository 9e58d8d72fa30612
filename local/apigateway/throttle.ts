// How often a method may be called: a token bucket each, as large as the burst and filled at the rate.

export class Throttle {
  private readonly limits = new Map<string, { readonly rate: number; readonly burst: number }>();
  private readonly buckets = new Map<string, { readonly tokens: number; readonly at: number }>();

  /** @param method one method, or `*` for path and method: each that has no limits of its own. */
  limit(method: string, ratePerSecond: number, burst: number): void {
    this.limits.set(method, { rate: ratePerSecond, burst });
  }

  /** Whether one more call is within the limits; negative ones are none. */
  take(method: string, now = performance.now()): boolean {
    const limit = this.limits.get(method) ?? this.limits.get("*/*");
    if (!limit || limit.rate < 0 || limit.burst < 0) return true;
    const { tokens, at } = this.buckets.get(method) ?? { tokens: limit.burst, at: now };
    const filled = Math.min(limit.burst, tokens + ((now - at) / 1000) * limit.rate);
    this.buckets.set(method, { tokens: filled >= 1 ? filled - 1 : filled, at: now });
    return filled >= 1;
  }
}
