// Random days against the promise. What it can't prove: every interleaving; docs/slot_protocol.py explores those of a model.
import fc from "fast-check";
import { openShop } from "../api/shop";
import { day, type Round, struck } from "./day";
import { Gate } from "./gate";
import { Promised } from "./promise";
import { Town } from "./town";

const { SEQUENCES = "100", SEED, REPLAY_PATH } = process.env;

describe("on any day, whatever is asked at the same time and whatever fails", () => {
  let town: Town;
  let gate: Gate;
  before(async () => {
    const shop = await openShop();
    town = await Town.open(shop);
    gate = new Gate(shop.running.cloud.calls);
    await warm();
  });
  after(() => {
    town.shop.running.cloud.calls.fault = () => undefined;
  });

  /** A function gets a second environment once a call has waited for the first. */
  async function warm(): Promise<void> {
    gate.patience = 300;
    await live([
      {
        asked: (["anna", "ben", "cara"] as const).map((who) => ({ ask: "order", who, at: 0, quantity: 1 })),
        mishaps: [],
        turns: [],
      },
    ]);
    gate.patience = 25;
  }

  async function live(rounds: readonly Round[]): Promise<void> {
    await town.newDay();
    const promised = new Promised(town);
    const { calls } = town.shop.running.cloud;
    for (const { asked, mishaps, turns } of rounds) {
      calls.fault = struck(mishaps);
      const requests = asked.map((one) => () => town.ask(one, (who, at) => promised.lastInvoice(who, at)));
      const answers = await gate.all(requests, turns);
      calls.fault = () => undefined;
      await promised.check(answers);
    }
    await promised.checkEnd();
  }

  it(`an order that was answered 201 is never lost, never doubled, never without its invoice, and nobody else sees it (${SEQUENCES} days)`, async () => {
    await fc.assert(fc.asyncProperty(day, live), {
      numRuns: Number(SEQUENCES),
      ...(SEED !== undefined && { seed: Number(SEED) }),
      ...(REPLAY_PATH !== undefined && { path: REPLAY_PATH }),
    });
  }).timeout(Number(SEQUENCES) * 2000);
});
