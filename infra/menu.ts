// What can be ordered, as the stack's file lists it.
import type { CoffeeSize, Menu, Vendor } from "../handlers/menu";
import { integer, list, name, record, text, unique } from "./checks";

/** @throws Error naming the place in the menu, what is there and what is allowed. */
export function readMenu(value: unknown, key: string): Menu {
  const { currency, vendors, coffeetypes, coffeesizes } = record(value, key, [
    "currency",
    "vendors",
    "coffeetypes",
    "coffeesizes",
  ]);
  return {
    currency: text(currency, `${key}.currency`, (code) => /^[A-Z]{3}$/.test(code), "three capital letters such as AUD"),
    vendors: unique(`${key}.vendors`, "vendorid", list(vendors, `${key}.vendors`, 1, readVendor)),
    coffeetypes: unique(`${key}.coffeetypes`, undefined, list(coffeetypes, `${key}.coffeetypes`, 1, name)),
    coffeesizes: unique(`${key}.coffeesizes`, "name", list(coffeesizes, `${key}.coffeesizes`, 1, readSize)),
  };
}

function readVendor(item: unknown, key: string): Vendor {
  const vendor = record(item, key, ["vendorid", "name", "city"]);
  // It stands in object keys and claims: nothing that would have to be escaped there.
  const isId = (id: string) => /^[a-z0-9][a-z0-9-]{0,62}$/.test(id);
  return {
    vendorid: text(vendor.vendorid, `${key}.vendorid`, isId, "1 to 63 small letters, digits and hyphens"),
    name: name(vendor.name, `${key}.name`),
    city: name(vendor.city, `${key}.city`),
  };
}

function readSize(item: unknown, key: string): CoffeeSize {
  const size = record(item, key, ["name", "unitprice"]);
  return {
    name: name(size.name, `${key}.name`),
    unitprice: integer(size.unitprice, `${key}.unitprice`, { from: 1, to: 100_000 }),
  };
}
