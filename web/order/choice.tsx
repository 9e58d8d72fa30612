// What a customer would like: city, shop, coffee, size and how many; like stops on a line, with the price always in sight.
import type { Menu } from "../../handlers/menu";
import { changed } from "../draw";
import { Kept } from "../kept";

const most = 20;

/** Where a coffee line stops, in this order. */
const stops = { city: "City", vendorid: "Shop", coffeetype: "Coffee", coffeesize: "Size" } as const;
type Stop = keyof typeof stops;

/** What is chosen so far. */
export type Choice = { readonly [stop in Stop]?: string | undefined } & { readonly quantity: number };

/** What POST /order takes. */
export interface Wish {
  readonly vendorid: string;
  readonly city: string;
  readonly details: {
    readonly coffeetype: string;
    readonly coffeesize: string;
    readonly quantity: number;
    /** As it was shown: at another price nothing is ordered. */
    readonly unitprice: number;
  };
}

interface Option {
  readonly value: string;
  readonly label: string;
  readonly aside?: string;
}

export class Choosing {
  private readonly kept = new Kept<Choice>("choice");
  /** The last time's at first, so that the same again is one tap. */
  choice: Choice = { quantity: 1, ...this.kept.read() };

  /** @param chosen told after each tap of the customer's */
  constructor(
    readonly menu: Menu,
    private readonly chosen: () => void,
  ) {
    this.take(this.choice);
  }

  /** What the menu has of it: shops and coffees come and go. */
  take({ city, vendorid, coffeetype, coffeesize, quantity }: Choice): void {
    const { vendors, coffeetypes, coffeesizes } = this.menu;
    const shops = vendors.filter((vendor) => vendor.city === city);
    const shop = shops.length === 1 ? shops[0] : shops.find((vendor) => vendor.vendorid === vendorid);
    this.choice = {
      city: shops[0]?.city,
      vendorid: shop?.vendorid,
      coffeetype: coffeetypes.find((name) => name === coffeetype),
      coffeesize: coffeesizes.find(({ name }) => name === coffeesize)?.name,
      quantity: Math.min(Math.max(Math.trunc(quantity) || 1, 1), most),
    };
    this.kept.write(this.choice);
    changed();
  }

  /** Undefined while something is missing. */
  get wish(): Wish | undefined {
    const { city, vendorid, coffeetype, coffeesize, quantity } = this.choice;
    const { unitprice } = this;
    if (!city || !vendorid || !coffeetype || !coffeesize || unitprice === undefined) return undefined;
    return { vendorid, city, details: { coffeetype, coffeesize, quantity, unitprice } };
  }

  /** The stop that has to be chosen next, and what to say. */
  get missing(): { readonly stop: Stop; readonly text: string } | undefined {
    for (const [stop, title] of Object.entries(stops) as [Stop, string][]) {
      if (this.choice[stop] === undefined) return { stop, text: `Choose a ${title.toLowerCase()} first.` };
    }
    return undefined;
  }

  /** Cents a cup; undefined until there is a size. */
  get unitprice(): number | undefined {
    return this.menu.coffeesizes.find(({ name }) => name === this.choice.coffeesize)?.unitprice;
  }

  /** One that left the menu is called by its id. */
  nameOf(vendorid: string): string {
    return this.menu.vendors.find((vendor) => vendor.vendorid === vendorid)?.name ?? vendorid;
  }

  /** Cents as people write them where this browser is at home. */
  money(cents: number, currency = this.menu.currency): string {
    return new Intl.NumberFormat(undefined, { style: "currency", currency }).format(cents / 100);
  }

  readonly view = () => (
    <>
      {(Object.keys(stops) as Stop[]).map((stop) => this.stop(stop, this.options(stop)))}
      {this.cups()}
    </>
  );

  private choose(part: Partial<Choice>): void {
    this.take({ ...this.choice, ...part });
    this.chosen();
  }

  private options(stop: Stop): Option[] {
    const { vendors, coffeetypes, coffeesizes } = this.menu;
    const named = (label: string) => ({ value: label, label });
    if (stop === "city") return [...new Set(vendors.map(({ city }) => city))].map(named);
    if (stop === "coffeetype") return coffeetypes.map(named);
    if (stop === "coffeesize")
      return coffeesizes.map(({ name, unitprice }) => ({ ...named(name), aside: this.money(unitprice) }));
    const shops = vendors.filter(({ city }) => city === this.choice.city);
    return shops.map(({ vendorid, name }) => ({ value: vendorid, label: name }));
  }

  private stop(stop: Stop, options: readonly Option[]) {
    const chosen = this.choice[stop];
    return (
      <fieldset class={chosen === undefined ? "stop" : "stop chosen"} key={stop} hidden={options.length === 0}>
        <legend>{stops[stop]}</legend>
        <div class={`options ${stop}`}>
          {options.map(({ value, label, aside }) => (
            <label class="option" key={value}>
              <input
                type="radio"
                name={stop}
                value={value}
                checked={chosen === value}
                onChange={() => this.choose({ [stop]: value })}
              />
              <span class="chip">
                {label}
                {aside && <small>{aside}</small>}
              </span>
            </label>
          ))}
        </div>
      </fieldset>
    );
  }

  private cups() {
    const { quantity } = this.choice;
    const step = (by: 1 | -1, label: string, sign: string) => (
      <button
        type="button"
        class="round"
        aria-label={label}
        aria-disabled={quantity + by < 1 || quantity + by > most}
        onClick={() => this.choose({ quantity: quantity + by })}
      >
        {sign}
      </button>
    );
    return (
      <fieldset class="stop chosen" key="quantity">
        <legend>Cups</legend>
        <div class="cups">
          {step(-1, "One cup less", "−")}
          <output>{quantity}</output>
          {step(1, "One cup more", "+")}
        </div>
      </fieldset>
    );
  }
}
