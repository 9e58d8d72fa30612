// Customers who order as fast as they are answered, over HTTP, from a process of their own.
import { Agent, request } from "node:http";
import { makeUser, signIn } from "../scripts/people";
import { poolAt } from "../scripts/pool";

export interface Target {
  readonly outputs: Readonly<Record<string, string>>;
  readonly vendorids: readonly string[];
}

export interface Measured {
  readonly orders: number;
  /** Orders a second over the whole run. */
  readonly rate: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** Makes one customer and signs them in. @returns the ID token */
export async function customer({ outputs }: Target, email: string): Promise<string> {
  const [pool, password] = [poolAt(outputs), "Correct-Horse-9"];
  await makeUser(pool, email, password);
  return signIn(pool, email, password);
}

/** Each customer orders once at every shop; `callers` orders are under way at any time. @throws Error if one is not placed. */
export async function load(target: Target, tokens: readonly string[], callers: number): Promise<Measured> {
  const agent = new Agent({ keepAlive: true, maxSockets: callers });
  const work = target.vendorids.flatMap((vendorid) => tokens.map((token) => ({ vendorid, token })));
  const times: number[] = [];
  const started = performance.now();
  const call = async () => {
    for (let next = work.pop(); next; next = work.pop()) {
      const before = performance.now();
      await order(target, next.token, next.vendorid, agent);
      times.push(performance.now() - before);
    }
  };
  await Promise.all(Array.from({ length: callers }, call));
  const seconds = (performance.now() - started) / 1000;
  agent.destroy();
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return { orders: times.length, rate: times.length / seconds, p50: at(0.5), p99: at(0.99), max: at(1) };
}

export function order({ outputs }: Target, token: string, vendorid: string, agent?: Agent): Promise<void> {
  const details = { coffeetype: "Latte", coffeesize: "Large", quantity: 2 };
  const body = JSON.stringify({ order: { vendorid, city: "Sydney", details } });
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  return new Promise((resolve, reject) => {
    const sent = request(`${outputs.apiUrl}order`, { method: "POST", headers, ...(agent && { agent }) }, (response) => {
      let text = "";
      response.on("data", (chunk) => {
        text += chunk;
      });
      response.on("end", () => (response.statusCode === 201 ? resolve() : reject(new Error(`${response.statusCode}: ${text}`))));
    });
    sent.on("error", reject).end(body);
  });
}
