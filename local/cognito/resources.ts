// User pools, their apps and their groups as a program asks for them.
import { createHash } from "node:crypto";
import type { Resource, ResourceType, ResourceTypes } from "../resource";
import type { Schema } from "./attributes";

type Inputs = Resource["inputs"];

const userPool: ResourceType = {
  honours: [
    ...["name", "usernameAttributes", "usernameConfiguration", "autoVerifiedAttributes", "schemas", "passwordPolicy"],
    ...["accountRecoverySetting", "verificationMessageTemplate"],
  ],
  // All mail goes to the inbox, whoever is to send it; and no email is changed.
  ignores: ["deletionProtection", "userPoolTier", "emailConfiguration", "userAttributeUpdateSettings", "tags"],
  fixed: ["usernameAttributes", "usernameConfiguration", "schemas"],
  async create({ inputs, physicalName }, { cognito, place }) {
    const name: string = inputs.name ?? physicalName;
    const id = `${place.region}_${derived(physicalName, 9, lowerCase + lowerCase.toUpperCase() + digits)}`;
    must("usernameAttributes", inputs.usernameAttributes, ["email"]);
    must("usernameConfiguration", inputs.usernameConfiguration, { caseSensitive: false });
    must("autoVerifiedAttributes", inputs.autoVerifiedAttributes, ["email"]);
    const recovery: { name: string }[] = inputs.accountRecoverySetting?.recoveryMechanisms ?? [];
    among(
      "recoveryMechanisms",
      recovery.map(({ name }) => name),
      ["verified_email"],
    );
    const { settings } = await cognito.createUserPool({
      id,
      schema: new Map((inputs.schemas ?? []).map(customAttribute)) satisfies Schema,
      passwordPolicy: passwordPolicyOf(inputs.passwordPolicy),
      verification: wording(inputs.verificationMessageTemplate ?? {}),
    });
    return { id, outputs: { name, arn: settings.arn, endpoint: `${new URL(place.awsUrl).host}/${id}` } };
  },
};

function customAttribute(inputs: Inputs): [string, { minLength: number; maxLength: number }] {
  const { name, attributeDataType, mutable, required, developerOnlyAttribute, stringAttributeConstraints, ...others } = inputs;
  const kind = { attributeDataType, mutable, required: required ?? false, developer: developerOnlyAttribute ?? false };
  must(`schemas: ${name}`, kind, { attributeDataType: "String", mutable: true, required: false, developer: false });
  must(`schemas: ${name}, in more than its name, kind and lengths,`, others, {});
  const { minLength = 0, maxLength = 2048 } = stringAttributeConstraints ?? {};
  return [`custom:${name}`, { minLength: Number(minLength), maxLength: Number(maxLength) }];
}

/** AWS asks nothing of what a policy leaves out. */
function passwordPolicyOf(given: Inputs | undefined) {
  if (!given) throw unsupported("passwordPolicy", given, "one that is given");
  const { temporaryPasswordValidityDays: _unused, minimumLength = 6, ...rules } = given;
  const { requireLowercase = false, requireUppercase = false, requireNumbers = false, requireSymbols = false, ...others } = rules;
  must("passwordPolicy, in more than its length and what it requires,", others, {});
  return { minimumLength, requireLowercase, requireUppercase, requireNumbers, requireSymbols };
}

function wording({ defaultEmailOption = "CONFIRM_WITH_CODE", emailSubject, emailMessage, ...others }: Inputs) {
  must("defaultEmailOption", defaultEmailOption, "CONFIRM_WITH_CODE");
  must("verificationMessageTemplate, in more than emailSubject and emailMessage,", others, {});
  return { ...(emailSubject && { subject: emailSubject }), ...(emailMessage && { message: emailMessage }) };
}

const userPoolClient: ResourceType = {
  honours: [
    ...["name", "userPoolId", "explicitAuthFlows", "generateSecret", "readAttributes", "writeAttributes"],
    ...["idTokenValidity", "accessTokenValidity", "refreshTokenValidity", "tokenValidityUnits"],
    ...["preventUserExistenceErrors", "enableTokenRevocation"],
  ],
  ignores: [],
  create({ inputs, physicalName }, { cognito }) {
    const pool = cognito.userPool(inputs.userPoolId);
    const { name = physicalName, readAttributes, writeAttributes } = inputs;
    const id = derived(`${pool.settings.id} ${physicalName}`, 26, lowerCase + digits);
    const authFlows = ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_PASSWORD_AUTH"];
    must("explicitAuthFlows", [...(inputs.explicitAuthFlows ?? [])].sort(), authFlows);
    must("generateSecret", inputs.generateSecret ?? false, false);
    must("enableTokenRevocation", inputs.enableTokenRevocation ?? true, true);
    must("preventUserExistenceErrors", inputs.preventUserExistenceErrors, "ENABLED");
    const writable = ["email", ...pool.settings.schema.keys()];
    among("readAttributes", readAttributes, [...writable, "email_verified"]);
    among("writeAttributes", writeAttributes, writable);
    const validity = {
      id: lifetime(inputs, "idToken", 1, "hours"),
      access: lifetime(inputs, "accessToken", 1, "hours"),
      refresh: lifetime(inputs, "refreshToken", 30, "days"),
    };
    pool.clients.set(id, { id, pool, validity, readAttributes, writeAttributes });
    return { id, outputs: { name, enableTokenRevocation: true, clientSecret: "" } };
  },
};

const seconds = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 };

function lifetime(inputs: Inputs, token: string, usual: number, usualUnit: keyof typeof seconds): number {
  const unit: keyof typeof seconds = inputs.tokenValidityUnits?.[token] ?? usualUnit;
  among(`tokenValidityUnits.${token}`, [unit], Object.keys(seconds));
  return (inputs[`${token}Validity`] || usual) * seconds[unit];
}

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

function must(what: string, given: unknown, supported: unknown): void {
  if (JSON.stringify(given) !== JSON.stringify(supported)) throw unsupported(what, given, JSON.stringify(supported));
}

function among(what: string, given: readonly string[] | undefined, supported: readonly string[]): void {
  if (!given?.every((value) => supported.includes(value))) throw unsupported(what, given, supported.join(", "));
}

function unsupported(what: string, given: unknown, supported: string): Error {
  const received = JSON.stringify(given) ?? "not given";
  return new Error(`${what} is ${received}; the laptop supports ${supported}: use that, or teach local/cognito the other`);
}

const digits = "0123456789";
const lowerCase = "abcdefghijklmnopqrstuvwxyz";

/** The same id at every start: up to 32 characters of the alphabet. */
function derived(from: string, length: number, alphabet: string): string {
  const bytes = createHash("sha256").update(from).digest().subarray(0, length);
  return Array.from(bytes, (byte) => alphabet.charAt(byte % alphabet.length)).join("");
}
