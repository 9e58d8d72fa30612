// `npm run token`: signs in and prints the ID token, for curl and the like.
import { parseArgs } from "node:util";
import { signIn } from "./people";
import { openPool, poolOptions, run } from "./pool";

const usage = "npm run --silent token -- EMAIL --password PASSWORD [--api-url URL | --user-pool-id ID --client-id ID]";

run(async () => {
  const { values, positionals } = parseArgs({
    options: { password: { type: "string" }, ...poolOptions },
    allowPositionals: true,
  });
  const [email] = positionals;
  if (!email || values.password === undefined) throw new Error("an e-mail address and its password are needed");
  console.log(await signIn(await openPool(values), email, values.password));
}, usage);
