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

/** By the folder of the engine they come up on. */
const engines: Readonly<Record<string, ResourceTypes>> = {
  iam: iamTypes,
  dynamodb: dynamodbTypes,
  s3: s3Types,
  sns: snsTypes,
  lambda: lambdaTypes,
  states: statesTypes,
  cognito: cognitoTypes,
  apigateway: apigatewayTypes,
};

export const resourceTypes: ResourceTypes = Object.assign({}, ...Object.values(engines), noEffectTypes);

/** The folder under `local/`; none for a component and for what has no effect here. */
export function engineOf(type: string): string | undefined {
  return Object.keys(engines).find((name) => type in (engines[name] ?? {}));
}

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
