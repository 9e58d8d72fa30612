// The Lambdas of an order's life: each an inline callback with a role, a log and a name of its own.
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { changeOrder } from "../handlers/changeOrder";
import { confirmOrder } from "../handlers/confirmOrder";
import { getInvoice } from "../handlers/getInvoice";
import { getOrder } from "../handlers/getOrder";
import { getOrders } from "../handlers/getOrders";
import { logging } from "../handlers/log";
import { placeOrder } from "../handlers/placeOrder";
import { removeOrder } from "../handlers/removeOrder";
import { writeCreditNote } from "../handlers/writeCreditNote";
import { writeInvoice } from "../handlers/writeInvoice";
import { lookOnce, shipNoPackages } from "./closures";
import type { Config } from "./config";
import { type Statement, serviceRole, tracing } from "./roles";

/** Seconds. Four steps, three of them retried, must fit below the 29 s that API Gateway waits. */
const lambdaTimeout = 2;

/**
 * MB, and CPU with it, by what the time goes into: working on an order, or waiting for S3 many times as long (`npm run cost`).
 * Of either a process takes some 80 MB; a first call works 50 ms of a whole CPU: half a second of the smaller, of the 2 s there are.
 */
const working = 384;
const waiting = 192;

/** By what they do, as their handlers are called. */
export type Functions = Readonly<
  Record<
    | "placeOrder"
    | "writeInvoice"
    | "confirmOrder"
    | "removeOrder"
    | "changeOrder"
    | "writeCreditNote"
    | "getOrder"
    | "getOrders"
    | "getInvoice",
    aws.lambda.Function
  >
>;

export function functions(config: Config, table: aws.dynamodb.Table, bucket: aws.s3.Bucket): Functions {
  shipNoPackages();
  lookOnce();
  const { menu } = config;
  const tableName = table.name;
  const bucketName = bucket.bucket;
  const onTable = (...actions: string[]): Statement => ({
    actions: actions.map((action) => `dynamodb:${action}`),
    resources: [table.arn],
  });
  const onInvoices = (...actions: string[]): Statement => ({
    actions: actions.map((action) => `s3:${action}`),
    resources: [pulumi.interpolate`${bucket.arn}/invoices/*`],
  });
  // Without it S3 answers 403, not 404, for a key that isn't there.
  const listInvoices: Statement = { actions: ["s3:ListBucket"], resources: [bucket.arn] };
  // A step has 2 s: a call that hangs is given up early enough to be tried twice more.
  const patience = {
    maxAttempts: 3,
    // Else the SDK puts its steps together anew for each call: a tenth of its time, a quarter in a new environment.
    cacheMiddleware: true,
    requestHandler: { connectionTimeout: 300, requestTimeout: 550, throwOnRequestTimeout: true },
  };
  const now = () => new Date();
  // Made in each function, once in an execution environment.
  const orders = () => ({ db: quiet(new DynamoDBClient(patience)), table: tableName.get() });
  const invoices = () => ({ s3: quiet(new S3Client(patience)), bucket: bucketName.get() });

  return {
    placeOrder: lambda(config, "place-order", [onTable("GetItem", "UpdateItem")], () =>
      placeOrder({ orders: orders(), menu, now }),
    ),
    writeInvoice: lambda(
      config,
      "write-invoice",
      [onTable("GetItem"), onInvoices("GetObject", "PutObject")],
      () =>
        writeInvoice({
          orders: orders(),
          invoices: invoices(),
        }),
      waiting,
    ),
    confirmOrder: lambda(config, "confirm-order", [onTable("GetItem", "UpdateItem")], () =>
      confirmOrder({ orders: orders(), now }),
    ),
    removeOrder: lambda(
      config,
      "remove-order",
      // A delete with If-Match needs GetObject too (S3 user guide, "How to perform conditional deletes").
      [onTable("GetItem", "UpdateItem", "DeleteItem"), onInvoices("GetObject", "DeleteObject"), listInvoices],
      () =>
        removeOrder({
          orders: orders(),
          invoices: invoices(),
          now,
        }),
    ),
    changeOrder: lambda(config, "change-order", [onTable("GetItem", "UpdateItem")], () => changeOrder({ orders: orders(), now })),
    writeCreditNote: lambda(
      config,
      "write-credit-note",
      [onInvoices("PutObject")],
      () => writeCreditNote({ invoices: invoices() }),
      waiting,
    ),
    getOrder: lambda(config, "get-order", [onTable("GetItem")], () => getOrder({ orders: orders(), now })),
    getOrders: lambda(
      config,
      "get-orders",
      [{ actions: ["dynamodb:Query"], resources: [pulumi.interpolate`${table.arn}/index/queue`] }],
      () => getOrders({ orders: orders(), now }),
    ),
    getInvoice: lambda(
      config,
      "get-invoice",
      [onInvoices("GetObject"), listInvoices],
      () => getInvoice({ invoices: invoices() }),
      waiting,
    ),
  };
}

/** The SDK goes through each input and output for secrets, a twentieth of a function's time, for a log that nobody writes. */
function quiet<T extends DynamoDBClient | S3Client>(client: T): T {
  client.middlewareStack.remove("loggerMiddleware");
  return client;
}

/** Log group, role and function. `factory` runs once in each new execution environment and returns the handler. */
function lambda<E extends object, R extends object>(
  config: Config,
  name: string,
  statements: Statement[],
  factory: () => (event: E) => Promise<R>,
  memorySize = working,
) {
  const logs = new aws.cloudwatch.LogGroup(name, {
    // Half the price for what is only ever asked by query; no metric filter reads these ("Log classes", CloudWatch Logs guide).
    logGroupClass: "INFREQUENT_ACCESS",
    retentionInDays: config.logRetentionDays,
  });
  const log: Statement = {
    actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
    resources: [pulumi.interpolate`${logs.arn}:*`],
  };
  const { role, policy } = serviceRole(name, "lambda", [...statements, log, tracing]);
  return new aws.lambda.CallbackFunction(
    name,
    {
      callbackFactory: () => logging(factory()),
      role,
      runtime: "nodejs24.x",
      architectures: ["arm64"],
      memorySize,
      timeout: lambdaTimeout,
      // Lambda's own line for each start and end would be most of what logs cost; its metrics say the same.
      loggingConfig: { logFormat: "JSON", logGroup: logs.name, applicationLogLevel: "INFO", systemLogLevel: "WARN" },
      tracingConfig: { mode: "Active" },
    },
    { dependsOn: policy },
  );
}
