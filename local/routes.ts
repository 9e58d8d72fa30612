// The API's port: the API's door, shut while the stack starts or stops, and the laptop's own routes beside it, never part of it:
// the mails that would have been sent, the view into the kitchen, and who holds the data folder.
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { setTimeout } from "node:timers/promises";
import type { Cloud } from "./cloud";
import type { Kitchen, Running } from "./kitchen/kitchen";
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
  private running: Running | undefined;
  private kitchen: Promise<Kitchen> | undefined;
  private readonly underWay = new Map<ServerResponse, Promise<unknown>>();

  /**
   * @param nonce by which another start can tell that this one lives
   * @param basePath the API's, under which the laptop's own routes are found too
   */
  constructor(
    private readonly nonce: string,
    private readonly basePath: string,
  ) {}

  open(running: Running): void {
    this.running = running;
    this.state = "open";
  }

  /** Lets nobody in any more, and waits for those who are. */
  async close(): Promise<void> {
    this.state = "Stopping";
    for (const response of this.underWay.keys()) if (!response.headersSent) response.setHeader("connection", "close");
    if (!this.running) return;
    const late = setTimeout(longestRequest, undefined, { ref: false });
    await Promise.all([Promise.race([Promise.allSettled(this.underWay.values()), late]), setTimeout(betweenRequests)]);
  }

  readonly listener: RequestListener = (request, response) => {
    const { running, state, basePath } = this;
    const [whole = ""] = (request.url ?? "").split("?");
    const path = whole.startsWith(basePath) ? whole.slice(basePath.length) : whole;
    if (!hostIsLocal(request.headers.host)) json(response, 403, { error: "Forbidden", message: "Ask 127.0.0.1 or localhost" });
    else if (/^\/_local(\/|$)/.test(path)) this.answerLocally(path, request, response);
    else if (running && state === "open") this.letIn(running.cloud, request, response);
    else this.refuse(request, response);
  };

  private refuse(request: IncomingMessage, response: ServerResponse): void {
    response.setHeader("connection", "close");
    const { error, message } = shut[this.state === "open" ? "Starting" : this.state];
    // A client that still sends would not see the answer.
    request.resume().once("end", () => json(response, 503, { error, message }));
  }

  /** Until it is answered and all is done: a client that hung up leaves its order half placed. */
  private letIn(cloud: Cloud, request: IncomingMessage, response: ServerResponse): void {
    // One a request: a connection may carry any number of them at once.
    const socket = request.socket.setMaxListeners(0);
    const answered = new Promise<void>((done) => {
      const gone = () => {
        socket.off("close", gone);
        done();
      };
      response.once("close", gone);
      // An answer that waits behind another on a connection that was cut never says that it is closed.
      socket.once("close", gone);
    });
    const all = Promise.all([cloud.gateway.handle(request, response), answered]);
    this.underWay.set(
      response,
      all.finally(() => this.underWay.delete(response)),
    );
  }

  private answerLocally(path: string, request: IncomingMessage, response: ServerResponse): void {
    const { running, state } = this;
    if (path === "/_local/lock") response.end(this.nonce);
    else if (request.method !== "GET") json(response, 404, { error: "NotFound", message: "There is only GET under /_local/" });
    else if (path === "/_local/mails") json(response, 200, running?.cloud.inbox.list() ?? []);
    else if (running && state === "open") void this.look(running, path, request, response);
    else this.refuse(request, response);
  }

  /** What the view is made of is loaded when somebody first looks. */
  private async look(running: Running, path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.kitchen ??= import("./kitchen/kitchen").then(({ Kitchen }) => new Kitchen(running));
    await (await this.kitchen).answer(path, request, response);
  }
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" }).end(JSON.stringify(body));
}
