// Every resource type the laptop knows, and the check that nothing of the program is passed over in silence.
import { apigatewayTypes } from "./apigateway/resources";
import { cognitoTypes } from "./cognito/resources";
import { dynamodbTypes } from "./dynamodb/resources";
import { iamTypes } from "./iam/resources";
import { lambdaTypes } from "./lambda/resources";
import { noEffectTypes } from "./noEffect";
import type { Resource, ResourceType, ResourceTypes } from "./resource";
import { s3Types } from "./s3/resources";
import { snsTypes } from "./sns/resources";
import { statesTypes } from "./states/resources";

export const resourceTypes: ResourceTypes = {
  ...iamTypes,
  ...dynamodbTypes,
  ...s3Types,
  ...snsTypes,
  ...lambdaTypes,
  ...statesTypes,
  ...cognitoTypes,
  ...apigatewayTypes,
  ...noEffectTypes,
};

/** @throws Error if the type, or one of the inputs given, has no meaning here. */
export function typeOf({ type, inputs }: Resource): ResourceType {
  const known = Object.hasOwn(resourceTypes, type) ? resourceTypes[type] : undefined;
  if (!known) {
    throw new Error(`this type is not supported on the laptop; supported are ${Object.keys(resourceTypes).sort().join(", ")}`);
  }
  const { honours, ignores } = known;
  const unknown = Object.keys(inputs).filter((name) => inputs[name] !== undefined && ![...honours, ...ignores].includes(name));
  if (unknown.length > 0) {
    throw new Error(`${unknown.join(", ")}: not supported on the laptop; this type takes ${[...honours, ...ignores].join(", ")}`);
  }
  return known;
}
