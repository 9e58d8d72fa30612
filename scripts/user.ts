// `npm run user`: makes a customer or, given a shop, a barista, who can sign in at once; on the laptop or on a deployed stack.
import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
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
  const { User: user } = await cognito.send(
    new AdminCreateUserCommand({
      UserPoolId: userPoolId,
      Username: email,
      MessageAction: "SUPPRESS",
      UserAttributes: [
        { Name: "email", Value: email },
        { Name: "email_verified", Value: "true" },
        ...(values.staff === undefined ? [] : [{ Name: "custom:vendorid", Value: values.staff }]),
      ],
    }),
  );
  await cognito.send(
    new AdminSetUserPasswordCommand({ UserPoolId: userPoolId, Username: email, Password: password, Permanent: true }),
  );
  if (values.staff !== undefined) {
    await cognito.send(new AdminAddUserToGroupCommand({ UserPoolId: userPoolId, Username: email, GroupName: "staff" }));
  }
  console.log(`email: ${email}`);
  console.log(`accountid: ${user?.Attributes?.find(({ Name }) => Name === "sub")?.Value}`);
  if (values.password === undefined) console.log(`password: ${password}`);
}, usage);
