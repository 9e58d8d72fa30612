// DynamoDB's resource types.
import { arn } from "../aws/place";
import type { Resource, ResourceTypes } from "../resource";
import type { Definition, Index } from "./dynalite";

type Inputs = Resource["inputs"];

export const dynamodbTypes: ResourceTypes = {
  "aws:dynamodb/table:Table": {
    honours: ["name", "attributes", "hashKey", "rangeKey", "globalSecondaryIndexes", "ttl", "billingMode"],
    ignores: ["tags", "pointInTimeRecovery", "serverSideEncryption", "deletionProtectionEnabled"],
    async create({ inputs, physicalName }, cloud) {
      const name: string = inputs.name ?? physicalName;
      const { enabled, attributeName } = only("ttl", inputs.ttl ?? {}, ["enabled", "attributeName"]);
      await cloud.dynamodb.createTable(definition(name, inputs), enabled ? attributeName : undefined);
      return { id: name, outputs: { name, arn: arn(cloud.place, "dynamodb", `table/${name}`) } };
    },
  },
};

function definition(TableName: string, inputs: Inputs): Definition {
  const { billingMode, attributes = [], globalSecondaryIndexes = [] } = inputs;
  if (billingMode !== "PAY_PER_REQUEST")
    throw new Error(`billingMode is ${billingMode}; supported on the laptop: PAY_PER_REQUEST`);
  const indexes: Index[] = globalSecondaryIndexes.map((index: Inputs) => {
    const { name, projectionType } = only("globalSecondaryIndexes", index, ["name", "hashKey", "rangeKey", "projectionType"]);
    return { IndexName: name, KeySchema: keySchema(index), Projection: { ProjectionType: projectionType } };
  });
  return {
    TableName,
    BillingMode: billingMode,
    AttributeDefinitions: attributes.map((attribute: Inputs) => {
      const { name, type } = only("attributes", attribute, ["name", "type"]);
      return { AttributeName: name, AttributeType: type };
    }),
    KeySchema: keySchema(inputs),
    ...(indexes.length > 0 && { GlobalSecondaryIndexes: indexes }),
  };
}

function keySchema({ hashKey, rangeKey }: Inputs): Index["KeySchema"] {
  const hash = { AttributeName: hashKey, KeyType: "HASH" };
  return rangeKey ? [hash, { AttributeName: rangeKey, KeyType: "RANGE" }] : [hash];
}

function only(where: string, value: Inputs, names: readonly string[]): Inputs {
  const other = Object.keys(value).find((name) => !names.includes(name));
  if (other) throw new Error(`${where} has ${other}; supported on the laptop: ${names.join(", ")}`);
  return value;
}
