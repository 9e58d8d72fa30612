// What can be ordered, where and for how much: config in, prices out.
import { refusal, shown } from "./errors";

export interface Menu {
  /** ISO 4217. */
  readonly currency: string;
  readonly vendors: readonly Vendor[];
  readonly coffeetypes: readonly string[];
  readonly coffeesizes: readonly CoffeeSize[];
}

export interface Vendor {
  readonly vendorid: string;
  readonly name: string;
  readonly city: string;
}

export interface CoffeeSize {
  readonly name: string;
  /** Integer cents. */
  readonly unitprice: number;
}

/** What the menu must know to price an order. `unitprice` is what the customer saw, if they sent it. */
export interface Choice {
  readonly vendorid: string;
  readonly city: string;
  readonly coffeetype: string;
  readonly coffeesize: string;
  readonly unitprice?: number | undefined;
}

/**
 * The vendor and the price in cents of one cup.
 * @throws InvalidOrder for what isn't on the menu, PriceChanged if the customer saw another price.
 */
export function price(menu: Menu, choice: Choice): { vendor: Vendor; unitprice: number } {
  const vendor = menu.vendors.find(({ vendorid }) => vendorid === choice.vendorid);
  if (!vendor)
    throw notOnMenu(
      "vendorid",
      choice.vendorid,
      menu.vendors.map(({ vendorid }) => vendorid),
    );
  if (vendor.city !== choice.city) throw notOnMenu("city", choice.city, [vendor.city]);
  if (!menu.coffeetypes.includes(choice.coffeetype)) throw notOnMenu("coffeetype", choice.coffeetype, menu.coffeetypes);
  const size = menu.coffeesizes.find(({ name }) => name === choice.coffeesize);
  if (!size)
    throw notOnMenu(
      "coffeesize",
      choice.coffeesize,
      menu.coffeesizes.map(({ name }) => name),
    );
  if (choice.unitprice !== undefined && choice.unitprice !== size.unitprice) {
    const now = `${size.name} now costs ${size.unitprice} cents, not ${shown(choice.unitprice)}`;
    throw refusal("PriceChanged", `${now}: read GET /menu and order again at that price, or leave unitprice out`);
  }
  return { vendor, unitprice: size.unitprice };
}

function notOnMenu(field: string, received: string, allowed: readonly string[]): Error {
  const some = allowed.length > 8 ? `${allowed.slice(0, 8).join(", ")}, … (GET /menu lists all)` : allowed.join(", ");
  return refusal("InvalidOrder", `${field} ${shown(received)} is not on the menu: choose one of ${some}`);
}
