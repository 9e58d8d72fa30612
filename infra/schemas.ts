// The shapes of the API, for its document: what a client generator reads and the gateway checks.
import { errorStatus } from "../handlers/errors";
import { moves } from "../handlers/life";

const text = { type: "string", minLength: 1, maxLength: 200 };
const cents = { type: "integer", description: "Integer cents", minimum: 0 };
const time = { type: "string", format: "date-time", description: "UTC, ISO 8601" };

function object(properties: Record<string, object>, optional: readonly string[] = []) {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: "object", required, properties, additionalProperties: false };
}

const order = object(
  {
    accountid: text,
    vendorid: text,
    orderid: text,
    orderdate: time,
    city: text,
    details: object({
      coffeetype: text,
      coffeesize: text,
      unitprice: cents,
      quantity: { type: "integer", minimum: 1, maximum: 20 },
    }),
    total: cents,
    currency: { type: "string", description: "ISO 4217" },
    status: { type: "string", enum: ["placed", "ready", "collected", "cancelled"] },
    invoice: { type: "string", description: "The invoice's objectKey for GET /invoice" },
    notified: { type: "boolean", description: "In the answer to a change: whether the shop was told" },
  },
  ["notified"],
);

export const schemas = {
  Menu: object({
    vendors: { type: "array", items: object({ vendorid: text, name: text, city: text }) },
    coffeetypes: { type: "array", items: text },
    coffeesizes: { type: "array", items: object({ name: text, unitprice: cents }) },
    currency: { type: "string", description: "ISO 4217" },
  }),
  OrderRequest: object({
    order: object(
      {
        vendorid: text,
        city: text,
        details: object(
          {
            coffeetype: text,
            coffeesize: text,
            quantity: { type: "number", description: "A whole number from 1 to 20" },
            unitprice: { type: "number", description: "The price the customer saw, in cents; another one is refused" },
          },
          ["unitprice"],
        ),
        accountid: { ...text, description: "The caller's own, if given" },
        orderdate: { ...text, description: "Accepted and not used: the server's clock counts" },
        eventtype: { ...text, description: "Accepted and not used" },
      },
      ["accountid", "orderdate", "eventtype"],
    ),
  }),
  Order: order,
  Page: object({ orders: { type: "array", items: order }, next: { type: "string" } }, ["next"]),
  ChangeRequest: object({ status: { type: "string", enum: Object.values(moves).map(({ to }) => to) } }),
  InvoiceLink: object({
    url: { type: "string", format: "uri", description: "Downloads the invoice, to whoever has it" },
    expiresin: { type: "integer", description: "Seconds the url works" },
  }),
  Error: object({
    error: { type: "string", description: `A name, such as ${Object.keys(errorStatus).join(", ")}` },
    message: { type: "string", description: "What was received, what is allowed, what to do" },
  }),
};

export type SchemaName = keyof typeof schemas;
