// What an operator finds an order by: one line for each change, refusal and failure, in the log of the step that made it.
import type { Claims } from "./caller";

/** Of an order, ids alone: nothing a customer typed, and of who they are no more than their account's number. */
interface Ids {
  readonly accountid?: string;
  readonly vendorid?: string;
  readonly orderid?: string;
}

/** What the workflow gives its steps, each some of it. */
interface Input extends Ids {
  /** Where these are, the rest is as the caller typed it. */
  readonly claims?: Claims;
  readonly execution?: string;
  /** The API's request, as the access log has it. */
  readonly request?: { readonly id: string; readonly route: string };
}

interface Output {
  readonly outcome?: string;
  readonly error?: string;
  readonly order?: Ids;
  readonly slot?: Ids;
}

/** The step, telling how it ended. Lambda adds time, level and its own request id, and a failure's message and stack. */
export function logging<I extends object, O extends object>(step: (input: I) => Promise<O>) {
  return async (input: I): Promise<O> => {
    const output = await step(input).catch((error: unknown) => {
      console.error(line("failed", error instanceof Error ? error.name : typeof error, input));
      throw error;
    });
    const { outcome, error, order, slot }: Output = output;
    // A reservation is told by what becomes of it: a line more for each order would cost more than it tells.
    if (outcome && outcome !== "reserved") console.info(line(outcome, error, input, order ?? slot));
    return output;
  };
}

/** Each field by name, because an order has more to it than may be told here. */
function line(outcome: string, error: string | undefined, input: Input, order?: Ids): object {
  const { claims, execution, request } = input;
  const { orderid, accountid, vendorid } = order ?? (claims ? {} : input);
  return {
    outcome,
    error,
    orderid,
    accountid,
    vendorid,
    caller: claims?.sub,
    execution,
    route: request?.route,
    request: request?.id,
  };
}
