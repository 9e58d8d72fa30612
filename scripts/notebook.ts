// `npm run notebook`: runs notebook/client.ipynb from top to bottom, against a local cloud brought up for it or against `--api-url`.
import { spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { readProject } from "../local/project";
import { up } from "../local/up";
import { run } from "./pool";

const usage = "npm run notebook -- [--api-url URL] [--data .local]";
const folder = resolve(__dirname, "../notebook");
const venv = join(folder, ".venv");

run(async () => {
  const { values } = parseArgs({ options: { "api-url": { type: "string" }, data: { type: "string", default: ".local" } } });
  await prepare();
  if (values["api-url"] !== undefined) return execute(values["api-url"], values.data);
  const data = mkdtempSync(join(tmpdir(), "skip-the-line-"));
  try {
    const project = readProject(process.cwd(), "dev");
    const { outputs, close } = await up({ project, port: 0, awsPort: 0, data, reset: false, log: console.error });
    console.log(`A local cloud is up at ${outputs.apiUrl}`);
    await execute(String(outputs.apiUrl), data).finally(close);
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}, usage);

/** A Python of its own with what the notebook takes; made once. */
async function prepare(): Promise<void> {
  const [wanted, installed] = [join(folder, "requirements.txt"), join(venv, "requirements.txt")];
  if (existsSync(installed) && readFileSync(installed, "utf8") === readFileSync(wanted, "utf8")) return;
  console.log(`Installing ${wanted} into ${venv}`);
  await command("python3", ["-m", "venv", "--clear", venv]);
  await command(join(venv, "bin/pip"), ["install", "--quiet", "--disable-pip-version-check", "--requirement", wanted]);
  copyFileSync(wanted, installed);
}

/** The notebook itself stays as it is. @throws Error if a cell fails */
async function execute(apiUrl: string, data: string): Promise<void> {
  const environment = { API_URL: apiUrl, DATA: resolve(data) };
  await command(join(venv, "bin/jupyter"), ["execute", "--output=executed", join(folder, "client.ipynb")], environment);
  console.log(`Every cell did what it should: ${join(folder, "executed.ipynb")}`);
}

function command(program: string, args: readonly string[], environment: Record<string, string> = {}): Promise<void> {
  const child = spawn(program, args, { stdio: "inherit", env: { ...process.env, ...environment } });
  return new Promise((done, fail) => {
    const told = (why: string) => fail(new Error(`${program} ${args[0]} ${why}: see above`));
    child.on("error", ({ message }) => told(`could not be run, Python 3.10 or later is needed: ${message}`));
    child.on("close", (code) => (code === 0 ? done() : told(`ended with ${code}`)));
  });
}
