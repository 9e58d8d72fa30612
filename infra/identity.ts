// Who may order and who stands at the counter: the user pool and the pages' client.
import * as aws from "@pulumi/aws";
import type { Config } from "./config";

export interface Identity {
  readonly userPool: aws.cognito.UserPool;
  readonly client: aws.cognito.UserPoolClient;
}

export function identity({ protect, mailSender }: Config): Identity {
  const userPool = new aws.cognito.UserPool(
    "customers",
    {
      userPoolTier: "LITE",
      deletionProtection: protect ? "ACTIVE" : "INACTIVE",
      autoVerifiedAttributes: ["email"],
      ...(mailSender && {
        emailConfiguration: {
          emailSendingAccount: "DEVELOPER",
          sourceArn: mailSender.identityArn,
          fromEmailAddress: mailSender.from,
        },
      }),
      accountRecoverySetting: { recoveryMechanisms: [{ name: "verified_email", priority: 1 }] },
      passwordPolicy: {
        minimumLength: 10,
        requireLowercase: true,
        requireUppercase: true,
        requireNumbers: true,
        requireSymbols: false,
        temporaryPasswordValidityDays: 7,
      },
      // These three can't be changed later: another value makes another pool, without its users.
      usernameAttributes: ["email"],
      usernameConfiguration: { caseSensitive: false },
      schemas: [
        {
          name: "vendorid",
          attributeDataType: "String",
          mutable: true,
          // Given in full: the provider would see a change, hence a new pool, in what AWS fills in.
          developerOnlyAttribute: false,
          required: false,
          stringAttributeConstraints: { minLength: "1", maxLength: "63" },
        },
      ],
    },
    { protect, retainOnDelete: protect },
  );
  const client = new aws.cognito.UserPoolClient(
    "pages",
    {
      userPoolId: userPool.id,
      // The pages run at the customer's: a secret would be none.
      generateSecret: false,
      explicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
      preventUserExistenceErrors: "ENABLED",
      enableTokenRevocation: true,
      readAttributes: ["email", "email_verified", "custom:vendorid"],
      // Not custom:vendorid: who works where is said by an administrator.
      writeAttributes: ["email"],
      idTokenValidity: 15,
      accessTokenValidity: 15,
      refreshTokenValidity: 30,
      tokenValidityUnits: { idToken: "minutes", accessToken: "minutes", refreshToken: "days" },
    },
    { parent: userPool },
  );
  new aws.cognito.UserGroup(
    "staff",
    { userPoolId: userPool.id, name: "staff", description: "Baristas; custom:vendorid says at which shop" },
    { parent: userPool },
  );
  return { userPool, client };
}
