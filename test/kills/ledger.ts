// What was asked and what was answered, kept outside of the process that is killed: all that anybody may hold it to.
import type { Order } from "../../handlers/order";
import type { Change } from "./plan";

export interface Answer {
  readonly status: number;
  readonly body: Order & { readonly error?: string; readonly message?: string };
}

interface Asked {
  readonly accountid: string;
  readonly vendorid: string;
  /** Undefined: it was cut off, and may have happened or not. */
  readonly answer?: Answer;
}

export interface Placing extends Asked {
  readonly kind: "place";
  readonly key: string | undefined;
  /** As sent, to be sent again. */
  readonly body: object;
}

export interface Changing extends Asked {
  readonly kind: "change";
  readonly status: Change;
}

export interface Told {
  /** As it was told first. */
  readonly order: Order;
  readonly round: number;
  /** Every one it was told to have. */
  readonly statuses: Set<string>;
}

export class Ledger {
  round = 0;
  /** Of this round. */
  recent: (Placing | Changing)[] = [];
  /** By order id. */
  readonly told = new Map<string, Told>();
  /** Those of which nobody knows how they ended. */
  private readonly open: (Placing | Changing)[] = [];

  begin(): void {
    this.round += 1;
    this.recent = [];
  }

  note(asked: Placing | Changing): void {
    this.recent.push(asked);
    if (isOpen(asked)) this.open.push(asked);
    const { status, body } = asked.answer ?? {};
    if (!body || !status || status >= 300) return;
    const told = this.told.get(body.orderid) ?? { order: body, round: this.round, statuses: new Set() };
    this.told.set(body.orderid, { ...told, statuses: told.statuses.add(body.status) });
  }

  /** Whether somebody asked for that order, or for one without a key, and can't know that there is none. */
  mayStand(accountid: string, vendorid: string, orderid: string): boolean {
    return this.open.some((asked) => {
      const here = asked.kind === "place" && asked.accountid === accountid && asked.vendorid === vendorid;
      return here && (asked.key ?? orderid) === orderid;
    });
  }

  /** Whether somebody asked that order to become so, and can't know that it did not. */
  mayHaveBecome({ accountid, vendorid }: Order, status: string): boolean {
    return this.open.some((asked) => {
      const here = asked.kind === "change" && asked.accountid === accountid && asked.vendorid === vendorid;
      return here && asked.status === status;
    });
  }
}

/** Cut off, or answered with the truth that it is not known. */
export function isOpen({ answer }: Asked): boolean {
  return !answer || answer.status === 504 || /may stand|not known whether/.test(answer.body.message ?? "");
}
