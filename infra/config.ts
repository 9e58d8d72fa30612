// What a stack decides, read here and nowhere else: each mistake is answered with its key, its value and what is allowed.
import * as pulumi from "@pulumi/pulumi";
import type { CoffeeSize, Menu, Vendor } from "../handlers/menu";

export interface VendorEmail {
  readonly vendorid: string;
  readonly email: string;
}

/** The days CloudWatch Logs accepts (PutRetentionPolicy, API reference). */
const retentionDays = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

export interface Config {
  readonly menu: Menu;
  readonly vendorEmails: readonly VendorEmail[];
  readonly logRetentionDays: number;
  readonly protect: boolean;
  readonly throttle: { readonly ratePerSecond: number; readonly burst: number };
}

/** @throws Error naming key, value and what is allowed; nothing has been made by then. */
export function readConfig(config = new pulumi.Config()): Config {
  const menu = readMenu(record(config.requireObject("menu"), "menu", ["currency", "vendors", "coffeetypes", "coffeesizes"]));
  const throttle = record(config.requireObject("throttle"), "throttle", ["ratePerSecond", "burst"]);
  const vendorids = menu.vendors.map(({ vendorid }) => vendorid);
  return {
    menu,
    vendorEmails: list(config.requireObject("vendorEmails"), "vendorEmails", 0, (item, key) => {
      const { vendorid, email } = record(item, key, ["vendorid", "email"]);
      return {
        vendorid: text(vendorid, `${key}.vendorid`, (id) => vendorids.includes(id), `one of ${vendorids.join(", ")}`),
        email: text(email, `${key}.email`, (address) => /^[^\s@]+@[^\s@]+$/.test(address), "an e-mail address"),
      };
    }),
    logRetentionDays: integer(config.requireNumber("logRetentionDays"), "logRetentionDays", retentionDays),
    protect: config.requireBoolean("protect"),
    throttle: {
      ratePerSecond: integer(throttle.ratePerSecond, "throttle.ratePerSecond", { from: 1, to: 10_000 }),
      burst: integer(throttle.burst, "throttle.burst", { from: 1, to: 5_000 }),
    },
  };
}

function readMenu({ currency, vendors, coffeetypes, coffeesizes }: Record<string, unknown>): Menu {
  return {
    currency: text(currency, "menu.currency", (code) => /^[A-Z]{3}$/.test(code), "three capital letters such as AUD"),
    vendors: unique("menu.vendors", "vendorid", list(vendors, "menu.vendors", 1, readVendor)),
    coffeetypes: unique("menu.coffeetypes", undefined, list(coffeetypes, "menu.coffeetypes", 1, name)),
    coffeesizes: unique("menu.coffeesizes", "name", list(coffeesizes, "menu.coffeesizes", 1, readSize)),
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

function name(value: unknown, key: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point.
  return text(value, key, (words) => words.length <= 80 && !/[\u0000-\u001f\u007f]/.test(words), "1 to 80 printable characters");
}

function text(value: unknown, key: string, allowed: (text: string) => boolean, description: string): string {
  if (typeof value === "string" && value !== "" && allowed(value)) return value;
  throw wrong(key, value, description);
}

function integer(value: unknown, key: string, allowed: readonly number[] | { from: number; to: number }): number {
  const isList = "length" in allowed;
  const fits = (number: number) => (isList ? allowed.includes(number) : number >= allowed.from && number <= allowed.to);
  if (typeof value === "number" && Number.isInteger(value) && fits(value)) return value;
  throw wrong(key, value, isList ? `one of ${allowed.join(", ")}` : `a whole number from ${allowed.from} to ${allowed.to}`);
}

function list<T>(value: unknown, key: string, least: number, read: (item: unknown, key: string) => T): T[] {
  if (Array.isArray(value) && value.length >= least) return value.map((item, index) => read(item, `${key}[${index}]`));
  throw wrong(key, value, least > 0 ? "a list with at least one entry" : "a list");
}

function record(value: unknown, key: string, fields: readonly string[]): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw wrong(key, value, `an object with ${fields.join(", ")}`);
  const unknown = Object.keys(value).find((field) => !fields.includes(field));
  if (unknown !== undefined) throw wrong(`${key}.${unknown}`, Object(value)[unknown], `only ${fields.join(", ")} in ${key}`);
  return { ...value };
}

function unique<T>(key: string, field: keyof T | undefined, items: T[]): T[] {
  const values = items.map((item) => (field === undefined ? item : item[field]));
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  if (twice !== undefined) throw wrong(key, twice, `each ${String(field ?? "entry")} once`);
  return items;
}

function wrong(key: string, value: unknown, allowed: string): Error {
  const project = pulumi.getProject();
  const received = value === undefined ? "is missing" : `is ${JSON.stringify(value)}`;
  return new Error(`Config ${project}:${key} ${received}; allowed: ${allowed}. Set it in Pulumi.${pulumi.getStack()}.yaml`);
}
