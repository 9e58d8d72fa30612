// Who orders and who makes coffee, and how they ask: over HTTP; what is cut off is noted as that.

import type { Order } from "../../handlers/order";
import { makeUser, signIn } from "../../scripts/people";
import { openPool, type Pool } from "../../scripts/pool";
import type { Answer, Changing, Ledger, Placing } from "./ledger";

export interface Shop {
  readonly vendorid: string;
  readonly name: string;
  readonly city: string;
}

interface Person {
  readonly email: string;
  readonly accountid: string;
  token: string;
}

const password = "Correct-Horse-9";

export class People {
  shops: readonly Shop[] = [];
  customers: readonly Person[] = [];
  private readonly baristas = new Map<string, Person>();
  private apiUrl = "";

  constructor(
    private readonly data: string,
    private readonly ledger: Ledger,
  ) {}

  /** Whoever was made before a death can sign in after it. */
  async comeBack(apiUrl: string): Promise<void> {
    this.apiUrl = apiUrl;
    const pool = await openPool({ data: this.data });
    for (const person of [...this.customers, ...this.baristas.values()])
      person.token = await signIn(pool, person.email, password);
  }

  /** New ones, whose slots are empty; the first time the baristas, too. */
  async come(customers: number): Promise<void> {
    const pool = await openPool({ data: this.data });
    this.shops = ((await (await fetch(`${this.apiUrl}menu`)).json()) as { vendors: Shop[] }).vendors;
    for (const { vendorid } of this.shops) {
      if (!this.baristas.has(vendorid)) this.baristas.set(vendorid, await newPerson(pool, vendorid, vendorid));
    }
    const names = Array.from({ length: customers }, (_, index) => `round-${this.ledger.round}-${index}`);
    const come: Person[] = [];
    for (const name of names) come.push(await newPerson(pool, name));
    this.customers = come;
  }

  /** @returns undefined if it was cut off */
  place(placing: Placing): Promise<Answer | undefined> {
    const headers = placing.key === undefined ? {} : { "Idempotency-Key": placing.key };
    return this.send(placing, "POST", "order", placing.body, headers);
  }

  change(changing: Changing): Promise<Answer | undefined> {
    const { accountid, vendorid, status } = changing;
    return this.send(changing, "PATCH", `order?vendorid=${vendorid}&accountid=${accountid}`, { status });
  }

  /** What each shop's staff see, by shop. */
  async queues(): Promise<Map<string, Order[]>> {
    const queues = new Map<string, Order[]>();
    for (const [vendorid, { token }] of this.baristas) {
      const orders: Order[] = [];
      for (let next: string | undefined = ""; next !== undefined; ) {
        const path = `orders?vendorid=${vendorid}&limit=100${next && `&next=${next}`}`;
        const response = await fetch(this.apiUrl + path, { headers: { authorization: `Bearer ${token}` } });
        const page = (await response.json()) as { orders: Order[]; next?: string };
        orders.push(...page.orders);
        next = page.next;
      }
      queues.set(vendorid, orders);
    }
    return queues;
  }

  /** What each customer sees at each shop, by account and shop. */
  async orders(): Promise<Map<string, Order | undefined>> {
    const orders = new Map<string, Order | undefined>();
    for (const { accountid, token } of this.customers) {
      for (const { vendorid } of this.shops) {
        const headers = { authorization: `Bearer ${token}` };
        const response = await fetch(`${this.apiUrl}order?vendorid=${vendorid}`, { headers });
        const order = (await response.json()) as Order;
        orders.set(`${accountid} ${vendorid}`, response.status === 404 ? undefined : order);
      }
    }
    return orders;
  }

  private async send(
    asked: Placing | Changing,
    method: string,
    path: string,
    body: object,
    more: Record<string, string> = {},
  ): Promise<Answer | undefined> {
    const byStaff = asked.kind === "change" && asked.status !== "cancelled";
    const customer = this.customers.find(({ accountid }) => accountid === asked.accountid);
    const { token = "" } = (byStaff ? this.baristas.get(asked.vendorid) : customer) ?? {};
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json", ...more };
    const answer = await fetch(this.apiUrl + path, { method, headers, body: JSON.stringify(body) })
      .then(async (response): Promise<Answer> => ({ status: response.status, body: JSON.parse(await response.text()) }))
      .catch((error: unknown) => {
        // What fetch throws when a connection ends or can't be made.
        if (error instanceof TypeError) return undefined;
        throw error;
      });
    this.ledger.note(answer ? { ...asked, answer } : asked);
    return answer;
  }
}

async function newPerson(pool: Pool, name: string, vendorid?: string): Promise<Person> {
  const email = `${name}@example.com`;
  const accountid = await makeUser(pool, email, password, vendorid);
  return { email, accountid, token: await signIn(pool, email, password) };
}
