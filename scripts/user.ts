// `npm run user`: makes a customer or, given a shop, a barista, who can sign in at once; on the laptop or on a deployed stack.
import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminGetUserCommand,
  AdminSetUserPasswordCommand,
  AdminUpdateUserAttributesCommand,
  UsernameExistsException,
} from "@aws-sdk/client-cognito-identity-provider";
import { openPool, poolOptions, run } from "./pool";

const usage = "npm run user -- EMAIL [--staff VENDORID] [--password PASSWORD] [--user-pool-id ID]";

run(async () => {
  const { values, positionals } = parseArgs({
    options: { password: { type: "string" }, staff: { type: "string" }, ...poolOptions },
    allowPositionals: true,
  });
  const [email] = positionals;
  if (!email || positionals.length > 1) throw new Error("one e-mail address is needed");
  const password = values.password ?? `Aa1-${randomBytes(9).toString("base64url")}`;
  const { cognito, userPoolId } = openPool(values);
  const user = { UserPoolId: userPoolId, Username: email };
  const attributes = [
    { Name: "email_verified", Value: "true" },
    ...(values.staff === undefined ? [] : [{ Name: "custom:vendorid", Value: values.staff }]),
  ];
  await cognito
    .send(
      new AdminCreateUserCommand({
        ...user,
        MessageAction: "SUPPRESS",
        UserAttributes: [{ Name: "email", Value: email }, ...attributes],
      }),
    )
    .catch(async (error: unknown) => {
      if (!(error instanceof UsernameExistsException)) throw error;
      // Half made: the password was refused, say. Whoever can sign in already is left alone.
      const { UserStatus } = await cognito.send(new AdminGetUserCommand(user));
      if (UserStatus !== "FORCE_CHANGE_PASSWORD") throw error;
      await cognito.send(new AdminUpdateUserAttributesCommand({ ...user, UserAttributes: attributes }));
    });
  if (values.staff !== undefined) await cognito.send(new AdminAddUserToGroupCommand({ ...user, GroupName: "staff" }));
  // Last, for with it the user is whole.
  await cognito.send(new AdminSetUserPasswordCommand({ ...user, Password: password, Permanent: true }));
  const { UserAttributes } = await cognito.send(new AdminGetUserCommand(user));
  console.log(`email: ${email}`);
  console.log(`accountid: ${UserAttributes?.find(({ Name }) => Name === "sub")?.Value}`);
  if (values.password === undefined) console.log(`password: ${password}`);
}, usage);
