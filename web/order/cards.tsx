// The orders that wait, as cards one can show at the counter, and those that are over.
import type { Order } from "../../handlers/order";
import { Trouble } from "../banners";
import { changed, focusOn } from "../draw";
import type { Choosing } from "./choice";
import type { Orders } from "./orders";

const time = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { weekday: "short", hour: "numeric", minute: "2-digit" });

const ends: Readonly<Record<string, string>> = {
  collected: "Collected",
  cancelled: "Cancelled",
  over: "Over: collected, cancelled elsewhere, or not collected within a day",
};

export class Cards {
  /** The shop whose order is to be cancelled, if it is said once more. */
  private cancelling: string | undefined;
  /** The shop whose order is being asked about. */
  private busy: string | undefined;

  constructor(
    private readonly orders: Orders,
    private readonly choosing: () => Choosing,
    private readonly again: (order: Order) => void,
  ) {}

  readonly active = () => {
    if (this.orders.active.length === 0) return undefined;
    return (
      <section aria-labelledby="active">
        <h1 id="active" tabIndex={-1}>
          {this.orders.isReady ? "It's ready" : "It's on its way"}
        </h1>
        {this.orders.active.map(this.card)}
      </section>
    );
  };

  readonly earlier = () => {
    if (this.orders.earlier.length === 0) return undefined;
    return (
      <section aria-labelledby="earlier" class="earlier">
        <h2 id="earlier">Earlier</h2>
        <ul>
          {this.orders.earlier.map(({ order, end }) => (
            <li key={order.orderid}>
              <p>
                <strong>{this.what(order)}</strong>
                <br />
                {this.where(order)}, {day.format(new Date(order.orderdate))}
                <br />
                <small>{ends[end]}</small>
              </p>
              <Trouble text={this.orders.problems.get(order.orderid)} />
              <p class="actions">
                {this.invoice(order)}
                <button type="button" onClick={() => this.again(order)}>
                  Order again
                </button>
              </p>
            </li>
          ))}
        </ul>
      </section>
    );
  };

  private readonly card = (order: Order) => {
    const { vendorid, orderid, status } = order;
    const ready = status === "ready";
    return (
      <article class={`card ${status}`} key={orderid} aria-labelledby={`order-${vendorid}`}>
        <div class="head">
          <h2 id={`order-${vendorid}`} tabIndex={-1}>
            {this.where(order)}
          </h2>
          <p class="code">
            <small>Order </small>
            <strong>{orderid.slice(0, 4).toUpperCase()}</strong>
          </p>
        </div>
        <p>{this.what(order)}</p>
        <ol class="line">
          <li class="passed">Placed {time.format(new Date(order.orderdate))}</li>
          <li class={ready ? "passed" : ""} aria-current={ready ? "step" : undefined}>
            Ready
          </li>
        </ol>
        <p class="state">
          {ready ? "Ready. Walk past the line and show this code." : "In good hands. This page tells you when it is ready."}
          {order.notified === false && " The shop could not be called, but sees your order in its queue."}
        </p>
        <Trouble text={this.orders.problems.get(order.orderid)} />
        {this.cancelling === vendorid && !ready ? this.really(order) : this.actions(order, ready)}
      </article>
    );
  };

  private actions(order: Order, ready: boolean) {
    return (
      <p class="actions">
        {this.invoice(order)}
        {!ready && (
          <button type="button" class="cancel" onClick={() => this.ask(order.vendorid)}>
            Cancel order
          </button>
        )}
      </p>
    );
  }

  private really(order: Order) {
    return (
      <p class="actions">
        <span>Cancel this order?</span>
        <button type="button" class="keep" onClick={() => this.ask(undefined)}>
          Keep it
        </button>
        <button type="button" class="danger" onClick={() => void this.cancel(order)}>
          {this.busy === order.vendorid ? "Cancelling…" : "Yes, cancel"}
        </button>
      </p>
    );
  }

  private invoice(order: Order) {
    return (
      <button type="button" onClick={() => void this.orders.showInvoice(order)}>
        Invoice<span class="unseen"> of {this.what(order)}, opens in a new tab</span>
      </button>
    );
  }

  private ask(vendorid: string | undefined): void {
    const before = this.cancelling;
    this.cancelling = vendorid;
    focusOn(vendorid === undefined ? `[aria-labelledby="order-${before}"] .cancel` : ".keep");
  }

  private async cancel(order: Order): Promise<void> {
    if (this.busy) return;
    this.busy = order.vendorid;
    changed();
    await this.orders.cancel(order);
    this.busy = undefined;
    this.cancelling = undefined;
    focusOn(this.orders.at(order.vendorid) ? `#order-${order.vendorid}` : "h1");
  }

  private what({ details: { quantity, coffeesize, coffeetype }, total, currency }: Order): string {
    return `${quantity} × ${coffeesize} ${coffeetype}, ${this.choosing().money(total, currency)}`;
  }

  private where({ vendorid, city }: Order): string {
    return `${this.choosing().nameOf(vendorid)}, ${city}`;
  }
}
