// A stage's access log: a line a request, in the format the program gives, in a file named like the log group.
import { appendFile, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Place } from "../aws/place";
import { substitute } from "./gatewayResponses";

export interface AccessLogSettings {
  readonly destinationArn: string;
  readonly format: string;
}

export type AccessLog = (context: Record<string, unknown>) => void;

export function accessLog(
  place: Place,
  { destinationArn, format }: AccessLogSettings,
  onError: (line: string) => void,
): AccessLog {
  const group = /:log-group:([^:]+)/.exec(destinationArn)?.[1];
  if (!group) throw new Error(`accessLogSettings.destinationArn '${destinationArn}' is not supported; use a log group's ARN`);
  if (!/\$context\.(requestId|extendedRequestId)\b/.test(format))
    throw new Error("accessLogSettings.format must contain $context.requestId");
  const folder = join(place.dataDir, "logs");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${group.replace(/[^\w.-]+/g, "-").replace(/^[-.]+/, "")}.log`);
  return (context) =>
    appendFile(file, `${substitute(format, context, "-").replaceAll("\n", " ")}\n`, (error) => {
      if (error) onError(`access log ${file}: ${error.message}`);
    });
}
