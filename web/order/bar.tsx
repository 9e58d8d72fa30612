// Always in sight: what it costs, and the one button that orders it; or what became of the order that was sent.
import { Trouble } from "../banners";
import { words } from "../words";
import type { Choosing } from "./choice";
import type { Placing } from "./placing";

interface Props {
  readonly choosing: Choosing;
  readonly placing: Placing;
  /** What the button says. */
  readonly action: string;
  /** The chosen shop has an order already. */
  readonly underWay: boolean;
  readonly problem: string;
  readonly forget: () => void;
}

export function Bar({ choosing, placing, action, underWay, problem, forget }: Props) {
  const { pending, sending } = placing;
  const trouble = placing.problem ? `Your order is not confirmed yet. ${words(placing.problem.error)}` : problem;
  return (
    <div class={underWay && !pending ? "bar resting" : "bar"} aria-busy={sending}>
      <Trouble text={!sending && trouble} />
      <p class="sum">{sum(choosing, placing, underWay)}</p>
      <p class="actions">
        <button type="submit" class={underWay ? "" : "primary"} key="primary" aria-disabled={sending}>
          {sending ? "Ordering…" : action}
        </button>
        {pending && !sending && (
          <button type="button" onClick={forget}>
            Forget it
          </button>
        )}
      </p>
    </div>
  );
}

function sum(choosing: Choosing, { pending }: Placing, underWay: boolean) {
  if (pending) {
    const { vendorid, details } = pending.wish;
    return line(`${details.quantity} × ${details.coffeesize} ${details.coffeetype}`, choosing.nameOf(vendorid), {
      price: choosing.money(details.quantity * details.unitprice),
    });
  }
  const { quantity, coffeesize = "", coffeetype = "coffee", vendorid } = choosing.choice;
  const { unitprice, menu } = choosing;
  const least = Math.min(...menu.coffeesizes.map((size) => size.unitprice));
  const price = choosing.money(quantity * (unitprice ?? least));
  const what = `${quantity} × ${coffeesize} ${coffeetype}`.replace("  ", " ");
  const where = vendorid === undefined ? "" : choosing.nameOf(vendorid);
  return line(what, underWay ? `${where}: your order there is under way` : where, { price, from: unitprice === undefined });
}

function line(what: string, where: string, { price, from = false }: { price: string; from?: boolean }) {
  return (
    <>
      <span>
        {what}
        {where && <small>{where}</small>}
      </span>
      <strong>
        {from && <small>from </small>}
        {price}
      </strong>
    </>
  );
}
