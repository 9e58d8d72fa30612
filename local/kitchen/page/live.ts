// What a view shows, asked for again every second while somebody looks.
import { useEffect, useState } from "preact/hooks";

/** Milliseconds. */
const often = 1000;

export interface Live<T> {
  readonly data?: T | undefined;
  /** Why there is nothing newer. */
  readonly trouble?: string | undefined;
}

/** @param path under /_local/; none asks nothing */
export function useLive<T>(path: string | undefined): Live<T> {
  const [live, setLive] = useState<Live<T>>({});
  useEffect(() => {
    if (path === undefined) return;
    const stopped = new AbortController();
    let timer: number | undefined;
    let data: T | undefined;
    let etag = "";
    let trouble: string | undefined;
    let busy = false;
    const ask = async () => {
      const response = await fetch(path, { headers: { "if-none-match": etag }, cache: "no-store", signal: stopped.signal });
      if (response.status === 304) return undefined;
      const body = await response.json();
      if (!response.ok) return String(body.message);
      data = body;
      etag = response.headers.get("etag") ?? "";
      return undefined;
    };
    const go = async () => {
      clearTimeout(timer);
      if (document.hidden || busy) return;
      busy = true;
      const before = data;
      const was = trouble;
      trouble = await ask().catch(inWords);
      busy = false;
      if (stopped.signal.aborted) return;
      if (data !== before || trouble !== was) setLive({ data, trouble });
      timer = window.setTimeout(go, often);
    };
    const look = () => void go();
    look();
    document.addEventListener("visibilitychange", look);
    return () => {
      stopped.abort();
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [path]);
  // Until there is something of what is asked for now, what was asked for before: nothing flickers.
  return live;
}

function inWords(error: unknown): string {
  return error instanceof TypeError ? "Nothing answers: does npm start still run?" : String(error);
}
