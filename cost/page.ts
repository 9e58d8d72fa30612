// The estimate as a page: tables a person can read in a terminal as well.
import { assumptions } from "./assumptions";
import { goals, signIn } from "./estimate";
import { steps } from "./life";
import { prices, type Region, regions, type Unit } from "./prices";
import type { Found } from "./reckon";
import { costOf, costOfUnit, times, type Usage, unitsIn } from "./usage";

type Row = readonly string[];

export interface Printed extends Found {
  readonly region: Region;
}

const million = 1_000_000;

export function page({ region, life, estimate, standing }: Printed): string {
  const { usage, standard } = estimate;
  const usd = (of: Usage) => costOf(times(million, of), region);
  const all = [...steps, "life"] as const;
  const others = ["visit", "poll", "queue"] as const;
  const mails = steps.flatMap((name) => life.counted[name]).reduce((sum, each) => sum + each.mails, 0);
  const met = (name: keyof typeof goals) => `${goals[name]}.00, ${usd(usage[name]) <= goals[name] ? "met" : "MISSED"}`;
  return [
    "# What an order costs",
    `Made by \`npm run cost -- --write\`, which brings up the service on this machine, lives an order's life over HTTP and counts what each
service does. Prices are AWS's list prices of ${regions[region]}, \`${region}\`, in USD: first tier, no free tier.`,
    "## A million of each, in USD",
    `A regular's order, whose slot remembers ${life.earlier} earlier ones. \`invoice\` is the link and the download.`,
    table(
      ["", ...all.map((name) => (name === "life" ? "whole life" : name))],
      [
        ...unitsIn(usage.life).map((unit) => [
          label(unit),
          ...all.map((name) => dollars(costOfUnit(unit, times(million, usage[name]), region))),
        ]),
        ["**together**", ...all.map((name) => `**${dollars(usd(usage[name]))}**`)],
        ["goal", ...all.map((name) => (name === "life" || name === "order" ? met(name) : ""))],
        ["on a Standard workflow", ...all.map((name) => dollars(usd(standard[name])))],
      ],
    ),
    "## What was counted, for one of each",
    table(
      ["", ...all.map((name) => (name === "life" ? "whole life" : name))],
      unitsIn(usage.life).map((unit) => [label(unit), ...all.map((name) => number(usage[name][unit] ?? 0))]),
    ),
    "## Rows of their own, a million of each in USD",
    `How often these come is not the service's to say. An order at a shop with an address sends ${mails} e-mails in its life.`,
    table(
      ["", ...others],
      [
        ...unitsIn(...others.map((name) => usage[name])).map((unit) => [
          label(unit),
          ...others.map((name) => dollars(costOfUnit(unit, times(million, usage[name]), region))),
        ]),
        ["**together**", ...others.map((name) => `**${dollars(usd(usage[name]))}**`)],
      ],
    ),
    table(
      ["", "USD"],
      [
        ["visit: the order page opened for the first time, its files not in the browser's cache", dollars(usd(usage.visit))],
        ["poll: a customer looks how far the order is", dollars(usd(usage.poll))],
        [`queue: a barista looks at ${life.waiting} waiting orders`, dollars(usd(usage.queue))],
        ["e-mail to a shop, by SNS", dollars(usd({ "sns.email": 1 }))],
        ["customer who signs in, a month", dollars(usd({ "cognito.user": 1 }))],
        [`that month, for each of ${assumptions.ordersAUser.value} orders`, dollars(usd(signIn))],
      ],
    ),
    "## A stack by the month, before anybody orders, in USD",
    table(
      ["", ...Object.keys(standing)],
      [
        ...unitsIn(...Object.values(standing)).map((unit) => [
          label(unit),
          ...Object.values(standing).map((of) => `${dollars(costOfUnit(unit, of, region))} (${number(of[unit] ?? 0)})`),
        ]),
        ["**together**", ...Object.values(standing).map((of) => `**${dollars(costOf(of, region))}**`)],
      ],
    ),
    "## What is assumed",
    "Neither Lambda's nor Step Functions' time on AWS can be measured here; nor how customers come.",
    table(
      ["", "", ""],
      Object.values(assumptions).map(({ value, unit, because }) => [String(value), unit, because]),
      false,
    ),
    "## Prices",
    "`?`: not found in public for this region, so that of the others, or their proportion, is taken.",
    table(
      ["", "USD", "for", "AWS's page", "read on"],
      Object.values(prices).map(
        ([
          service,
          what,
          ,
          unit,
          source,
          {
            [region]: [price, seen, unconfirmed],
          },
        ]) => {
          return [`${service}: ${what}`, `${price}${unconfirmed ? " ?" : ""}`, `a ${unit}`, source, seen];
        },
      ),
      false,
    ),
  ].join("\n\n");
}

function label(unit: Unit): string {
  const [service, what] = prices[unit];
  return `${service}: ${what}`;
}

function dollars(usd: number): string {
  return usd === 0 ? "" : usd.toFixed(2);
}

function number(value: number): string {
  return value === 0 ? "" : String(Number(value.toPrecision(3)));
}

/** Markdown, as readable in a terminal. @param right whether all columns but the first hold numbers */
function table(head: Row, rows: readonly Row[], right = true): string {
  const widths = head.map((_, at) => Math.max(3, ...[head, ...rows].map((row) => row[at]?.length ?? 0)));
  const isRight = (at: number) => right && at > 0;
  const line = (row: Row) =>
    `| ${widths.map((width, at) => (isRight(at) ? row[at]?.padStart(width) : row[at]?.padEnd(width))).join(" | ")} |`;
  const rule = widths.map((width, at) => (isRight(at) ? `${"-".repeat(width - 1)}:` : "-".repeat(width)));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}
