// Asking over a phone's network: an answer, or a Problem that says what went wrong, within a bounded time.
import { changed } from "./draw";

/** `error` is a name that `words` knows; `status` is 0 if nobody answered. */
export class Problem extends Error {
  constructor(
    readonly error: string,
    readonly status = 0,
  ) {
    super(error);
  }

  /** The answer leaves open whether something was done: ask again under the same key. */
  get isOpen(): boolean {
    return this.status === 0 || this.status === 401 || this.status === 429 || this.status >= 500;
  }
}

/** Milliseconds: the API itself gives up after 29 s. */
const longest = 35_000;
/** Milliseconds until a person wonders. */
const slowAfter = 4_000;

/** How many requests take long just now. */
export const connection = { slow: 0 };

/** @throws Problem, and nothing else. */
export async function ask<T>(url: string, init: RequestInit = {}): Promise<T> {
  const abort = new AbortController();
  const tooLong = setTimeout(() => abort.abort(), longest);
  let slow = 0;
  const wondering = setTimeout(() => tell(1), slowAfter);
  const tell = (more: number) => {
    slow += more;
    connection.slow += more;
    changed();
  };
  try {
    const response = await fetch(url, { ...init, signal: abort.signal });
    // HTML where JSON was due: the sign-in page of a train's Wi-Fi, or something that broke on the way to us.
    const isOurs = response.headers.get("content-type")?.includes("json");
    if (!isOurs) throw response.ok ? new Problem("Intercepted") : new Problem("InternalError", response.status);
    const body = await response.json();
    if (response.ok) return body;
    // The API's own name, or Cognito's, which may come with a namespace.
    throw new Problem(String(body.error ?? body.__type?.split("#").at(-1) ?? "InternalError"), response.status);
  } catch (error) {
    if (error instanceof Problem) throw error;
    if (abort.signal.aborted) throw new Problem("NoAnswer");
    throw new Problem(navigator.onLine ? "Unreachable" : "Offline");
  } finally {
    clearTimeout(tooLong);
    clearTimeout(wondering);
    if (slow) tell(-1);
  }
}

/** What `run` throws, if it is a Problem; anything else is a mistake of ours and goes on. */
export async function problemOf(run: () => Promise<unknown>): Promise<Problem | undefined> {
  try {
    await run();
    return undefined;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}
