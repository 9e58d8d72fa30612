// What a round asks for, made from a seed before it begins: the same seed asks the same, and dies after the same number of answers.
export type Ask =
  /** `repeats` an earlier ask of this round, key and all. */
  | { readonly kind: "place"; readonly customer: number; readonly shop: number; readonly key?: string; readonly order: Details }
  | { readonly kind: "repeat"; readonly of: number }
  | { readonly kind: "change"; readonly customer: number; readonly shop: number; readonly status: Change };

export type Change = "ready" | "collected" | "cancelled";

export interface Details {
  readonly coffeetype: string;
  readonly coffeesize: string;
  readonly quantity: number;
}

export interface Plan {
  readonly asks: readonly Ask[];
  /** It dies so many answers and then milliseconds into the load. */
  readonly deathAfter: { readonly answers: number; readonly delay: number };
  /** The start after it is killed too, so many milliseconds into it. */
  readonly killedStartingAfter?: number;
}

export function planOf(random: () => number, size: number, customers: number, shops: number): Plan {
  const below = (limit: number) => Math.floor(random() * limit);
  const from = <T>(list: readonly T[]) => list[below(list.length)] as T;
  const asks: Ask[] = [];
  while (asks.length < size) {
    const at = { customer: below(customers), shop: below(shops) };
    const dice = random();
    const placed = asks.flatMap((ask, index) => (ask.kind === "place" ? [index] : []));
    if (dice < 0.1 && placed.length > 0) asks.push({ kind: "repeat", of: from(placed.slice(-8)) });
    else if (dice < 0.4)
      asks.push({ kind: "change", ...at, status: from(["ready", "ready", "collected", "collected", "cancelled"]) });
    else asks.push({ kind: "place", ...at, ...(random() < 0.75 && { key: uuid(random) }), order: details(from, below) });
  }
  const deathAfter = { answers: below(Math.floor(size * 0.9)), delay: below(30) };
  return random() < 0.25 ? { asks, deathAfter, killedStartingAfter: 100 + below(4000) } : { asks, deathAfter };
}

/** One in twenty is not on the menu. */
function details(from: <T>(list: readonly T[]) => T, below: (limit: number) => number): Details {
  const coffeetype = below(20) === 0 ? "Tea" : from(["Short Black", "Flat White", "Latte", "Long Black"]);
  return { coffeetype, coffeesize: from(["Small", "Medium", "Large", "Extra Large"]), quantity: 1 + below(20) };
}

function uuid(random: () => number): string {
  const hex = (digits: number) => Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join("");
  return [hex(8), hex(4), `4${hex(3)}`, `8${hex(3)}`, hex(12)].join("-");
}
