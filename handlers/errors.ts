// The names under which an order is refused: shared by who refuses, the workflow and the API's status table.

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

/** An error a caller is told. A plain Error, because a class extending Error breaks in a serialized closure. */
export function refusal(name: ErrorName, message: string): Error {
  const error = new Error(message);
  error.name = name;
  return error;
}

export function isRefusal(error: unknown): error is Error & { name: ErrorName } {
  return error instanceof Error && Object.hasOwn(errorStatus, error.name);
}

/** A step's answer to who did wrong; the cause is shaped like a failed Lambda's, so that the API reads one kind. */
export interface Refused {
  readonly outcome: "refused";
  readonly error: ErrorName;
  readonly cause: string;
}

/** A refusal is an answer of the step, not its failure: no retry, no stack in the log, and no alarm for a customer's mistake. */
export function refusing<Input, Output>(step: (input: Input) => Promise<Output>) {
  return async (input: Input): Promise<Output | Refused> => {
    try {
      return await step(input);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return { outcome: "refused", error: error.name, cause: JSON.stringify({ errorMessage: error.message }) };
    }
  };
}

/** What was received, fit for a message: quoted, short, on one line. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
