// All that is known of what an order costs: counted on a local cloud, and asked for by both stacks.
import { evaluateStack } from "../test/infra/evaluate";
import { type Estimate, estimate, goals, summary } from "./estimate";
import { type Life, live } from "./life";
import type { Region } from "./prices";
import { readProgram } from "./program";
import { standing } from "./standing";
import { costOf, times, type Usage } from "./usage";

export interface Found {
  readonly life: Life;
  readonly estimate: Estimate;
  /** What each stack costs by the month, used or not. */
  readonly standing: Readonly<Record<"dev" | "prod", Usage>>;
}

/** @throws Error naming whatever has no price */
export async function reckon(): Promise<Found> {
  const [dev, prod] = [evaluateStack("dev").resources, evaluateStack("prod").resources];
  const life = await live();
  return { life, estimate: estimate(life, readProgram(prod)), standing: { dev: standing(dev), prod: standing(prod) } };
}

/** For `--json`: USD a million. */
export function figures({ life, estimate: { usage, standard }, standing: months }: Found, region: Region) {
  const counted = Object.fromEntries(Object.entries(life.counted).map(([name, each]) => [name, summary(each)]));
  const usd = (of: Estimate["usage"]) =>
    Object.fromEntries(Object.entries(of).map(([name, each]) => [name, costOf(times(1_000_000, each), region)]));
  return { region, counted, usage, million: { express: usd(usage), standard: usd(standard), goals }, months };
}
