// What the Task states do: services called as the machine's role, with results and errors as Step Functions hands them on.
import { randomUUID } from "node:crypto";
import type { Principal } from "../aws/principal";
import { asAwsError } from "../aws/protocols";
import type { Lambda } from "../lambda/lambda";
import type { Sns } from "../sns/sns";
import type { Definition } from "./definition";

export interface Services {
  readonly lambda: Pick<Lambda, "invoke">;
  readonly sns: Pick<Sns, "publish">;
}

// biome-ignore lint/suspicious/noExplicitAny: what a definition's Parameters became; their names are checked, the services check the rest.
export type Task = (parameters: any) => Promise<unknown>;

/** An error under its States Language name; its message is the Cause. */
export class StatesError extends Error {
  constructor(name: string, cause: string) {
    super(cause);
    this.name = name;
  }
}

/** Bytes that may go from one state to the next. */
export const dataLimit = 262_144;

/** By the state's name. */
export function tasksOf({ States }: Definition, { lambda, sns }: Services, role: Principal): ReadonlyMap<string, Task> {
  const integrations: Readonly<Record<string, Task>> = {
    async "lambda:invoke"({ FunctionName, Payload = {} }) {
      // A text is sent as it is: it must be JSON itself.
      const text = typeof Payload === "string" ? Payload : JSON.stringify(Payload);
      const answer = await lambda.invoke({ FunctionName, Payload: text }, role).catch((error) => refused("Lambda", error));
      const result = JSON.parse(answer.Payload);
      if (answer.FunctionError) throw new StatesError(result.errorType ?? "Lambda.Unknown", answer.Payload);
      if (Buffer.byteLength(answer.Payload) > dataLimit) throw tooLarge("lambda");
      return { ExecutedVersion: answer.ExecutedVersion, Payload: result, StatusCode: answer.StatusCode };
    },
    "sns:publish"({ Message, ...rest }) {
      const text = typeof Message === "string" ? Message : JSON.stringify(Message);
      return sns.publish({ ...rest, Message: text }, role).catch((error) => refused("SNS", error));
    },
  };
  const tasks = Object.entries(States).flatMap(([name, { Resource = "", TimeoutSeconds }]): [string, Task][] => {
    const call = integrations[Resource.replace(/.*:::/, "")];
    return call ? [[name, (parameters) => withinTime(call(parameters), TimeoutSeconds)]] : [];
  });
  return new Map(tasks);
}

/** A call that takes longer goes on, as on AWS; nobody hears of its end. */
async function withinTime(call: Promise<unknown>, seconds: number | undefined): Promise<unknown> {
  if (seconds === undefined) return call;
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new StatesError("States.Timeout", "")), seconds * 1000);
  });
  return Promise.race([call, timeout]).finally(() => clearTimeout(timer));
}

export function tooLarge(what: string): StatesError {
  const cause = `The state/task '${what}' returned a result with a size exceeding the maximum number of bytes service limit.`;
  return new StatesError("States.DataLimitExceeded", cause);
}

/** Under the names and causes recorded on AWS, where IAM's refusal, which Lambda does not document, comes under the service's own. */
function refused(service: "Lambda" | "SNS", error: unknown): never {
  const { code, message, status } = asAwsError(error, { code: "AuthorizationError", status: 403 });
  const documented = code === "AccessDeniedException" ? "AWSLambdaException" : code;
  const name = service === "SNS" ? code.replace(/(Exception)?$/, "Exception") : documented;
  const details = `Status Code: ${status}; Error Code: ${code}; Request ID: ${randomUUID()}; Proxy: null`;
  const longName = service === "SNS" ? "AmazonSNS" : "AWSLambda";
  throw new StatesError(`${service}.${name}`, `${message} (Service: ${longName}; ${details})`);
}
