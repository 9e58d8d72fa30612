// The changes of an order's life: which event moves it from where to where, and who may say so.
import type { Status } from "./order";

export interface Move {
  readonly from: Status;
  readonly to: Status;
  readonly by: "staff" | "owner";
}

/** By the event the workflow is started with. */
export const moves = {
  order_ready: { from: "placed", to: "ready", by: "staff" },
  order_collected: { from: "ready", to: "collected", by: "staff" },
  order_cancelled: { from: "placed", to: "cancelled", by: "owner" },
} as const satisfies Record<string, Move>;
