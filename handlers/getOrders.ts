// The counter: a shop's staff see which orders wait, oldest first, a page at a time.
import { type AttributeValue, QueryCommand } from "@aws-sdk/client-dynamodb";
import { refusal, shown } from "./errors";
import { type Order, orderSeconds } from "./order";
import { parameter } from "./parameter";
import { answering } from "./proxy";
import { type Orders, orderOf, slotOf } from "./slot";

export interface Page {
  readonly orders: readonly Order[];
  /** Where the next page begins; absent on the last one. */
  readonly next?: string;
}

/** Orders a page, unless the caller says less or more. */
const standardLimit = 25;
const mostLimit = 100;

export function getOrders({ orders, now }: { orders: Orders; now: () => Date }) {
  return answering(async ({ caller, query }): Promise<Page> => {
    const vendorid = parameter(query, "vendorid", caller.staffOf ?? "-");
    if (caller.staffOf !== vendorid) throw refusal("Forbidden", "This queue is not your shop's: only its staff see it");
    const { Items: items = [], LastEvaluatedKey: last } = await orders.db.send(
      new QueryCommand({
        TableName: orders.table,
        IndexName: "queue",
        // From the index of those that wait, and no older than an order lives: what has expired is not even read.
        KeyConditionExpression: "queue = :vendorid AND orderdate > :since",
        ExpressionAttributeValues: {
          ":vendorid": { S: vendorid },
          ":since": { S: new Date(now().getTime() - orderSeconds * 1000).toISOString() },
        },
        Limit: limitOf(query.limit),
        ...(query.next !== undefined && { ExclusiveStartKey: startAfter(query.next, vendorid) }),
      }),
    );
    const page = items.map((item) => orderOf(slotOf(item)));
    return last ? { orders: page, next: positionOf(last) } : { orders: page };
  });
}

function limitOf(text: string | undefined): number {
  if (text === undefined) return standardLimit;
  const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= mostLimit) return limit;
  throw refusal("BadRequest", `limit is ${shown(text)}: send a whole number from 1 to ${mostLimit}`);
}

/** A position only, whose queue it is comes from the token: a changed one shows nobody else's orders. */
function positionOf(last: Record<string, AttributeValue>): string {
  return Buffer.from(`${last.orderdate?.S} ${last.accountid?.S}`).toString("base64url");
}

function startAfter(next: string, vendorid: string): Record<string, AttributeValue> {
  const [orderdate = "", accountid = "", more] = Buffer.from(next, "base64url").toString().split(" ");
  if (!/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(orderdate) || !/^[\w-]{1,128}$/.test(accountid) || more !== undefined) {
    throw refusal("BadRequest", `next is ${shown(next)}: send the last page's next unchanged, or leave it out to begin anew`);
  }
  return { queue: { S: vendorid }, vendorid: { S: vendorid }, orderdate: { S: orderdate }, accountid: { S: accountid } };
}
