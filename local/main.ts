// `npm start`: the stack on this machine, until Ctrl-C.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { readFaults } from "./faults";
import { Progress } from "./progress";
import { readProject } from "./project";
import { up } from "./up";

const usage = "npm start -- [--stack dev] [--port 3000] [--aws-port 4566] [--data .local] [--reset] [--faults file]";

/** Milliseconds in which a second signal is the first one's echo: the terminal and npm both pass a Ctrl-C on. */
const echo = 1000;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      stack: { type: "string", default: "dev" },
      port: { type: "string", default: "3000" },
      "aws-port": { type: "string", default: "4566" },
      data: { type: "string", default: ".local" },
      reset: { type: "boolean", default: false },
      faults: { type: "string" },
    },
  });
  const project = readProject(process.cwd(), values.stack);
  const faults = values.faults === undefined ? undefined : readFaults(values.faults);
  const progress = new Progress(process.stdout);
  const running = await up({
    project,
    port: portOf("--port", values.port),
    awsPort: portOf("--aws-port", values["aws-port"]),
    data: values.data,
    reset: values.reset,
    progress,
    log: (line) => console.error(line),
  });
  // An engine's fault must not go unseen, nor take the others down.
  process.on("uncaughtException", (error) => console.error(error));
  // Before it says that it is ready: whoever reads that may stop it at once.
  let stopping: number | undefined;
  const stop = (code: number) => {
    stopping = performance.now();
    running.close().then(() => process.exit(code), complain);
  };
  void running.broken.then((reason) => {
    console.error(`\nnpm start ends: ${reason}. Every order that was answered is safe.`);
    if (stopping === undefined) stop(1);
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (stopping === undefined) stop(0);
      else if (performance.now() - stopping > echo) process.exit(1);
    });
  }

  // V8 would take several times the memory that is in use; now twice. Not before: a start has little to throw away.
  setFlagsFromString("--heap-growing-percent=100");
  progress.finish();
  // Only now: what is made to fail is the service, not its start.
  if (faults) running.cloud.calls.fault = faults.fault;
  for (const note of running.notes) console.log(`note: ${note}`);
  if (faults) console.log(`note: ${faults.note}`);
  console.log();
  for (const [name, value] of Object.entries(running.outputs)) console.log(`${name}: ${value}`);
  console.log(
    `\n${project.name} (${project.stack}) is ready; its data is in ${values.data}, logs in ${join(values.data, "logs")}. Ctrl-C stops it.`,
  );
}

function portOf(flag: string, value: string): number {
  const port = Number(value);
  if (/^\d+$/.test(value) && port <= 65_535) return port;
  throw new Error(`${flag} is '${value}'; allowed: a port from 1 to 65535, or 0 for any free one`);
}

function complain(error: unknown): void {
  const said = error instanceof Error ? error.message : String(error);
  // Pulumi says it anew at each level of the property.
  const message = said.replace(/(error serializing property "\w+": )\1+/, "$1");
  const isUsage = error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
  console.error(`\nnpm start failed: ${message}${isUsage ? `\nusage: ${usage}` : ""}`);
  process.exit(1);
}

main().catch(complain);
