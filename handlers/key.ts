// A request that comes again under its Idempotency-Key: is it the same one, and can the order it made still be its answer?
import { createHash } from "node:crypto";
import { refusal } from "./errors";
import { epochSeconds } from "./order";
import type { OrderRequest } from "./request";
import type { Slot } from "./slot";

/** The same request gives the same hash, whatever else the client sent along. */
export function requestHash({ vendorid, city, coffeetype, coffeesize, quantity }: OrderRequest): string {
  return createHash("sha256")
    .update(JSON.stringify([vendorid, city, coffeetype, coffeesize, quantity]))
    .digest("hex");
}

/**
 * Of an order under the request's own key. One that ended is told for as long as it is known; one nobody collected counts as absent.
 * @throws KeyReused, KeyUsed
 */
export function checkRepeated({ orderid, status, expires, requesthash }: Slot, requested: string, now: Date): void {
  if (requesthash !== requested) {
    const text = `Idempotency-Key ${orderid} came with another order before: repeat that order unchanged, or make a new key`;
    throw refusal("KeyReused", text);
  }
  if ((status === "placed" || status === "ready") && expires <= epochSeconds(now)) {
    const text = `The order of Idempotency-Key ${orderid} was not collected and has expired: make a new key for a new order`;
    throw refusal("KeyUsed", text);
  }
}

export function keyUsed(key: string): Error {
  return refusal("KeyUsed", `Idempotency-Key ${key} was used for an earlier order at this shop: make a new key for a new order`);
}
