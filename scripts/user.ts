// `npm run user`: makes a customer or, given a shop, a barista, who can sign in at once; on the laptop or on a deployed stack.
import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { makeUser } from "./people";
import { openPool, poolOptions, run } from "./pool";

const usage = "npm run user -- EMAIL [--staff VENDORID] [--password PASSWORD] [--api-url URL | --user-pool-id ID]";

run(async () => {
  const { values, positionals } = parseArgs({
    options: { password: { type: "string" }, staff: { type: "string" }, ...poolOptions },
    allowPositionals: true,
  });
  const [email] = positionals;
  if (!email || positionals.length > 1) throw new Error("one e-mail address is needed");
  const password = values.password ?? `Aa1-${randomBytes(9).toString("base64url")}`;
  const accountid = await makeUser(await openPool(values), email, password, values.staff);
  console.log(`email: ${email}`);
  console.log(`accountid: ${accountid}`);
  if (values.password === undefined) console.log(`password: ${password}`);
}, usage);
