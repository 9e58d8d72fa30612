// A user pool as a program asks for it.
import type { Resource, ResourceType } from "../resource";
import { type Schema, standardAttributes } from "./attributes";
import { derived, digits, lowerCase, must, only, unsupported, upperCase } from "./supported";

export const userPool: ResourceType = {
  honours: [
    ...["name", "usernameAttributes", "usernameConfiguration", "autoVerifiedAttributes", "schemas", "passwordPolicy"],
    ...["adminCreateUserConfig", "accountRecoverySetting", "mfaConfiguration", "userAttributeUpdateSettings"],
    ...["verificationMessageTemplate", "emailVerificationSubject", "emailVerificationMessage"],
  ],
  // All mail goes to the inbox, whoever is to send it.
  ignores: ["deletionProtection", "userPoolTier", "emailConfiguration", "tags"],
  fixed: ["usernameAttributes", "usernameConfiguration", "schemas"],
  async create({ inputs, physicalName }, { cognito, place }) {
    const name: string = inputs.name ?? physicalName;
    const id = `${place.region}_${derived(physicalName, 9, lowerCase + upperCase + digits)}`;
    must("usernameAttributes", inputs.usernameAttributes, ["email"]);
    must("usernameConfiguration", inputs.usernameConfiguration, { caseSensitive: false });
    must("autoVerifiedAttributes", inputs.autoVerifiedAttributes, ["email"]);
    must("mfaConfiguration", inputs.mfaConfiguration ?? "OFF", "OFF");
    const recovery: { name: string }[] = inputs.accountRecoverySetting?.recoveryMechanisms ?? [];
    for (const mechanism of recovery) must("accountRecoverySetting", mechanism.name, "verified_email");
    const beforeUpdate = inputs.userAttributeUpdateSettings?.attributesRequireVerificationBeforeUpdates ?? [];
    if (beforeUpdate.length > 0) must("attributesRequireVerificationBeforeUpdates", beforeUpdate, ["email"]);

    const verification = inputs.verificationMessageTemplate;
    only("verificationMessageTemplate", verification, ["defaultEmailOption", "emailSubject", "emailMessage"]);
    must("defaultEmailOption", verification?.defaultEmailOption ?? "CONFIRM_WITH_CODE", "CONFIRM_WITH_CODE");
    const admin = inputs.adminCreateUserConfig;
    only("adminCreateUserConfig", admin, ["allowAdminCreateUserOnly", "inviteMessageTemplate"]);
    only("inviteMessageTemplate", admin?.inviteMessageTemplate, ["emailSubject", "emailMessage", "smsMessage"]);

    const { settings } = await cognito.createUserPool({
      id,
      name,
      schema: schemaOf(inputs.schemas ?? []),
      passwordPolicy: passwordPolicyOf(inputs.passwordPolicy),
      adminCreateUserOnly: admin?.allowAdminCreateUserOnly ?? false,
      verifiesBeforeUpdate: beforeUpdate.length > 0,
      verification: template(
        verification?.emailSubject ?? inputs.emailVerificationSubject,
        verification?.emailMessage ?? inputs.emailVerificationMessage,
      ),
      invitation: template(admin?.inviteMessageTemplate?.emailSubject, admin?.inviteMessageTemplate?.emailMessage),
    });
    return { id, outputs: { name, arn: settings.arn, endpoint: `cognito-idp.${place.region}.amazonaws.com/${id}` } };
  },
};

function schemaOf(schemas: readonly Resource["inputs"][]): Schema {
  const schema = new Map<string, { mutable: boolean; minLength: number; maxLength: number }>();
  for (const attribute of schemas) {
    const { name, attributeDataType, mutable = false, required = false, stringAttributeConstraints: length = {} } = attribute;
    const of = `schemas: ${name}`;
    only(of, attribute, [
      "name",
      "attributeDataType",
      "mutable",
      "required",
      "developerOnlyAttribute",
      "stringAttributeConstraints",
    ]);
    must(`${of}.attributeDataType`, attributeDataType, "String");
    must(`${of}.developerOnlyAttribute`, attribute.developerOnlyAttribute ?? false, false);
    // A user name that is an email: the one attribute every user has.
    if (name === "email") must(`${of}.mutable`, mutable, true);
    else {
      if (standardAttributes.includes(name)) throw unsupported(of, "given", "email and custom attributes");
      must(`${of}.required`, required, false);
      const { minLength = 0, maxLength = 2048 } = length;
      schema.set(`custom:${name}`, { mutable, minLength: Number(minLength), maxLength: Number(maxLength) });
    }
  }
  return schema;
}

function passwordPolicyOf(given: Resource["inputs"] | undefined) {
  const rules = ["requireLowercase", "requireUppercase", "requireNumbers", "requireSymbols"];
  only("passwordPolicy", given, ["minimumLength", "temporaryPasswordValidityDays", ...rules]);
  // AWS asks for everything of a pool without a policy, and for nothing that a policy leaves out.
  const asked = given === undefined;
  const { minimumLength = asked ? 8 : 6, temporaryPasswordValidityDays = 7 } = given ?? {};
  const { requireLowercase = asked, requireUppercase = asked, requireNumbers = asked, requireSymbols = asked } = given ?? {};
  return { minimumLength, temporaryPasswordValidityDays, requireLowercase, requireUppercase, requireNumbers, requireSymbols };
}

function template(subject: string | undefined, message: string | undefined) {
  return { ...(subject !== undefined && { subject }), ...(message !== undefined && { message }) };
}
