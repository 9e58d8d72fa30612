// One tap, one order: what was asked for is kept, with its key, until the answer is here, over reloads and dead spots.
import type { Order } from "../../handlers/order";
import { changed } from "../draw";
import { Kept } from "../kept";
import { Problem, problemOf } from "../request";
import type { Session } from "../session";
import type { Wish } from "./choice";

interface Pending {
  /** The Idempotency-Key, the same at each try. */
  readonly key: string;
  readonly wish: Wish;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** Milliseconds: a wish older than this is sent again only if somebody says so; who wants the coffee of an hour ago? */
const fresh = 10 * 60_000;

export class Placing {
  pending: Pending | undefined;
  sending = false;
  problem: Problem | undefined;
  private kept: Kept<Pending> | undefined;

  constructor(
    private readonly session: Session,
    private readonly placed: (order: Order) => void,
    private readonly refused: (problem: Problem, wish: Wish) => void,
  ) {
    addEventListener("online", () => this.resume());
  }

  /** What this person's last page left unanswered. */
  open(accountid: string | undefined): void {
    this.kept = accountid === undefined ? undefined : new Kept(`pending.${accountid}`);
    this.pending = this.kept?.read();
    this.problem = this.pending && new Problem("NoAnswer");
    this.resume();
  }

  /** A second tap finds the first one's wish and does nothing. */
  place(wish: Wish): void {
    if (this.pending) return;
    this.pending = { key: crypto.randomUUID(), wish, since: Date.now() };
    this.kept?.write(this.pending);
    void this.send();
  }

  resume(): void {
    if (this.pending && Date.now() - this.pending.since < fresh) void this.send();
  }

  /** It may stand all the same: whoever forgets it looks at the shop. */
  forget(): void {
    this.pending = undefined;
    this.problem = undefined;
    this.kept?.write(undefined);
    changed();
  }

  async send(): Promise<void> {
    const { pending } = this;
    if (!pending || this.sending) return;
    this.sending = true;
    changed();
    let order: Order | undefined;
    const problem = await problemOf(async () => {
      order = await this.session.ask<Order>("order", {
        method: "POST",
        headers: { "idempotency-key": pending.key },
        json: { order: pending.wish },
      });
    });
    this.sending = false;
    changed();
    // Somebody else may be here by now.
    if (this.pending !== pending) return;
    this.problem = problem;
    if (problem?.isOpen) return;
    this.forget();
    if (order) this.placed(order);
    else if (problem) this.refused(problem, pending.wish);
  }
}
