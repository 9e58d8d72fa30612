// The project's own program with another stack file, in a folder of its own, for tests and the bench.
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parse, stringify } from "yaml";

export const root = resolve(__dirname, "..");

const folders: string[] = [];

/** @param change may do anything to the stack's config, which is as in its file until then */
// biome-ignore lint/suspicious/noExplicitAny: a test may break any key.
export function projectWith(change: (config: Record<string, any>) => void = () => {}, stack = "dev"): string {
  const dir = mkdtempSync(join(tmpdir(), "skip-the-line-"));
  folders.push(dir);
  // Pulumi reads the first two from the project's folder when it packages a function; the others are for npm run.
  for (const name of ["package.json", "node_modules", "scripts", "local"]) symlinkSync(join(root, name), join(dir, name));
  const project = parse(readFileSync(join(root, "Pulumi.yaml"), "utf8"));
  writeFileSync(join(dir, "Pulumi.yaml"), stringify({ ...project, main: join(root, "index.ts") }));
  const file = `Pulumi.${stack}.yaml`;
  const content = parse(readFileSync(join(root, file), "utf8"));
  change(content.config);
  writeFileSync(join(dir, file), stringify(content));
  return dir;
}

/** For `projectWith`: each shop is told of its orders by mail. */
// biome-ignore lint/suspicious/noExplicitAny: as there.
export function withAddresses(config: Record<string, any>): void {
  const vendors: { vendorid: string }[] = config["skip-the-line:menu"].vendors;
  config["skip-the-line:vendorEmails"] = vendors.map(({ vendorid }) => ({ vendorid, email: `${vendorid}@example.com` }));
}

/** What Pulumi.prod.yaml leaves to who deploys it. */
export const prodChoices = {
  "skip-the-line:alarmEmail": "on-call@example.com",
  "skip-the-line:mailSender": {
    identityArn: "arn:aws:ses:ap-southeast-2:123456789012:identity/example.com",
    from: "Skip the Line <orders@example.com>",
  },
};

export function removeProjects(): void {
  for (const dir of folders.splice(0)) rmSync(dir, { recursive: true, force: true });
}
