// What there is after a restart, seen by an administrator of the AWS services, the shops and the customers.
import { DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, paginateListObjectsV2, S3Client } from "@aws-sdk/client-s3";
import type { Order } from "../../handlers/order";
import type { People, Shop } from "./people";

export interface Item {
  readonly accountid: string;
  readonly vendorid: string;
  readonly orderid: string;
  readonly status: string;
}

export interface World {
  /** By account and shop. */
  readonly items: ReadonlyMap<string, Item>;
  /** Each object of the bucket, whole. */
  readonly documents: ReadonlyMap<string, string>;
  /** What each shop's staff see waiting, by shop. */
  readonly queues: ReadonlyMap<string, readonly Order[]>;
  /** What this round's customers see, by account and shop; undefined where they are told that there is none. */
  readonly seen: ReadonlyMap<string, Order | undefined>;
  readonly mails: readonly string[];
  readonly shops: readonly Shop[];
}

/** Objects read at once. */
const readers = 16;

export async function look(outputs: Readonly<Record<string, string>>, people: People): Promise<World> {
  const { awsEndpoint: endpoint = "", awsRegion: region = "", awsAccessKeyId = "", awsSecretAccessKey = "" } = outputs;
  const settings = { endpoint, region, credentials: { accessKeyId: awsAccessKeyId, secretAccessKey: awsSecretAccessKey } };
  const [items, documents, queues, seen, mails] = await Promise.all([
    allItems(new DynamoDBClient(settings), outputs.tableName ?? ""),
    allDocuments(new S3Client({ ...settings, forcePathStyle: true }), outputs.bucketName ?? ""),
    people.queues(),
    people.orders(),
    fetch(`${outputs.apiUrl}_local/mails`).then((response) => response.json() as Promise<{ text: string }[]>),
  ]);
  return { items, documents, queues, seen, mails: mails.map(({ text }) => text), shops: people.shops };
}

async function allItems(client: DynamoDBClient, TableName: string): Promise<Map<string, Item>> {
  const items = new Map<string, Item>();
  for await (const { Items = [] } of paginateScan({ client }, { TableName })) {
    for (const item of Items) {
      const text = (name: string) => item[name]?.S ?? "";
      const [accountid, vendorid] = [text("accountid"), text("vendorid")];
      items.set(`${accountid} ${vendorid}`, { accountid, vendorid, orderid: text("orderid"), status: text("status") });
    }
  }
  return items;
}

async function allDocuments(client: S3Client, Bucket: string): Promise<Map<string, string>> {
  const keys: string[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket }))
    keys.push(...Contents.map(({ Key = "" }) => Key));
  const documents = new Map<string, string>();
  const reader = async () => {
    for (let Key = keys.pop(); Key !== undefined; Key = keys.pop()) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
      documents.set(Key, (await Body?.transformToString()) ?? "");
    }
  };
  await Promise.all(Array.from({ length: readers }, reader));
  return documents;
}
