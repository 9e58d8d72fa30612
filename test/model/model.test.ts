// Random days against the promise. What it can't prove: every interleaving; docs/slot_protocol.py explores those of a model.
import fc from "fast-check";
import { openShop } from "../api/shop";
import { dayOf } from "./day";
import { Days } from "./days";

/** Enough to place, hand out and order anew; `npm run model` lives longer days. */
const rounds = 3;

const { SEQUENCES = "300", SEED, REPLAY_PATH } = process.env;

describe("on any day, whatever is asked at the same time and whatever fails", () => {
  let days: Days;
  before(async () => {
    days = await Days.open(await openShop());
  });

  it(`an order that was answered 201 is never lost, never doubled, never without its invoice, and nobody else sees it (${SEQUENCES} days)`, async () => {
    await fc.assert(fc.asyncProperty(dayOf(rounds), days.live), {
      numRuns: Number(SEQUENCES),
      ...(SEED !== undefined && { seed: Number(SEED) }),
      ...(REPLAY_PATH !== undefined && { path: REPLAY_PATH }),
    });
  }).timeout(Number(SEQUENCES) * 2000);
});
