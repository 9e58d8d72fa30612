// What stands above everything while it lasts: no connection, a slow one, a session that ended.
import { changed } from "./draw";
import { connection } from "./request";
import type { Session } from "./session";
import { words } from "./words";

addEventListener("online", changed);
addEventListener("offline", changed);

export function Banners({ session, signIn }: { session: Session; signIn: () => void }) {
  return (
    <>
      <p role="status" class="banner" hidden={navigator.onLine && connection.slow === 0}>
        {!navigator.onLine && `${words("Offline")} What you see may be old; we go on as soon as you are back.`}
        {navigator.onLine && connection.slow > 0 && "Your connection is slow. Still waiting for an answer…"}
      </p>
      {session.ended && (
        <p role="alert" class="banner">
          {words("SessionEnded")}{" "}
          <button type="button" class="link" onClick={signIn}>
            Sign in
          </button>
        </p>
      )}
    </>
  );
}

/** What went wrong, where it went wrong; nothing if nothing did. */
export function Trouble({ text }: { text: string | false | undefined }) {
  return text ? (
    <p class="problem" role="alert">
      {text}
    </p>
  ) : null;
}

/** Whose page it is, and the way in, out or back. */
export function Header({ title, session, action, run }: HeaderOf) {
  return (
    <header>
      <p class="brand">{title}</p>
      {action && (
        <button type="button" class="link" onClick={run}>
          {action}
        </button>
      )}
      {session.person && <p class="who">{session.person.email}</p>}
    </header>
  );
}

interface HeaderOf {
  readonly title: string;
  readonly session: Session;
  readonly action: string;
  readonly run: () => void;
}
