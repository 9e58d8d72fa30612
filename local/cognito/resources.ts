// User pools, their apps and their groups as a program asks for them.
import type { ResourceTypes } from "../resource";
import { userPool } from "./userPool";
import { userPoolClient } from "./userPoolClient";

export const cognitoTypes: ResourceTypes = {
  "aws:cognito/userPool:UserPool": userPool,
  "aws:cognito/userPoolClient:UserPoolClient": userPoolClient,
  "aws:cognito/userGroup:UserGroup": {
    honours: ["name", "userPoolId"],
    // Precedence chooses among roles, and groups here have none.
    ignores: ["description", "precedence"],
    create({ inputs, physicalName }, { cognito }) {
      const name: string = inputs.name ?? physicalName;
      cognito.userPool(inputs.userPoolId).groups.add(name);
      return { id: `${inputs.userPoolId}/${name}`, outputs: { name } };
    },
  },
};
