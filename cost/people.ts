// Customers and baristas, made by the administrator and signed in.
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
} from "@aws-sdk/client-cognito-identity-provider";

const Password = "Correct-Horse-9";

/** @returns who they are, and the header that says so */
export type Person = Readonly<{ accountid: string; headers: Readonly<{ authorization: string }> }>;

/** @param outputs of the program and of the local cloud */
export function people(outputs: Readonly<Record<string, unknown>>) {
  const text = (name: string) => String(outputs[name]);
  const cognito = new CognitoIdentityProviderClient({
    endpoint: text("awsEndpoint"),
    region: text("awsRegion"),
    credentials: { accessKeyId: text("awsAccessKeyId"), secretAccessKey: text("awsSecretAccessKey") },
  });

  /** @param vendorid where they work, of a barista */
  return async (name: string, vendorid?: string): Promise<Person> => {
    const user = { UserPoolId: text("userPoolId"), Username: `${name}@example.com` };
    const attributes = { email_verified: "true", email: user.Username, ...(vendorid && { "custom:vendorid": vendorid }) };
    const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
    const { User } = await cognito.send(new AdminCreateUserCommand({ ...user, MessageAction: "SUPPRESS", UserAttributes }));
    await cognito.send(new AdminSetUserPasswordCommand({ ...user, Password, Permanent: true }));
    if (vendorid) await cognito.send(new AdminAddUserToGroupCommand({ ...user, GroupName: "staff" }));
    const { AuthenticationResult: tokens } = await cognito.send(
      new InitiateAuthCommand({
        AuthFlow: "USER_PASSWORD_AUTH",
        ClientId: text("userPoolClientId"),
        AuthParameters: { USERNAME: user.Username, PASSWORD: Password },
      }),
    );
    const accountid = User?.Attributes?.find(({ Name }) => Name === "sub")?.Value ?? "";
    return { accountid, headers: { authorization: `Bearer ${tokens?.IdToken}` } };
  };
}
