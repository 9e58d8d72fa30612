// An app of a user pool as a program asks for it.
import type { Resource, ResourceType } from "../resource";
import { standardAttributes } from "./attributes";
import { among, derived, digits, lowerCase, must, unsupported } from "./supported";

const day = 86_400;
const seconds = { seconds: 1, minutes: 60, hours: 3600, days: day };

/** SRP is on AWS's usual list; whoever signs in by it is told that it is not supported. */
const authFlows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"];

export const userPoolClient: ResourceType = {
  honours: [
    ...["name", "userPoolId", "explicitAuthFlows", "generateSecret", "readAttributes", "writeAttributes"],
    ...["idTokenValidity", "accessTokenValidity", "refreshTokenValidity", "tokenValidityUnits", "authSessionValidity"],
    ...["preventUserExistenceErrors", "enableTokenRevocation"],
  ],
  ignores: [],
  create({ inputs, physicalName }, { cognito }) {
    const pool = cognito.userPool(inputs.userPoolId);
    const name: string = inputs.name ?? physicalName;
    const id = derived(`${pool.settings.id} ${physicalName}`, 26, lowerCase + digits);
    must("generateSecret", inputs.generateSecret ?? false, false);
    must("enableTokenRevocation", inputs.enableTokenRevocation ?? true, true);
    const explicitAuthFlows: string[] = inputs.explicitAuthFlows ?? authFlows.slice(1);
    among("explicitAuthFlows", explicitAuthFlows, authFlows);
    const preventUserExistenceErrors: string = inputs.preventUserExistenceErrors ?? "LEGACY";
    among("preventUserExistenceErrors", [preventUserExistenceErrors], ["ENABLED", "LEGACY"]);
    const writable = [...standardAttributes, ...pool.settings.schema.keys()];
    const readAttributes: string[] = inputs.readAttributes ?? [...standardAttributes, "email_verified"];
    const writeAttributes: string[] = inputs.writeAttributes ?? standardAttributes;
    among("readAttributes", readAttributes, [...writable, "email_verified"]);
    among("writeAttributes", writeAttributes, writable);
    const validity = {
      id: lifetime(inputs, "idToken", { usual: 1, unit: "hours", least: 300, most: day }),
      access: lifetime(inputs, "accessToken", { usual: 1, unit: "hours", least: 300, most: day }),
      refresh: lifetime(inputs, "refreshToken", { usual: 30, unit: "days", least: 3600, most: 3650 * day }),
      session: (inputs.authSessionValidity ?? 3) * 60,
    };
    const preventsUserExistenceErrors = preventUserExistenceErrors === "ENABLED";
    const settings = { explicitAuthFlows, readAttributes, writeAttributes };
    pool.clients.set(id, { id, name, pool, validity, preventsUserExistenceErrors, ...settings });
    return { id, outputs: { name, ...settings, preventUserExistenceErrors, enableTokenRevocation: true, clientSecret: "" } };
  },
};

interface Lifetime {
  readonly usual: number;
  readonly unit: keyof typeof seconds;
  readonly least: number;
  readonly most: number;
}

function lifetime(inputs: Resource["inputs"], token: string, { usual, unit, least, most }: Lifetime): number {
  const units: string = inputs.tokenValidityUnits?.[token] ?? unit;
  among(`tokenValidityUnits.${token}`, [units], Object.keys(seconds));
  const value = (inputs[`${token}Validity`] || usual) * seconds[units as keyof typeof seconds];
  if (value < least || value > most) throw unsupported(`${token}Validity`, `${value} seconds`, `${least} to ${most} seconds`);
  return value;
}
