// The API's port: the API's door, shut while the stack starts or stops, and the laptop's own routes beside it, never part of it:
// the mails that would have been sent, and who holds the data folder.
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { setTimeout } from "node:timers/promises";
import type { Cloud } from "./cloud";
import { hostIsLocal } from "./server";

/** Milliseconds: no request takes longer, for the API gives up on it after 29 s. */
const longestRequest = 30_000;
/** Milliseconds: whoever asks one thing after another is refused on the connection it has, not cut off. */
const betweenRequests = 300;

const shut = {
  Starting: { error: "Starting", message: "The stack is coming up: try again in a moment" },
  Stopping: {
    error: "Stopping",
    message: "The stack is being stopped, and nothing was done: start it again and repeat the request",
  },
};

export class Door {
  private state: "open" | keyof typeof shut = "Starting";
  private cloud: Cloud | undefined;
  private readonly underWay = new Map<ServerResponse, Promise<unknown>>();

  /**
   * @param nonce by which another start can tell that this one lives
   * @param basePath the API's, under which the laptop's own routes are found too
   */
  constructor(
    private readonly nonce: string,
    private readonly basePath: string,
  ) {}

  open(cloud: Cloud): void {
    this.cloud = cloud;
    this.state = "open";
  }

  /** Lets nobody in any more, and waits for those who are. */
  async close(): Promise<void> {
    this.state = "Stopping";
    for (const response of this.underWay.keys()) if (!response.headersSent) response.setHeader("connection", "close");
    if (!this.cloud) return;
    const late = setTimeout(longestRequest, undefined, { ref: false });
    await Promise.all([Promise.race([Promise.allSettled(this.underWay.values()), late]), setTimeout(betweenRequests)]);
  }

  readonly listener: RequestListener = (request, response) => {
    const { cloud, state, basePath } = this;
    const [whole = ""] = (request.url ?? "").split("?");
    const path = whole.startsWith(basePath) ? whole.slice(basePath.length) : whole;
    if (path.startsWith("/_local/") || !hostIsLocal(request.headers.host)) this.answerLocally(path, request, response);
    else if (cloud && state === "open") this.letIn(cloud, request, response);
    else {
      response.setHeader("connection", "close");
      const { error, message } = shut[state === "open" ? "Starting" : state];
      // A client that still sends would not see the answer.
      request.resume().once("end", () => json(response, 503, { error, message }));
    }
  };

  /** Until it is answered and all is done: a client that hung up leaves its order half placed. */
  private letIn(cloud: Cloud, request: IncomingMessage, response: ServerResponse): void {
    const answered = new Promise((done) => response.once("close", done));
    const all = Promise.all([cloud.gateway.handle(request, response), answered]);
    this.underWay.set(
      response,
      all.finally(() => this.underWay.delete(response)),
    );
  }

  private answerLocally(path: string, { method, headers }: IncomingMessage, response: ServerResponse): void {
    if (!hostIsLocal(headers.host)) json(response, 403, { error: "Forbidden", message: "Ask 127.0.0.1 or localhost" });
    else if (path === "/_local/lock") response.end(this.nonce);
    else if (path === "/_local/mails" && method === "GET") json(response, 200, this.cloud?.inbox.list() ?? []);
    else json(response, 404, { error: "NotFound", message: "There is GET /_local/mails" });
  }
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" }).end(JSON.stringify(body));
}
