// Customers who order as fast as they are answered, over HTTP, from a process of their own.
import { Agent, request } from "node:http";
import { makeUser, signIn } from "../scripts/people";
import { poolAt } from "../scripts/pool";
import { type Times, timesOf } from "./times";

export interface Target {
  readonly outputs: Readonly<Record<string, string>>;
  readonly vendorids: readonly string[];
}

export interface Measured extends Times {
  readonly orders: number;
  /** Orders a second over the whole run. */
  readonly rate: number;
}

/** Makes one customer, or a barista, and signs them in. @returns the ID token */
export async function customer({ outputs }: Target, email: string, vendorid?: string): Promise<string> {
  const [pool, password] = [poolAt(outputs), "Correct-Horse-9"];
  await makeUser(pool, email, password, vendorid);
  const token = await signIn(pool, email, password);
  pool.cognito.destroy();
  return token;
}

export interface Order {
  readonly token: string;
  readonly vendorid: string;
}

/** Orders to be placed by new customers, each of whom orders once at every shop: to sign in takes longer than to order. */
export async function ordersOf(target: Target, name: string, orders: number): Promise<Order[]> {
  const { vendorids } = target;
  const tokens: string[] = [];
  while (tokens.length * vendorids.length < orders) {
    tokens.push(await customer(target, `${name}-${tokens.length}@example.com`));
  }
  return vendorids.flatMap((vendorid) => tokens.map((token) => ({ token, vendorid }))).slice(0, orders);
}

/** `callers` orders are under way at any time. @throws Error if one is not placed */
export async function load(target: Target, orders: readonly Order[], callers: number): Promise<Measured> {
  const work = [...orders];
  const agent = new Agent({ keepAlive: true, maxSockets: callers });
  const times: number[] = [];
  const started = performance.now();
  const call = async () => {
    for (let next = work.pop(); next; next = work.pop()) {
      const before = performance.now();
      await order(target, next, agent);
      times.push(performance.now() - before);
    }
  };
  await Promise.all(Array.from({ length: callers }, call));
  const seconds = (performance.now() - started) / 1000;
  agent.destroy();
  return { orders: times.length, rate: times.length / seconds, ...timesOf(times) };
}

/** @throws Error if it is not placed */
export function order(target: Target, { token, vendorid }: Order, agent?: Agent): Promise<string> {
  const details = { coffeetype: "Latte", coffeesize: "Large", quantity: 2 };
  return ask(target, "order", { token, agent, body: JSON.stringify({ order: { vendorid, city: "Sydney", details } }) });
}

/** A POST if there is a body, else a GET. @returns the answer's body @throws Error unless it is answered 201, or 200 */
export function ask(
  { outputs }: Target,
  path: string,
  { token, body, agent }: { token: string; body?: string; agent?: Agent | undefined },
): Promise<string> {
  const [method, expected] = body ? ["POST", 201] : ["GET", 200];
  const headers = { authorization: `Bearer ${token}`, ...(body && { "content-type": "application/json" }) };
  return new Promise((resolve, reject) => {
    const sent = request(`${outputs.apiUrl}${path}`, { method, headers, ...(agent && { agent }) }, (response) => {
      let text = "";
      response.on("data", (chunk) => {
        text += chunk;
      });
      response.on("end", () => {
        if (response.statusCode === expected) resolve(text);
        else reject(new Error(`${method} ${path} was answered ${response.statusCode}: ${text}`));
      });
    });
    sent.on("error", reject).end(body);
  });
}
