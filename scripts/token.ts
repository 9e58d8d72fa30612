// `npm run token`: signs in and prints the ID token, for curl and the like.
import { parseArgs } from "node:util";
import { InitiateAuthCommand } from "@aws-sdk/client-cognito-identity-provider";
import { openPool, poolOptions, run } from "./pool";

const usage = "npm run --silent token -- EMAIL --password PASSWORD [--user-pool-id ID --client-id ID]";

run(async () => {
  const { values, positionals } = parseArgs({
    options: { password: { type: "string" }, ...poolOptions },
    allowPositionals: true,
  });
  const [email] = positionals;
  if (!email || values.password === undefined) throw new Error("an e-mail address and its password are needed");
  const { cognito, clientId } = openPool(values);
  if (!clientId) throw new Error("--user-pool-id needs --client-id with it: pulumi stack output userPoolClientId");
  const { AuthenticationResult: tokens } = await cognito.send(
    new InitiateAuthCommand({
      AuthFlow: "USER_PASSWORD_AUTH",
      ClientId: clientId,
      AuthParameters: { USERNAME: email, PASSWORD: values.password },
    }),
  );
  if (!tokens?.IdToken) throw new Error("the user has to set a new password first");
  console.log(tokens.IdToken);
}, usage);
