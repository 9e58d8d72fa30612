// One order on the counter's screen: what to make, how long it waits, and the one tap that moves it along.
import type { Order } from "../../handlers/order";
import { Trouble } from "../banners";
import type { Queue } from "./queue";

/** Minutes after which somebody should hurry. */
const long = 10;

export function what({ details: { quantity, coffeesize, coffeetype } }: Order): string {
  return `${quantity} × ${coffeesize} ${coffeetype}`;
}

export function Ticket({ order, queue }: { order: Order; queue: Queue }) {
  const { orderid, status, details } = order;
  const minutes = Math.max(0, Math.floor((Date.now() - Date.parse(order.orderdate)) / 60_000));
  const late = status === "placed" && minutes >= long;
  const moving = queue.moving(order);
  const code = orderid.slice(0, 4).toUpperCase();
  return (
    <li id={`ticket-${orderid}`} class={`ticket ${moving ?? status} ${moving ? "moving" : ""}`}>
      <p class="head">
        <span class="code">{code}</span>
        <span class={late ? "age late" : "age"}>
          {minutes < 1 ? "just now" : `${minutes} min`}
          {late && <span class="unseen">, waits long</span>}
        </span>
      </p>
      <p class="what">
        <strong>{details.quantity} ×</strong> {details.coffeesize} <br />
        {details.coffeetype}
      </p>
      <Trouble text={queue.problems.get(orderid)} />
      <button type="button" class={moving ? "undo" : "primary"} onClick={() => queue.tap(order)}>
        {moving ? `Marked ${moving} · Undo` : status === "placed" ? "Ready" : "Collected"}
        <span class="unseen">order {code}</span>
      </button>
    </li>
  );
}
