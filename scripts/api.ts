// The service's API as the commands ask it; when it can't be asked, or refuses, one sentence says why.

interface Asked {
  readonly token?: string;
  readonly method?: string;
  readonly body?: object;
}

/** Milliseconds: the API gives up on a request after 29 s. */
const patience = 35_000;

export class Api {
  /** Ends with a slash, as the stack's output does. */
  readonly url: string;

  /** @throws Error if that is no URL */
  constructor(url: string) {
    if (!/^https?:/.test(url) || !URL.canParse(url)) {
      throw new Error(`--api-url is '${url}'; allowed: the stack's output apiUrl, as https://….amazonaws.com/stage/`);
    }
    this.url = new URL(`${url.replace(/\/+$/, "")}/`).href.replace("//localhost", "//127.0.0.1");
  }

  /** @throws Error named as the API names it, with what it says; or saying that nobody answers, or somebody else */
  async ask<T>(path: string, { token, method = "GET", body }: Asked = {}): Promise<T> {
    const headers = {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body && { "content-type": "application/json" }),
    };
    const sent = { method, headers, ...(body && { body: JSON.stringify(body) }), signal: AbortSignal.timeout(patience) };
    const response = await fetch(this.url + path, sent).catch((error: unknown) => {
      throw new Error(this.silence(error), { cause: error });
    });
    const answer = objectIn(await response.text());
    if (response.ok && answer) return answer as T;
    const { error, message } = { ...answer } as { error?: unknown; message?: unknown };
    const asked = `${method} ${this.url}${path.split("?")[0]} was answered ${response.status}`;
    if (typeof error !== "string") throw new Error(`${asked}: that is not this service; compare the URL with the output apiUrl`);
    throw Object.assign(new Error(`${String(message)} (${asked})`), { name: error });
  }

  private silence(error: unknown): string {
    const { cause, name } = Object(error) as { cause?: { code?: string; message?: string }; name?: string };
    if (name === "TimeoutError") return `${this.url} has not answered for ${patience / 1000} s: try again`;
    if (cause?.code === "ENOTFOUND") return `There is no ${new URL(this.url).host}: compare it with the stack's output apiUrl`;
    const why = cause?.code ?? cause?.message ?? String(error);
    return `Nobody answers at ${this.url} (${why}): is npm start running there, is the stack deployed?`;
  }
}

function objectIn(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
