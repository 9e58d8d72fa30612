// Thousands of hostile requests against one shop, and what must hold after each of them and after all.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { paginateScan } from "@aws-sdk/client-dynamodb";
import { paginateListObjectsV2 } from "@aws-sdk/client-s3";
import fc from "fast-check";
import { latte, type Shop } from "../api/shop";
import { type Assault, assaults, bytesOf } from "./attack";
import { exchange, type WireAnswer } from "./wire";
import type { Cast } from "./words";

export interface Campaign {
  readonly requests: number;
  readonly seed: number;
}

export interface Outcome {
  /** Requests sent, whole or in part. */
  requests: number;
  /** How often each status was answered. */
  readonly statuses: Record<number, number>;
  /** What must not be, with a minimal request that does it. */
  readonly faults: string[];
  /** Whether table, buckets and inbox are as they were. */
  unchanged: boolean;
  /** Bytes after a garbage collection: once warm, and at the end. */
  readonly heap: [number, number];
  readonly rss: [number, number];
}

/** At once. */
const attackers = 8;
/** Milliseconds for looking for the smallest request that does it, too. */
const longest = 600_000;

/** Heap that may stay besides, in bytes: what tests log and what the laptop remembers of executions. */
export const mostGrowth = 16 * 1024 * 1024;

export async function campaign(shop: Shop, { requests, seed }: Campaign): Promise<Outcome> {
  const cast = await castOf(shop);
  const before = await written(shop);
  const outcome: Outcome = { requests: 0, statuses: {}, faults: [], unchanged: false, heap: [0, 0], rss: [0, 0] };
  const attack = async (numRuns: number, from: number) => {
    const sides = Array.from({ length: attackers }, (_, side) =>
      one(shop, cast, outcome, Math.ceil(numRuns / attackers), from + side),
    );
    await Promise.all(sides);
  };
  // A fifth to get warm: code compiled, pools filled, caches full.
  await attack(requests / 5, seed);
  [outcome.heap[0], outcome.rss[0]] = memory();
  await attack((requests * 4) / 5, seed + attackers);
  [outcome.heap[1], outcome.rss[1]] = memory();
  outcome.unchanged = (await written(shop)) === before;
  return outcome;
}

async function one(shop: Shop, cast: Cast, outcome: Outcome, numRuns: number, seed: number): Promise<void> {
  const port = Number(new URL(shop.url).port);
  const property = fc.asyncProperty(assaults(cast), async (assault) => {
    outcome.requests += assault.attacks.length;
    const fault = await strike(shop, port, assault, outcome);
    if (fault) throw new Error(fault);
  });
  const { failed, counterexample, errorInstance } = await fc.check(property, { numRuns, seed, interruptAfterTimeLimit: longest });
  if (!failed || !counterexample) return;
  const said = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  outcome.faults.push(`${said}\n${JSON.stringify(counterexample[0].delivery)}\n${shown(counterexample[0], cast)}`);
}

/** To be sent again by hand, with tokens by their names. */
function shown({ attacks }: Assault, { busy, idle, barista }: Cast): string {
  const text = Buffer.concat(attacks.map(bytesOf)).toString("latin1");
  const named = Object.entries({ busy, idle, barista });
  return named.reduce((all, [name, token]) => all.replaceAll(token, `<${name}>`), text).slice(0, 2000);
}

/** What is wrong with how it was answered, or undefined. */
async function strike(shop: Shop, port: number, { attacks, delivery }: Assault, outcome: Outcome): Promise<string | undefined> {
  // Announced longer than it is, a body never ends: it is broken off, too.
  const cutAt = delivery.cutAt ?? (attacks.some(({ framing }) => framing === "too long") ? 1 : undefined);
  const methods = attacks.map(({ method }) => method);
  const { answers, hung } = await exchange(port, Buffer.concat(attacks.map(bytesOf)), methods, { ...delivery, cutAt });
  if (hung) return "hung";
  for (const [at, answer] of answers.entries()) {
    outcome.statuses[answer.status] = (outcome.statuses[answer.status] ?? 0) + 1;
    const fault = faultOf(shop, attacks[at]?.method ?? "", attacks[at]?.target ?? "", answer);
    if (fault) return fault;
  }
  return undefined;
}

function faultOf(shop: Shop, method: string, target: string, { status, headers, body }: WireAnswer): string | undefined {
  const { "x-amzn-errortype": _, ...others } = headers;
  const leak = leakIn(shop, JSON.stringify(others) + body);
  // A link to an invoice names the bucket it is in.
  if (leak && !(status === 200 && target.includes("/invoice?"))) return `answered ${status} and tells ${leak}`;
  if (status >= 500) return `answered ${status}: ${body.toString().slice(0, 500)}`;
  // Node's own answer to what is no HTTP, and this machine's to a stranger's Host: neither is the API's.
  if (body.length === 0 && [400, 408, 413, 417, 431].includes(status)) return undefined;
  if (status === 403 && body.includes("Ask 127.0.0.1 or localhost")) return undefined;
  if (method === "HEAD" || headers["content-encoding"]) return undefined;
  const fault = shop.promised.fault(method, target, status, headers["content-type"] ?? "", body.toString());
  return fault && `answered ${status}: ${fault}: ${body.toString().slice(0, 500)}`;
}

/** What nobody outside has a use for: a resource's name, a file, a module, a stack. */
function leakIn(shop: Shop, answer: string): string | undefined {
  const names = ["tableName", "bucketName", "topicArn", "stateMachineArn", "awsSecretAccessKey"].map((name) => shop.output(name));
  const inside =
    /\bat \S+ \(|\.[cm]?[jt]s:\d+|node_modules|arn:aws|\/tmp\/|dynalite|(Type|Syntax|Range|Reference)Error|Exception\b/;
  return names.find((name) => answer.includes(name)) ?? inside.exec(answer)?.[0];
}

async function castOf(shop: Shop): Promise<Cast> {
  const { vendors } = (await shop.ask("menu")).body as { vendors: { vendorid: string }[] };
  const [busy, idle, barista] = [await shop.customer(), await shop.customer(), await shop.staff("nowhere")];
  const invoices: string[] = [];
  for (const { vendorid } of vendors) invoices.push((await shop.order(busy, { vendorid })).body.invoice);
  const [head, claims, signature] = busy.token.split(".");
  const forged = Buffer.from(JSON.stringify({ alg: "none" })).toString("base64url");
  return {
    ...{ busy: busy.token, idle: idle.token, barista: barista.token },
    worthless: [
      "",
      "x",
      busy.accessToken,
      `${head}.${claims}.`,
      `${forged}.${claims}.`,
      `${head}.${claims}.${signature?.replace(/^./, "_")}`,
      "a.b.c",
      "é",
    ],
    words: [
      ...vendors.map(({ vendorid }) => vendorid),
      ...[busy, idle, barista].map(({ accountid }) => accountid),
      ...invoices.slice(0, 2),
      "nowhere",
    ],
    basePath: new URL(shop.url).pathname.replace(/\/$/, ""),
    order: { order: { ...latte(), accountid: busy.accountid, orderdate: "2026-01-01T00:00:00Z", eventtype: "new_order" } },
  };
}

/** All there is in the table, the bucket of invoices and the inbox, as one text. */
async function written(shop: Shop): Promise<string> {
  const items: unknown[] = [];
  const table = paginateScan({ client: shop.dynamodb }, { TableName: shop.output("tableName") });
  for await (const { Items = [] } of table) items.push(...Items);
  const objects: unknown[] = [];
  const bucket = paginateListObjectsV2({ client: shop.s3 }, { Bucket: shop.output("bucketName") });
  for await (const { Contents = [] } of bucket) objects.push(...Contents);
  return JSON.stringify([items, objects, shop.running.cloud.inbox.list()]);
}

const collectGarbage: () => void = (() => {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc");
})();

/** Bytes of this process's heap once what nobody needs is gone, and of the whole process, its functions' threads too. */
function memory(): [number, number] {
  collectGarbage();
  const { heapUsed, rss } = process.memoryUsage();
  return [heapUsed, rss];
}
