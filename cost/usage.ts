// How much of each thing AWS bills was used, and what that costs.
import { prices, type Region, type Unit } from "./prices";

/** How many of what. */
export type Usage = Readonly<Partial<Record<Unit, number>>>;

/** In USD. */
export function costOf(usage: Usage, region: Region): number {
  return unitsIn(usage).reduce((sum, unit) => sum + costOfUnit(unit, usage, region), 0);
}

export function costOfUnit(unit: Unit, usage: Usage, region: Region): number {
  const [, , per, , , quotes] = prices[unit];
  return ((usage[unit] ?? 0) / per) * quotes[region][0];
}

/** In the order of the price list. */
export function unitsIn(...usages: readonly Usage[]): Unit[] {
  return (Object.keys(prices) as Unit[]).filter((unit) => usages.some((usage) => usage[unit]));
}

export function plus(...usages: readonly Usage[]): Usage {
  const total = (unit: Unit) => usages.reduce((sum, usage) => sum + (usage[unit] ?? 0), 0);
  return Object.fromEntries(unitsIn(...usages).map((unit) => [unit, total(unit)]));
}

export function times(factor: number, usage: Usage): Usage {
  return Object.fromEntries(unitsIn(usage).map((unit) => [unit, factor * (usage[unit] ?? 0)]));
}
