// DynamoDB's resource types.
import { arn } from "../aws/place";
import type { Resource, ResourceTypes } from "../resource";
import type { Definition, Index } from "./dynalite";

export const dynamodbTypes: ResourceTypes = {
  "aws:dynamodb/table:Table": {
    honours: [
      ...["name", "attributes", "hashKey", "rangeKey", "globalSecondaryIndexes", "localSecondaryIndexes", "ttl"],
      ...["billingMode", "readCapacity", "writeCapacity"],
    ],
    ignores: ["tags", "tableClass", "pointInTimeRecovery", "serverSideEncryption", "deletionProtectionEnabled"],
    async create({ inputs, physicalName }, cloud) {
      const name: string = inputs.name ?? physicalName;
      const { enabled, attributeName, ...others } = inputs.ttl ?? {};
      refuse("ttl", others);
      await cloud.dynamodb.createTable(definition(name, inputs), enabled ? attributeName : undefined);
      return { id: name, outputs: { name, arn: arn(cloud.place, "dynamodb", `table/${name}`) } };
    },
  },
};

type Inputs = Resource["inputs"];

function definition(name: string, inputs: Inputs): Definition {
  const table: Definition = {
    TableName: name,
    BillingMode: inputs.billingMode ?? "PROVISIONED",
    ...throughput(inputs),
    AttributeDefinitions: (inputs.attributes ?? []).map(({ name, type, ...others }: Inputs) => {
      refuse("attributes", others);
      return { AttributeName: name, AttributeType: type };
    }),
    KeySchema: keySchema(inputs.hashKey, inputs.rangeKey),
    ...(inputs.globalSecondaryIndexes?.length && { GlobalSecondaryIndexes: inputs.globalSecondaryIndexes.map(globalIndex) }),
    ...(inputs.localSecondaryIndexes?.length && {
      LocalSecondaryIndexes: inputs.localSecondaryIndexes.map((index: Inputs) => localIndex(inputs.hashKey, index)),
    }),
  };
  const indexes = [table, ...(table.GlobalSecondaryIndexes ?? []), ...(table.LocalSecondaryIndexes ?? [])];
  const keys = indexes.flatMap(({ KeySchema }) => KeySchema.map(({ AttributeName }) => AttributeName));
  const unused = table.AttributeDefinitions.map(({ AttributeName }) => AttributeName).filter((name) => !keys.includes(name));
  if (unused.length > 0) throw new Error(`attributes has ${unused.join(", ")}, which no key uses: list key attributes only`);
  return table;
}

function globalIndex({ name, hashKey, rangeKey, keySchemas, projectionType, nonKeyAttributes, ...rest }: Inputs): Index {
  const { readCapacity, writeCapacity, ...others } = rest;
  refuse(`globalSecondaryIndexes ${name}`, others);
  const keysOf = (type: string): string[] =>
    (keySchemas ?? []).filter(({ keyType }: Inputs) => keyType === type).map(({ attributeName }: Inputs) => attributeName);
  const [hash = hashKey, ...moreHash] = keysOf("HASH");
  const [range = rangeKey, ...moreRange] = keysOf("RANGE");
  if (moreHash.length + moreRange.length > 0)
    refuse(`globalSecondaryIndexes ${name}`, { "a key of several attributes": keySchemas });
  return {
    IndexName: name,
    KeySchema: keySchema(hash, range),
    ...projection(projectionType, nonKeyAttributes),
    ...throughput(rest),
  };
}

function localIndex(hashKey: string, { name, rangeKey, projectionType, nonKeyAttributes, ...others }: Inputs): Index {
  refuse(`localSecondaryIndexes ${name}`, others);
  return { IndexName: name, KeySchema: keySchema(hashKey, rangeKey), ...projection(projectionType, nonKeyAttributes) };
}

function keySchema(hashKey: string, rangeKey?: string): Index["KeySchema"] {
  const hash = { AttributeName: hashKey, KeyType: "HASH" };
  return rangeKey ? [hash, { AttributeName: rangeKey, KeyType: "RANGE" }] : [hash];
}

function projection(ProjectionType: string, NonKeyAttributes?: readonly string[]): Pick<Index, "Projection"> {
  return { Projection: { ProjectionType, ...(NonKeyAttributes?.length && { NonKeyAttributes }) } };
}

function throughput({ readCapacity, writeCapacity }: Inputs): object {
  if (!readCapacity && !writeCapacity) return {};
  return { ProvisionedThroughput: { ReadCapacityUnits: readCapacity, WriteCapacityUnits: writeCapacity } };
}

function refuse(where: string, others: object): void {
  const names = Object.keys(others).join(", ");
  if (names)
    throw new Error(
      `${where}: ${names} is not supported on the laptop; leave it out, or teach local/dynamodb/resources.ts to honour it`,
    );
}
