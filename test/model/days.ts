// Days at the two shops, one after another, each held against the promise; what happened is counted.
import type { Shop } from "../api/shop";
import { type Round, struck } from "./day";
import { Gate } from "./gate";
import { Promised } from "./promise";
import { Town } from "./town";

export interface Figures {
  days: number;
  /** Of requests sent at the same time: one, two or three. */
  readonly rounds: [alone: number, two: number, three: number];
  readonly answers: Record<string, number>;
  /** Calls that were made to fail, lose their answer, be slow… */
  readonly struck: Record<string, number>;
  orders: number;
}

export class Days {
  figures = none();

  private constructor(
    private readonly town: Town,
    private readonly gate: Gate,
  ) {}

  static async open(shop: Shop): Promise<Days> {
    const days = new Days(await Town.open(shop), new Gate(shop.running.cloud.calls));
    await days.warm();
    days.figures = none();
    return days;
  }

  /** A function gets a second environment once a call has waited for the first. */
  private async warm(): Promise<void> {
    this.gate.patience = 300;
    const order = (who: "anna" | "ben" | "cara") => ({ ask: "order", who, at: 0, quantity: 1 }) as const;
    await this.live([{ asked: [order("anna"), order("ben"), order("cara")], mishaps: [], turns: [] }]);
    this.gate.patience = 25;
  }

  /** @throws AssertionError naming the part of the promise that is broken. */
  live = async (rounds: readonly Round[]): Promise<void> => {
    const { town, gate, figures } = this;
    await town.newDay();
    const promised = new Promised(town);
    const { calls } = town.shop.running.cloud;
    try {
      for (const { asked, mishaps, turns } of rounds) {
        calls.fault = struck(mishaps, (what) => count(figures.struck, what));
        const requests = asked.map((one) => () => town.ask(one, (who, at) => promised.lastInvoice(who, at)));
        const answers = await gate.all(requests, turns);
        calls.fault = () => undefined;
        figures.rounds[asked.length - 1] = (figures.rounds[asked.length - 1] ?? 0) + 1;
        for (const { answer } of answers) if (answer) count(figures.answers, String(answer.status));
        await promised.check(answers);
      }
      await promised.checkEnd();
    } finally {
      calls.fault = () => undefined;
    }
    figures.days += 1;
    figures.orders += promised.orders;
  };
}

function none(): Figures {
  return { days: 0, rounds: [0, 0, 0], answers: {}, struck: {}, orders: 0 };
}

function count(figures: Record<string, number>, name: string): void {
  figures[name] = (figures[name] ?? 0) + 1;
}
