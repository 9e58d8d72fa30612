// What the Task states do: services called as the machine's role, with results and errors as Step Functions hands them on.
import { randomUUID } from "node:crypto";
import type { Principal } from "../aws/principal";
import { asAwsError } from "../aws/protocols";
import type { Lambda } from "../lambda/lambda";
import type { Sns } from "../sns/sns";
import { type Definition, integrationOf } from "./definition";

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
      const { FunctionError, ...answer } = await lambda.invoke({ FunctionName, Payload: text }, role).catch(lambdaRefused);
      const result = JSON.parse(answer.Payload);
      if (FunctionError) throw new StatesError(result.errorType, answer.Payload);
      if (Buffer.byteLength(answer.Payload) > dataLimit) {
        const cause =
          "The state/task 'lambda' returned a result with a size exceeding the maximum number of bytes service limit.";
        throw new StatesError("States.DataLimitExceeded", cause);
      }
      return { ...answer, Payload: result };
    },
    "sns:publish"({ Message, ...rest }) {
      const text = typeof Message === "string" ? Message : JSON.stringify(Message);
      return sns.publish({ ...rest, Message: text }, role).catch(snsRefused);
    },
  };
  const tasks = Object.entries(States).flatMap(([name, { Resource = "", TimeoutSeconds }]): [string, Task][] => {
    const call = integrations[integrationOf(Resource)];
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

/** Lambda documents no error for IAM's refusal: it comes under the service's own name. */
function lambdaRefused(error: unknown): never {
  const { code, message, status } = asAwsError(error, { code: "AccessDeniedException", status: 403 });
  const name = code === "AccessDeniedException" ? "AWSLambdaException" : code;
  throw new StatesError(`Lambda.${name}`, `${message} ${origin("AWSLambda", status, code)}`);
}

function snsRefused(error: unknown): never {
  const { code, message, status } = asAwsError(error, { code: "AuthorizationError", status: 403 });
  throw new StatesError(`SNS.${code.replace(/(Exception)?$/, "Exception")}`, `${message} ${origin("AmazonSNS", status, code)}`);
}

/** As recorded on AWS. */
function origin(service: string, status: number, code: string): string {
  return `(Service: ${service}; Status Code: ${status}; Error Code: ${code}; Request ID: ${randomUUID()}; Proxy: null)`;
}
