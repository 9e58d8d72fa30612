// Where orders live: one item per customer and shop, the shop's queue as an index of those that wait.
import * as aws from "@pulumi/aws";
import type { Config } from "./config";

export function ordersTable({ protect }: Config): aws.dynamodb.Table {
  return new aws.dynamodb.Table(
    "orders",
    {
      billingMode: "PAY_PER_REQUEST",
      hashKey: "accountid",
      rangeKey: "vendorid",
      attributes: ["accountid", "vendorid", "queue", "orderdate"].map((name) => ({ name, type: "S" })),
      // Sparse: only orders that wait have `queue`, so the counter reads as many items as it shows.
      globalSecondaryIndexes: [{ name: "queue", hashKey: "queue", rangeKey: "orderdate", projectionType: "ALL" }],
      // Not `expires`: an order counts as absent from then on, but its key is remembered a day longer.
      ttl: { attributeName: "ttl", enabled: true },
      pointInTimeRecovery: { enabled: true },
      serverSideEncryption: { enabled: true },
      deletionProtectionEnabled: protect,
    },
    { protect, retainOnDelete: protect },
  );
}
