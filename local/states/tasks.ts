// What Task states do: services called as the machine's role, with results and errors as Step Functions hands them on.
import { randomUUID } from "node:crypto";
import type { Principal } from "../aws/principal";
import { asAwsError } from "../aws/protocols";
import { type Fields, number, type Read, refuse } from "../fields";
import { isObject } from "../jsonPath";
import type { Lambda } from "../lambda/lambda";
import type { Sns } from "../sns/sns";
import { RuntimeError, StatesError } from "./error";
import type { Visit } from "./execution";
import { type Expression, place, template } from "./expressions";
import { dataLimit, tooLarge } from "./flow";
import type { Work } from "./work";

export interface Services {
  readonly lambda: Pick<Lambda, "invoke" | "warm">;
  readonly sns: Pick<Sns, "publish">;
}

interface Integration {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** Told of a state's Parameters when its machine is created. */
  readonly prepare?: (parameters: object) => void;
  // biome-ignore lint/suspicious/noExplicitAny: what a definition's Parameters became; their names are checked, the services check the rest.
  readonly call: (parameters: any) => Promise<unknown>;
}

/** By the ARN that a Task's Resource names. */
export type Integrations = Readonly<Record<string, Integration>>;

export function integrationsOf({ lambda, sns }: Services, role: Principal, partition: string): Integrations {
  return {
    [`arn:${partition}:states:::lambda:invoke`]: {
      required: ["FunctionName"],
      optional: ["Payload"],
      prepare: (parameters) => "FunctionName" in parameters && lambda.warm(String(parameters.FunctionName)),
      async call({ FunctionName, Payload = {} }) {
        // A text is sent as it is: it must be JSON itself.
        const text = typeof Payload === "string" ? Payload : JSON.stringify(Payload);
        const { FunctionError, ...answer } = await lambda.invoke({ FunctionName, Payload: text }, role).catch(lambdaRefused);
        const result = JSON.parse(answer.Payload);
        if (FunctionError) throw new StatesError(result.errorType, answer.Payload);
        if (Buffer.byteLength(answer.Payload) > dataLimit) throw tooLarge("lambda", true);
        const headers = { "Content-Type": "application/json", "X-Amz-Executed-Version": answer.ExecutedVersion };
        return { ...answer, Payload: result, ...metadata(headers, answer.Payload) };
      },
    },
    [`arn:${partition}:states:::sns:publish`]: {
      required: ["TopicArn", "Message"],
      optional: ["Subject", "MessageAttributes"],
      async call({ Message, ...rest }) {
        const text = typeof Message === "string" ? Message : JSON.stringify(Message);
        const answer = await sns.publish({ ...rest, Message: text }, role).catch(snsRefused);
        return { ...answer, ...metadata({ "Content-Type": "text/xml" }, "") };
      },
    },
  };
}

export function task(fields: Fields, integrations: Integrations): Work {
  const { required, optional, prepare, call } = fields.need("Resource", (value, where) => {
    const found = typeof value === "string" && Object.hasOwn(integrations, value) ? integrations[value] : undefined;
    return found ?? refuse(where, value, Object.keys(integrations).join(", "));
  });
  const parameters = fields.need("Parameters", (value, where) => {
    const names = Object.keys(isObject(value) ? value : {}).map((name) => name.replace(/\.\$$/, ""));
    const unknown = names.find((name) => !required.includes(name) && !optional.includes(name));
    if (unknown) refuse(where, unknown, [...required, ...optional].join(", "));
    if (!required.every((name) => names.includes(name))) refuse(where, value, `all of ${required.join(", ")}`);
    if (isObject(value)) prepare?.(value);
    return template(value, where);
  });
  const limit = fields.atMostOne<Expression>({ TimeoutSeconds: fixed, TimeoutSecondsPath: secondsAt });
  const perform: Work["perform"] = async (input, visit, data) => {
    const seconds = limit && Number(limit(data, visit));
    visit.emit("TaskScheduled", { input });
    visit.emit("TaskStarted");
    try {
      const output = await within(seconds, call(input), visit);
      visit.emit("TaskSucceeded", { output });
      return output;
    } catch (error) {
      if (!(error instanceof StatesError)) throw error;
      const { name, message } = error;
      visit.emit(name === "States.Timeout" ? "TaskTimedOut" : "TaskFailed", { error: name, ...(message && { cause: message }) });
      throw error;
    }
  };
  return { parameters, perform };
}

const fixed: Read<Expression> = (value, where) => {
  const seconds = number(1, 99_999_999)(value, where);
  return () => seconds;
};

const secondsAt: Read<Expression> = (value, where) => {
  const { text, need } = place(value, where);
  return (data, at) => {
    const seconds = need(data, at);
    if (typeof seconds === "number" && Number.isInteger(seconds) && seconds > 0) return seconds;
    throw new RuntimeError(`The TimeoutSecondsPath parameter is no positive whole number: ${text} == ${JSON.stringify(seconds)}`);
  };
};

/** A call that takes longer goes on, as on AWS; nobody hears of its end. */
async function within<T>(seconds: number | undefined, call: Promise<T>, { branch }: Visit): Promise<T> {
  if (seconds === undefined) return call;
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new StatesError("States.Timeout", "")), seconds * branch.run.second);
  });
  return Promise.race([call, timeout]).finally(() => clearTimeout(timer));
}

/** What the SDK knows of the answer that carried a result. No connection was needed here: headers on one are left out. */
function metadata(own: Readonly<Record<string, string>>, body: string): object {
  const RequestId = randomUUID();
  const length = { "Content-Length": String(Buffer.byteLength(body)) };
  const HttpHeaders = { ...own, ...length, Date: new Date().toUTCString(), "x-amzn-RequestId": RequestId };
  const AllHttpHeaders = Object.fromEntries(Object.entries(HttpHeaders).map(([name, value]) => [name, [value]]));
  return { SdkHttpMetadata: { AllHttpHeaders, HttpHeaders, HttpStatusCode: 200 }, SdkResponseMetadata: { RequestId } };
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
