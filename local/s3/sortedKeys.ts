// The keys of a bucket in S3's order, cut into short runs: a write moves a few hundred keys, never all, and a listing sorts nothing.

const runLength = 512;

export class SortedKeys {
  /** None is empty, but for the first of an empty bucket. */
  private readonly runs: string[][] = [];

  constructor(keys: string[]) {
    const sorted = keys.sort();
    for (let at = 0; at === 0 || at < sorted.length; at += runLength) this.runs.push(sorted.slice(at, at + runLength));
  }

  add(key: string): void {
    const { run, index } = this.runOf(key);
    const at = lowerBound(run, key);
    if (run[at] === key) return;
    run.splice(at, 0, key);
    if (run.length > 2 * runLength) this.runs.splice(index + 1, 0, run.splice(runLength));
  }

  remove(key: string): void {
    const { run, index } = this.runOf(key);
    const at = lowerBound(run, key);
    if (run[at] !== key) return;
    run.splice(at, 1);
    if (run.length === 0 && this.runs.length > 1) this.runs.splice(index, 1);
  }

  atOrAfter(key: string): string | undefined {
    const { run, index } = this.runOf(key);
    return run[lowerBound(run, key)] ?? this.runs[index + 1]?.[0];
  }

  /** The last run that begins at or before the key. */
  private runOf(key: string): { run: string[]; index: number } {
    let low = 0;
    let high = this.runs.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((this.runs[middle]?.[0] ?? "") <= key) low = middle;
      else high = middle;
    }
    return { run: this.runs[low] ?? [], index: low };
  }
}

function lowerBound(sorted: readonly string[], key: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? "") < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * S3 sorts keys by their UTF-8 bytes, JavaScript strings by UTF-16 units: as one character a byte both agree.
 * A prefix or delimiter is found in this form just as in the text.
 */
export function toBytes(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

export function toText(bytes: string): string {
  return Buffer.from(bytes, "latin1").toString("utf8");
}
