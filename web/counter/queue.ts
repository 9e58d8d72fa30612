// The orders that wait at a shop: looked at again and again, moved along with a moment to think better of it.
import type { Order } from "../../handlers/order";
import { changed } from "../draw";
import { Problem, problemOf } from "../request";
import type { Session } from "../session";
import { words } from "../words";

/** Milliseconds between two looks: in sight, and behind another tab, where only the title and the sound are noticed. */
const pause = { visible: 10_000, hidden: 60_000 };
/** Milliseconds in which a tap can be taken back: the API knows no way back. */
const undoMoment = 5_000;
/** Milliseconds: the second tap of a double one takes nothing back. */
const doubleTap = 500;

/** What GET /orders answers. */
interface Page {
  readonly orders: readonly Order[];
  readonly next?: string;
}

interface Move {
  readonly to: "ready" | "collected";
  readonly since: number;
  readonly timer: ReturnType<typeof setTimeout>;
}

export class Queue {
  /** Oldest first; undefined before the first look. */
  orders: readonly Order[] | undefined;
  /** Whether others wait behind these. */
  more = false;
  /** Why the last look failed. */
  problem: Problem | undefined;
  readonly problems = new Map<string, string>();
  private readonly moves = new Map<string, Move>();
  private pages = 1;
  /** Counts looks and changes: a look that began before the last of them is old news. */
  private turn = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param told of orders that came since the last look, and of those that left by a tap here */
  constructor(
    private readonly session: Session,
    private readonly arrived: (orders: readonly Order[]) => void,
    private readonly left: (order: Order) => void,
  ) {
    document.addEventListener("visibilitychange", () => {
      // A tablet put aside, a tab closed: what was tapped is meant.
      if (document.visibilityState === "hidden") this.moveAll();
      void this.look();
    });
    addEventListener("online", () => void this.look());
  }

  async look(): Promise<void> {
    clearTimeout(this.timer);
    if (!this.session.person) return;
    const turn = ++this.turn;
    let found: { orders: Order[]; next: string | undefined } | undefined;
    const problem = await problemOf(async () => {
      found = await this.read();
    });
    clearTimeout(this.timer);
    if (problem?.error !== "Forbidden") this.timer = setTimeout(() => void this.look(), pause[document.visibilityState]);
    if (turn !== this.turn) return;
    this.problem = problem;
    if (found) this.take(found.orders, found.next);
    changed();
  }

  lookFurther(): void {
    this.pages++;
    void this.look();
  }

  /** The move that can be taken back, if one was tapped. */
  moving({ orderid }: Order): Move["to"] | undefined {
    return this.moves.get(orderid)?.to;
  }

  /** One tap: the next step, or, within the moment, back. */
  tap(order: Order): void {
    const move = this.moves.get(order.orderid);
    this.problems.delete(order.orderid);
    if (!move) {
      const to = order.status === "placed" ? "ready" : "collected";
      const timer = setTimeout(() => this.moveNow(order), undoMoment);
      this.moves.set(order.orderid, { to, since: Date.now(), timer });
    } else if (Date.now() - move.since >= doubleTap) {
      clearTimeout(move.timer);
      this.moves.delete(order.orderid);
    }
    changed();
  }

  /** Without waiting any longer. */
  moveAll(): void {
    for (const order of this.orders ?? []) this.moveNow(order);
  }

  close(): void {
    clearTimeout(this.timer);
    this.turn++;
    this.orders = undefined;
    this.pages = 1;
  }

  private async read(): Promise<{ orders: Order[]; next: string | undefined }> {
    await this.session.idToken();
    // The API decides; a customer need not even ask.
    if (!this.session.shop) throw new Problem("Forbidden", 403);
    const orders: Order[] = [];
    let next: string | undefined;
    for (let page = 0; page < this.pages; page++) {
      const query = next === undefined ? "" : `?${new URLSearchParams({ next })}`;
      const answer: Page = await this.session.ask<Page>(`orders${query}`);
      orders.push(...answer.orders);
      next = answer.next;
      if (next === undefined) break;
    }
    return { orders, next };
  }

  private take(orders: readonly Order[], next: string | undefined): void {
    const known = this.orders && new Set(this.orders.map(({ orderid }) => orderid));
    this.orders = orders;
    this.more = next !== undefined;
    const news = known ? orders.filter(({ orderid, status }) => status === "placed" && !known.has(orderid)) : [];
    if (news.length > 0) this.arrived(news);
  }

  private moveNow(order: Order): void {
    const { accountid, orderid, vendorid } = order;
    const move = this.moves.get(orderid);
    if (!move) return;
    clearTimeout(move.timer);
    void (async () => {
      const problem = await problemOf(async () => {
        // Kept alive: sent even if the page is being closed.
        const change = { method: "PATCH", json: { status: move.to }, keepalive: true };
        this.moved(await this.session.ask<Order>(`order?${new URLSearchParams({ vendorid, accountid })}`, change));
      });
      this.moves.delete(orderid);
      if (problem) this.problems.set(orderid, words(problem.error));
      // A colleague was faster, or it was cancelled: see how it stands.
      if (problem && !problem.isOpen) await this.look();
      changed();
    })();
  }

  private moved(order: Order): void {
    this.turn++;
    if (order.status === "collected") this.left(order);
    const others = this.orders ?? [];
    this.orders =
      order.status === "collected"
        ? others.filter(({ orderid }) => orderid !== order.orderid)
        : others.map((other) => (other.orderid === order.orderid ? order : other));
  }
}
