// Counts what the local cloud does for one request: each call of each service, the states it went through, the bytes it sent and logged.
import { readdirSync, readFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Call } from "../local/aws/calls";
import type { Principal } from "../local/aws/principal";
import type { Cloud } from "../local/cloud";

export interface Counted {
  /** To the API. */
  readonly requests: number;
  /** Bytes of the answers, status lines and headers too. */
  readonly sent: number;
  /** Of the state machine: the states it went through, a retried task each time, and how many of them were tasks. */
  readonly executions: readonly { readonly states: number; readonly tasks: number }[];
  readonly calls: readonly CountedCall[];
  /** E-mails a topic sent. */
  readonly mails: number;
  /** What functions and API logged, by log group, as the program calls it. */
  readonly logged: Readonly<Record<string, readonly string[]>>;
}

export interface CountedCall {
  /** Whose role, as the program calls it; or which service, in its own name. */
  readonly by: string;
  readonly action: string;
  /** What it is on; of a function its name in the program. */
  readonly on: string;
  readonly read: number;
  readonly write: number;
}

export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

export interface Answer {
  readonly body: string;
  readonly counted: Counted;
}

export class Meter {
  private readonly logs: string;

  constructor(
    private readonly cloud: Cloud,
    dataDir: string,
  ) {
    this.logs = join(dataDir, "logs");
  }

  /** One request, alone. @throws Error unless it is answered as expected */
  async ask(url: string, { method = "GET", headers = {}, body }: Ask, expected: number): Promise<Answer> {
    const { calls, states, inbox, place } = this.cloud;
    const counted: CountedCall[] = [];
    const [mails, before, latest] = [inbox.list().length, this.logged(), states.executions.at(-1)];
    calls.onEnded = (call) => void counted.push(countedCall(call));
    try {
      const { status, text, sent } = await send(url, method, headers, body);
      if (status !== expected) throw new Error(`${method} ${url} was answered ${status}, not ${expected}: ${text}`);
      // The access log's line comes after the answer.
      await setTimeout(20);
      const logged = this.logged().map(([group, lines]): [string, string[]] => {
        return [group, lines.slice(before.find(([name]) => name === group)?.[1].length ?? 0)];
      });
      const executions = states.executions.slice(latest ? states.executions.lastIndexOf(latest) + 1 : 0).map(({ history }) => {
        const number = (end: string) => history.filter(({ type }) => type.endsWith(end)).length;
        const [entered, scheduled, tasks] = [number("StateEntered"), number("TaskScheduled"), number("TaskStateEntered")];
        return { states: entered + scheduled - tasks, tasks: scheduled };
      });
      return {
        body: text,
        counted: {
          requests: url.startsWith(place.apiUrl) ? 1 : 0,
          ...{ sent, executions, calls: counted, mails: inbox.list().length - mails },
          logged: Object.fromEntries(logged.filter(([, lines]) => lines.length > 0)),
        },
      };
    } finally {
      calls.onEnded = () => {};
    }
  }

  /** By group, each line that is there. */
  private logged(): [string, string[]][] {
    return readdirSync(this.logs).map((file) => {
      const lines = readFileSync(join(this.logs, file), "utf8").split("\n");
      return [programName(file.replace(/\.log$/, "")), lines.slice(0, -1)];
    });
  }
}

function countedCall({ principal, action, resource, consumed }: Call): CountedCall {
  const on = action === "lambda:InvokeFunction" ? programName(resource) : resource;
  return { by: caller(principal), action, on, ...(consumed?.() ?? { read: 0, write: 0 }) };
}

function caller(principal: Principal): string {
  if (principal.type === "Role") return programName(principal.roleArn);
  return principal.type === "Service" ? principal.service : principal.type;
}

/** The last part of an ARN, without what makes a physical name unique. */
function programName(arn: string): string {
  return arn.replace(/^.*[:/]/, "").replace(/-[0-9a-f]{7}$/, "");
}

function send(
  url: string,
  method: string,
  headers: Readonly<Record<string, string>>,
  body: object | undefined,
): Promise<{ status: number; text: string; sent: number }> {
  const type = body && { "content-type": "application/json" };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers: { ...headers, ...type }, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode ?? 0, text, sent: response.socket.bytesRead });
      });
    });
    sent.on("error", reject).end(body && JSON.stringify(body));
  });
}
