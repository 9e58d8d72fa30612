// What would have been mailed, newest first.
import { useState } from "preact/hooks";
import { useLive } from "./live";
import { useNow } from "./route";
import { Trouble } from "./trouble";
import { ago } from "./words";

interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly at: string;
}

/** The browser need not hold more. */
const most = 200;

export function Mails() {
  const { data: mails, trouble } = useLive<readonly Mail[]>("mails");
  const [wanted, setWanted] = useState("");
  const now = useNow();
  const found = mails?.filter((mail) => Object.values(mail).some((text) => text.toLowerCase().includes(wanted.toLowerCase())));
  return (
    <section class="narrow" aria-labelledby="mails">
      <div class="title">
        <h2 id="mails">Mails</h2>
        <label>
          Find <input type="search" value={wanted} onInput={({ currentTarget }) => setWanted(currentTarget.value)} />
        </label>
      </div>
      <Trouble text={trouble} />
      {found?.length === 0 && (
        <p class="empty">{wanted ? "No mail has that in it." : "No mail yet: what is sent shows up here."}</p>
      )}
      <ol class="cards">
        {found?.slice(0, most).map(({ to, subject, text, at }, index) => (
          <li key={found.length - index} class="card">
            <h3>{subject}</h3>
            <p class="meta">
              to <b>{to}</b>{" "}
              <time dateTime={at} title={at}>
                {ago(at, now)}
              </time>
            </p>
            <pre>{text}</pre>
          </li>
        ))}
      </ol>
      {found && found.length > most && <p class="more">{`and ${found.length - most} older ones`}</p>}
    </section>
  );
}
