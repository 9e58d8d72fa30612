// Where the lines of a log group are on this machine.
import { join } from "node:path";
import type { Place } from "./aws/place";

export function logFile({ dataDir }: Place, logGroup: string): string {
  return join(dataDir, "logs", `${logGroup.replaceAll("/", "_")}.log`);
}
