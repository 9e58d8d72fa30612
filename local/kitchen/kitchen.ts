// The view into the kitchen, at /_local/ on the laptop: a page, and what it asks for. It only looks.
import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { AwsError } from "../aws/error";
import { asAwsError } from "../aws/protocols";
import { buildPage, type PageFile } from "./build";
import { executionOf, executionsOf, itemsOf, objectOf, objectsOf, type Running, stackOf } from "./data";

export type { Running } from "./data";

const headers = {
  // Asked for again each time: another start, or another stack, has the same address.
  "cache-control": "no-cache",
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

const answers: Readonly<Record<string, (running: Running, query: URLSearchParams) => object | Promise<object>>> = {
  stack: stackOf,
  executions: executionsOf,
  execution: (running, query) => executionOf(running, query.get("id") ?? ""),
  items: (running, query) => itemsOf(running, query.get("table") ?? ""),
  objects: (running, query) => objectsOf(running, query.get("bucket") ?? ""),
  object: (running, query) => objectOf(running, query.get("bucket") ?? "", query.get("key") ?? ""),
};

export class Kitchen {
  private page: ReturnType<typeof buildPage> | undefined;

  constructor(private readonly running: Running) {}

  /** Never rejects. @param path /_local and what is below it */
  async answer(path: string, { url = "", headers: asked }: IncomingMessage, response: ServerResponse): Promise<void> {
    if (path === "/_local") {
      response.writeHead(308, { ...headers, location: "_local/" }).end();
      return;
    }
    try {
      const { type, content } = await this.find(path.slice("/_local/".length), new URLSearchParams(url.split("?")[1]));
      const etag = `"${createHash("sha256").update(content).digest("base64url")}"`;
      if (asked["if-none-match"] === etag) response.writeHead(304, { ...headers, etag }).end();
      else response.writeHead(200, { ...headers, etag, "content-type": type }).end(content);
    } catch (thrown) {
      const { code: error, message, status } = asAwsError(thrown, { code: "Forbidden", status: 403 });
      response.writeHead(status, { ...headers, "content-type": "application/json" }).end(JSON.stringify({ error, message }));
    }
  }

  private async find(name: string, query: URLSearchParams): Promise<PageFile> {
    const answer = Object.hasOwn(answers, name) ? answers[name] : undefined;
    if (answer) return { type: "application/json", content: JSON.stringify(await answer(this.running, query)) };
    this.page ??= buildPage();
    const file = (await this.page).get(name);
    if (file) return file;
    throw new AwsError("NotFound", `There is GET /_local/, and under it mails, ${Object.keys(answers).join(", ")}`, 404);
  }
}
