// Customers and baristas, made by the administrator and signed in.
import { makeUser, signIn } from "../scripts/people";
import { poolAt } from "../scripts/pool";

const password = "Correct-Horse-9";

/** @returns who they are, and the header that says so */
export type Person = Readonly<{ accountid: string; headers: Readonly<{ authorization: string }> }>;

/** @param outputs of the program and of the local cloud */
export function people(outputs: Readonly<Record<string, unknown>>) {
  const pool = poolAt(outputs);

  /** @param vendorid where they work, of a barista */
  return async (name: string, vendorid?: string): Promise<Person> => {
    const email = `${name}@example.com`;
    const accountid = await makeUser(pool, email, password, vendorid);
    return { accountid, headers: { authorization: `Bearer ${await signIn(pool, email, password)}` } };
  };
}
