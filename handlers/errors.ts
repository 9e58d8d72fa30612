// The names under which an order is refused: shared by who throws, the state machine's Catch and the API's status table.

/** Error name → HTTP status of the API. */
export const errorStatus = {
  BadRequest: 400,
  UnknownEvent: 400,
  Forbidden: 403,
  OrderNotFound: 404,
  InvoiceNotFound: 404,
  OrderAlreadyActive: 409,
  KeyUsed: 409,
  WrongStatus: 409,
  InvalidOrder: 422,
  PriceChanged: 422,
  KeyReused: 422,
  OrderNotPlaced: 503,
  OrderNotChanged: 503,
} as const;

export type ErrorName = keyof typeof errorStatus;

/** The ones PlaceOrder and ChangeOrder answer with: a retry would end the same, and there is nothing to take back. */
export const refusals = [
  "BadRequest",
  "Forbidden",
  "OrderNotFound",
  "OrderAlreadyActive",
  "KeyUsed",
  "WrongStatus",
  "InvalidOrder",
  "PriceChanged",
  "KeyReused",
] as const satisfies readonly ErrorName[];

/**
 * An error a customer is told: Lambda reports its name as errorType, by which Step Functions and the API know it.
 * A plain Error, because a class extending Error breaks in a serialized closure.
 */
export function refusal(name: ErrorName, message: string): Error {
  const error = new Error(message);
  error.name = name;
  return error;
}

/** What was received, fit for a message: quoted, short, on one line. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
