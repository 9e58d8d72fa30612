// The promise, checked after each round: an order that was answered 201 is never lost, never doubled, never without its invoice, and nobody else sees it.
import { expect } from "chai";
import { isActive, type Slot } from "../../handlers/slot";
import { type Person, people, type Shopping } from "./day";
import type { Answered, Found, Town } from "./town";

interface Known {
  readonly orderid: string;
  readonly invoice: string;
  /** The order as first answered, without what changes. */
  readonly body: Record<string, unknown>;
  readonly total: number;
  /** Every status somebody was told. */
  readonly told: Set<string>;
  /** Whether a cancellation was answered 200. One that failed on its way may stand without a credit note, until it is asked for again. */
  isCredited: boolean;
  /** Whether it may have left its slot, or has. */
  end: "no" | "maybe" | "yes";
  document?: unknown;
}

interface Place {
  /** Orders somebody was told of, oldest first. */
  readonly known: Known[];
  /** Ids that may stand though nobody was told; a request without a key may have any. */
  readonly mayStand: Set<string>;
  unnamed: number;
}

const ended = ["collected", "cancelled"];

export class Promised {
  private readonly places = new Map<string, Place>();

  constructor(
    private readonly town: Town,
    private readonly since = new Date().toISOString(),
  ) {}

  /** How many somebody was told of. */
  get orders(): number {
    return [...this.places.values()].reduce((sum, { known }) => sum + known.length, 0);
  }

  lastInvoice(who: Person, at: 0 | 1): string | undefined {
    return this.place(who, at).known.at(-1)?.invoice;
  }

  /** @throws AssertionError naming the part of the promise that is broken. */
  async check(round: readonly Answered[]): Promise<void> {
    for (const { asked, answer } of round) if (answer) this.hear(asked, answer);
    // Only now: what was asked at the same time may have come before or after.
    for (const { asked, answer } of round) this.endings(asked, answer);
    const found = await this.town.look();
    for (const one of found) await this.checkSlot(one);
    this.checkNotices(round);
    this.checkReads(round, found);
    await this.checkInvoices(round.flatMap(({ answer }) => answer?.body.orderid ?? []));
  }

  /** What an order was answered with is there at the end of the day too, and nothing else is. */
  async checkEnd(): Promise<void> {
    await this.checkInvoices();
    for (const who of people) await this.checkStrays(who);
  }

  private place(who: Person, at: number): Place {
    const name = `${who} ${at}`;
    const place = this.places.get(name) ?? { known: [], mayStand: new Set(), unnamed: 0 };
    this.places.set(name, place);
    return place;
  }

  private hear(asked: Shopping, { status, body }: NonNullable<Answered["answer"]>): void {
    // What only reads may fail with it: nothing is uncertain then.
    const isReading = asked.ask === "queue" || asked.ask === "look" || asked.ask === "invoice";
    if (!isReading) expect(status, `a failure says what it means for the order: ${JSON.stringify(body)}`).to.not.equal(500);
    if (asked.ask === "queue" || asked.ask === "expire" || asked.ask === "invoice") return;
    const { who, at } = asked;
    const place = this.place(who, at);
    if (asked.ask === "order" && status >= 500 && !String(body.message).includes("nothing was charged")) {
      if (asked.key === undefined) place.unnamed += 1;
      else place.mayStand.add(String(this.town.keys[asked.key]));
    }
    if (status !== 200 && status !== 201) return;
    if (asked.ask === "look" && asked.by !== "staff") expect(asked.by, "nobody sees another's order").to.equal(who);
    if (asked.ask === "ready" || asked.ask === "collected") expect(asked.from, "staff of its own shop").to.equal(at);
    const { status: told, notified: _, ...order } = body;
    expect(order.accountid, "the order is the customer's").to.equal(this.town.customers[who].accountid);
    if (asked.ask === "order") {
      expect(order.details.quantity, "as it was ordered").to.equal(asked.quantity);
      if (asked.key !== undefined) expect(order.orderid, "same key, same order").to.equal(this.town.keys[asked.key]);
    }
    const known = place.known.find(({ orderid }) => orderid === order.orderid);
    const isCredited = asked.ask === "cancel";
    if (known) {
      expect(order, "the same order in each answer").to.deep.equal(known.body);
      known.told.add(told);
      known.isCredited ||= isCredited;
    } else {
      const { orderid, invoice, total } = order;
      place.known.push({ orderid, invoice, total, body: order, told: new Set([told]), isCredited, end: "no" });
    }
  }

  private endings(asked: Shopping, answer: Answered["answer"]): void {
    if (
      asked.ask === "queue" ||
      asked.ask === "look" ||
      asked.ask === "invoice" ||
      asked.ask === "order" ||
      asked.ask === "ready"
    )
      return;
    const { known } = this.place(asked.who, asked.at);
    const uncertain = !answer || answer.status >= 500;
    for (const order of known) {
      if (uncertain && order.end === "no") order.end = "maybe";
      if (answer?.status === 200 && answer.body.orderid === order.orderid) order.end = "yes";
    }
  }

  private async checkSlot({ who, at, slot }: Found): Promise<void> {
    const { known, mayStand, unnamed } = this.place(who, at);
    const standing = known.filter(({ end }) => end === "no");
    expect(standing.length, "at most one active order per customer and shop").to.be.below(2);
    const confirmed = slot && slot.orderid !== "" && slot.status !== "placing" ? slot : undefined;
    if (standing[0]) {
      expect(confirmed?.orderid, `what was answered 201 is still there, ${who} at ${at}`).to.equal(standing[0].orderid);
      expect(isActive(slot, new Date()), "and active").to.equal(true);
    }
    if (!confirmed) return;
    const order = known.find(({ orderid }) => orderid === confirmed.orderid);
    const isExplained = order !== undefined || mayStand.has(confirmed.orderid) || unnamed > 0;
    expect(isExplained, `what was refused or failed leaves nothing, ${confirmed.orderid}`).to.equal(true);
    if (order) this.checkLife(order, confirmed);
  }

  /** placed → ready → collected, placed → cancelled: nobody was told anything else, and the table says no less than they were. */
  private checkLife({ told, end }: Known, { status }: Slot): void {
    const all = new Set([...told, status]);
    expect(all.has("cancelled") && (all.has("ready") || all.has("collected")), `one life: ${[...all]}`).to.equal(false);
    if (told.has("collected")) expect(status).to.equal("collected");
    if (told.has("cancelled")) expect(status).to.equal("cancelled");
    if (told.has("ready")) expect(status).to.not.equal("placed");
    if (end === "yes") expect(status).to.be.oneOf(ended);
  }

  /** Each order that was answered keeps the invoice it was answered with. @param orderids only of these */
  private async checkInvoices(orderids?: readonly string[]): Promise<void> {
    for (const order of [...this.places.values()].flatMap(({ known }) => known)) {
      if (orderids && !orderids.includes(order.orderid)) continue;
      const document = this.town.document(order.invoice);
      expect(document, `${order.orderid} has its invoice`).to.deep.include({ invoice: order.orderid, total: order.total });
      order.document ??= document;
      expect(document, "which stays as it is").to.deep.equal(order.document);
      if (!order.isCredited) continue;
      const creditNote = this.town.document(order.invoice.replace(".json", ".credit.json"));
      expect(creditNote, "and its credit note").to.deep.include({ invoice: order.orderid, total: -order.total });
    }
  }

  /** An order that nobody was told of has no invoice, unless it may stand or something died while it was taken back. */
  private async checkStrays(who: Person): Promise<void> {
    const places = [this.place(who, 0), this.place(who, 1)];
    if (places.some(({ unnamed }) => unnamed > 0)) return;
    const names = places.flatMap(({ known, mayStand }) => [...known.map(({ orderid }) => orderid), ...mayStand]);
    for (const key of this.town.invoices(who)) {
      expect(
        names.some((orderid) => key.includes(orderid)),
        `nobody was told of ${key}`,
      ).to.equal(true);
    }
  }

  /** Of the new ones: each is about an order that was placed, and says no more than what happened to it. */
  private checkNotices(round: readonly Answered[]): void {
    const texts = this.town.notices(this.since);
    const of = (orderid: string) => texts.filter((text) => text.includes(orderid));
    for (const { answer } of round) {
      const { orderid, status, notified } = answer?.body ?? {};
      const news = status === "placed" ? "New order" : `Order ${status}`;
      if (notified)
        expect(
          of(orderid).some((text) => text.startsWith(news)),
          `the shop was told: ${news}`,
        ).to.equal(true);
    }
    const all = [...this.places.values()].flatMap(({ known }) => known);
    for (const [, place] of this.places) {
      for (const { orderid, told } of place.known) {
        // A key is its customer's: two may have used the same one, and a notice names no customer.
        if (!told.has("cancelled") || all.filter((other) => other.orderid === orderid).length > 1) continue;
        expect(
          of(orderid).some((text) => /^Order (ready|collected)/.test(text)),
          "told of one life only",
        ).to.equal(false);
      }
    }
    const names = [...this.places.values()].flatMap(({ known, mayStand }) => [
      ...known.map(({ orderid }) => orderid),
      ...mayStand,
    ]);
    const mayBeUnnamed = [...this.places.values()].some(({ unnamed }) => unnamed > 0);
    for (const text of texts)
      expect(mayBeUnnamed || names.some((orderid) => text.includes(orderid)), `nobody placed it: ${text}`).to.equal(true);
  }

  /** What was read with nothing else going on is what is there. */
  private checkReads(round: readonly Answered[], found: readonly Found[]): void {
    const [one, ...others] = round;
    if (!one?.answer || others.length > 0) return;
    const { asked, answer } = one;
    if (asked.ask === "look" && (asked.by === "staff" || asked.by === asked.who) && answer.status < 500) {
      const slot = found.find(({ who, at }) => who === asked.who && at === asked.at)?.slot;
      expect(answer.status === 200 && answer.body.orderid, "as it is").to.equal(isActive(slot, new Date()) && slot.orderid);
    }
    if (asked.ask === "invoice" && asked.by !== asked.who)
      expect(answer.status, "another's invoice").to.be.oneOf([403, 404, 500, 502, 503, 504]);
    if (asked.ask === "queue" && answer.status === 200) {
      const mine = Object.values(this.town.customers).map(({ accountid }) => accountid);
      const seen = answer.body.orders.filter(({ accountid }: { accountid: string }) => mine.includes(accountid));
      // A day that went by here has changed when an order expires, not its date, by which the queue goes.
      const waiting = found.filter(
        ({ at, slot }) => at === asked.from && (slot?.status === "placed" || slot?.status === "ready"),
      );
      expect(
        seen.map(({ orderid }: { orderid: string }) => orderid),
        "the shop's queue",
      ).to.have.members(waiting.map(({ slot }) => slot?.orderid));
    }
  }
}
