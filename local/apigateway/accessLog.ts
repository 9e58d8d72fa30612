// The stage's access log: one line a request, in the program's own format, in the file of its log group.
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { Appended } from "../appended";
import { member } from "../jsonPath";
import { text } from "./velocityValues";

const ids = ["accountId", "apiId", "extendedRequestId", "requestId", "stage"];
const request = ["httpMethod", "path", "protocol", "requestTimeEpoch", "resourcePath"];
const outcome = ["error.responseType", "integrationLatency", "responseLatency", "status"];
/** Nothing is traced here: it is `-`, as on AWS for whatever a request has not. */
const missing = ["xrayTraceId"];
const known = [...ids, ...request, ...outcome, ...missing];

export class AccessLog {
  private readonly file: Appended;
  /** Texts, and between them the paths of variables. */
  private readonly parts: readonly string[];

  /** @throws Error for a variable that is not known here */
  constructor(format: string, file: string) {
    this.parts = format.split(/\$context\.(\w+(?:\.[\w:-]+)*)/);
    const unknown = this.parts.find((part, at) => at % 2 && !known.includes(part) && !/^authorizer\.claims\.[\w:-]+$/.test(part));
    if (unknown) {
      const allowed = `${known.join(", ")} and authorizer.claims.<name>`;
      throw new Error(`accessLogSettings.format: $context.${unknown} is not supported on the laptop; supported are ${allowed}`);
    }
    if (!this.parts.some((part, at) => at % 2 && ["requestId", "extendedRequestId"].includes(part)))
      throw new Error(
        "accessLogSettings.format has neither $context.requestId nor $context.extendedRequestId: AWS wants one of them",
      );
    mkdirSync(dirname(file), { recursive: true });
    this.file = new Appended(file);
  }

  write(context: Record<string, unknown>): void {
    const value = (path: string) => text(path.split(".").reduce<unknown>(member, context)) || "-";
    const line = this.parts.map((part, at) => (at % 2 ? JSON.stringify(value(part)).slice(1, -1) : part)).join("");
    this.file.append(Buffer.from(`${line}\n`));
  }

  close(): void {
    this.file.close();
  }
}
