// A customer's orders, one at a time at each shop: looked at while they wait, remembered when they are over.
import type { Order } from "../../handlers/order";
import { changed, say } from "../draw";
import { Kept } from "../kept";
import { problemOf } from "../request";
import type { Session } from "../session";
import { asItStood, words } from "../words";

/** An order that is over, and how it ended as far as this page saw. */
export interface Earlier {
  readonly order: Order;
  readonly end: string;
}

interface Known {
  readonly active: readonly Order[];
  readonly earlier: readonly Earlier[];
}

const mostEarlier = 5;
const second = 1000;

export class Orders {
  active: readonly Order[] = [];
  earlier: readonly Earlier[] = [];
  /** By order: what went wrong with it. */
  readonly problems = new Map<string, string>();
  /** By shop: when it was looked at last, milliseconds since 1970. */
  private readonly looked = new Map<string, number>();
  private kept: Kept<Known> | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param nameOf a shop's, for announcements */
  constructor(
    private readonly session: Session,
    private readonly nameOf: (vendorid: string) => string,
  ) {
    document.addEventListener("visibilitychange", () => this.lookAtAll());
    addEventListener("online", () => this.lookAtAll());
  }

  /** What this device knows of that person's orders, and how they stand now. */
  open(accountid: string | undefined): void {
    this.kept = accountid === undefined ? undefined : new Kept(`orders.${accountid}`);
    this.problems.clear();
    this.looked.clear();
    this.lookAtAll();
  }

  /** On this device. */
  forget(): void {
    this.keep([], []);
    this.kept?.write(undefined);
  }

  /** An answer of the API: a new order, or how one stands now. */
  take(order: Order): void {
    const before = this.at(order.vendorid);
    this.problems.delete(order.orderid);
    this.looked.set(order.vendorid, Date.now());
    if (order.status === "collected" || order.status === "cancelled") {
      this.end(order, order.status);
      return;
    }
    this.keep([...this.active.filter((other) => other !== before), order], this.earlier);
    if (before?.status === order.status) return;
    say(order.status === "ready" ? `Your order at ${this.nameOf(order.vendorid)} is ready.` : "Your order is placed.");
  }

  at(vendorid: string | undefined): Order | undefined {
    return this.active.find((order) => order.vendorid === vendorid);
  }

  get isReady(): boolean {
    return this.active.some(({ status }) => status === "ready");
  }

  /** Looks at a shop that was not looked at yet. */
  meet(vendorid: string): void {
    if (!this.looked.has(vendorid)) void this.look(vendorid);
  }

  /** Silent if there is none, and none was known. */
  async look(vendorid: string): Promise<void> {
    this.looked.set(vendorid, Date.now());
    const problem = await problemOf(async () => {
      this.take(await this.session.ask<Order>(`order?${new URLSearchParams({ vendorid })}`));
    });
    const order = this.at(vendorid);
    if (!problem || !order) return;
    if (problem.error === "OrderNotFound") this.end(order, order.status === "ready" ? "collected" : "over");
    // No news is bad news only when somebody waits for it.
    else this.note(order, `${words(problem.error)} ${asItStood}`);
  }

  async cancel(order: Order): Promise<void> {
    const { vendorid } = order;
    const problem = await problemOf(async () => {
      const change = { method: "PATCH", json: { status: "cancelled" } };
      this.take(await this.session.ask<Order>(`order?${new URLSearchParams({ vendorid })}`, change));
    });
    if (!problem) return;
    if (!problem.isOpen) await this.look(vendorid);
    this.note(order, words(problem.error));
  }

  /** Opens the invoice beside this page; the link works for a while, for whoever has it, and is kept nowhere. */
  async showInvoice(order: Order): Promise<void> {
    // Before anything is awaited: later a browser takes it for a pop-up.
    const tab = window.open("", "_blank");
    const problem = await problemOf(async () => {
      const { url } = await this.session.ask<{ url: string }>(`invoice?${new URLSearchParams({ objectKey: order.invoice })}`);
      if (tab) tab.opener = null;
      (tab ?? window).location.assign(url);
    });
    if (!problem) return;
    tab?.close();
    this.note(order, words(problem.error));
  }

  private note({ orderid }: Order, text: string): void {
    this.problems.set(orderid, text);
    changed();
  }

  private end(order: Order, end: string): void {
    const others = this.earlier.filter((earlier) => earlier.order.orderid !== order.orderid);
    const active = this.active.filter(({ orderid }) => orderid !== order.orderid);
    this.keep(active, [{ order, end }, ...others].slice(0, mostEarlier));
    say(`Your order at ${this.nameOf(order.vendorid)} is ${end}.`);
  }

  private keep(active: readonly Order[], earlier: readonly Earlier[]): void {
    this.active = active;
    this.earlier = earlier;
    this.kept?.write({ active, earlier });
    this.schedule();
    changed();
  }

  /** After a pause, when one comes back: another tab may know more. */
  private lookAtAll(): void {
    const { active = [], earlier = [] } = this.kept?.read() ?? {};
    this.active = active;
    this.earlier = earlier;
    if (document.visibilityState === "visible") for (const { vendorid } of active) void this.look(vendorid);
    this.schedule();
    changed();
  }

  /** Nobody looks while the page is hidden. */
  private schedule(): void {
    clearTimeout(this.timer);
    if (document.visibilityState !== "visible" || this.active.length === 0) return;
    const due = Math.min(...this.active.map((order) => this.dueOf(order)));
    this.timer = setTimeout(
      () => {
        for (const order of this.active) if (this.dueOf(order) <= Date.now()) void this.look(order.vendorid);
        this.schedule();
      },
      Math.max(due - Date.now(), 0),
    );
  }

  /** A coffee takes a minute at least; then an eighth of its age passes between two looks, 15 to 60 s. */
  private dueOf({ vendorid, orderdate }: Order): number {
    const looked = this.looked.get(vendorid) ?? 0;
    const age = looked - Date.parse(orderdate);
    return looked + Math.min(Math.max(age < 60 * second ? 60 * second - age : age / 8, 15 * second), 60 * second);
  }
}
