// One `npm start` for all tests that only use it; each of its shops has an address.
import { type Run, ready, start } from "./process";
import { projectWith } from "./project";

export interface Served {
  readonly dir: string;
  readonly run: Run;
  readonly outputs: Readonly<Record<string, string>>;
}

let serving: Promise<Served> | undefined;

/** For `before`. */
export function served(): Promise<Served> {
  serving ??= serve();
  return serving;
}

async function serve(): Promise<Served> {
  const dir = projectWith((config) => {
    const vendors: { vendorid: string }[] = config["skip-the-line:menu"].vendors;
    config["skip-the-line:vendorEmails"] = vendors.map(({ vendorid }) => ({ vendorid, email: `${vendorid}@example.com` }));
  });
  const run = start(dir);
  return { dir, run, outputs: await ready(run) };
}

after(async () => {
  const { run } = (await serving) ?? {};
  run?.child.kill("SIGINT");
  await run?.ended;
});
