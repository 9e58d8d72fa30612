// The laptop's own routes, beside the API and never part of it: the mails that would have been sent, and who holds the data folder.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Cloud } from "./cloud";
import { hostIsLocal } from "./server";

/** Answers a request below `/_local/`; false if it isn't one. */
export function answerLocally(
  request: IncomingMessage,
  response: ServerResponse,
  cloud: Cloud | undefined,
  nonce: string,
): boolean {
  const path = request.url?.split("?")[0] ?? "";
  if (!path.startsWith("/_local/")) return false;
  if (!hostIsLocal(request.headers.host))
    return json(response, 403, { error: "Forbidden", message: "Ask 127.0.0.1 or localhost" });
  if (path === "/_local/lock") response.end(nonce);
  else if (path === "/_local/mails" && request.method === "GET") return json(response, 200, cloud?.inbox.list() ?? []);
  else return json(response, 404, { error: "NotFound", message: "There is GET /_local/mails" });
  return true;
}

export function json(response: ServerResponse, status: number, body: object): true {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" }).end(JSON.stringify(body));
  return true;
}
