// One state: what went in and came out each time, what went wrong, and how it is defined.
import { useEffect, useRef } from "preact/hooks";
import type { MachineShown, VisitShown } from "../shown";
import { changesOf } from "./changes";
import { Json } from "./json";
import { stateIn } from "./machine/graph";
import type { Way } from "./machine/way";
import { duration, messageIn } from "./words";

interface StatePanelProps {
  readonly name: string;
  readonly machine: MachineShown;
  readonly way: Way | undefined;
  readonly close: string;
}

export function StatePanel({ name, machine, way, close }: StatePanelProps) {
  const panel = useRef<HTMLElement>(null);
  // Where there is no room beside the drawing it is below, and whoever chose a state would not see it come.
  useEffect(() => {
    const chosen = document.activeElement?.matches(`a[href$="/${encodeURIComponent(name)}"]`);
    if (chosen && panel.current && panel.current.getBoundingClientRect().top > innerHeight - 100) panel.current.scrollIntoView();
  }, [name]);
  const definition = stateIn(machine.definition, name);
  const visits = way?.visits(name) ?? [];
  return (
    <section class="panel state" aria-labelledby="state" ref={panel}>
      <div class="title">
        <h2 id="state">{name}</h2>
        <a href={close}>Close</a>
      </div>
      {!definition && <p class="empty">{`${machine.name} has no such state.`}</p>}
      {definition && visits.length === 0 && (
        <p class="empty">{way ? "This execution did not come here." : "Nothing came here yet."}</p>
      )}
      {visits.map((visit, index) => (
        <Visit key={index} visit={visit} />
      ))}
      {definition && (
        <details>
          <summary>Definition</summary>
          <Json text={JSON.stringify(definition)} />
        </details>
      )}
    </section>
  );
}

function Visit({ visit: { entered, left, took, input, output, parameters, result, failures, caught } }: { visit: VisitShown }) {
  return (
    <>
      <dl class="times">
        <dt>entered</dt>
        <dd>{entered}</dd>
        <dt>left</dt>
        <dd>{left ? `${left}, after ${duration(took ?? 0)}` : "not yet"}</dd>
      </dl>
      {failures.map(({ at, error, cause, retried }) => (
        <div key={at} class="outcome failed">
          <h3>{error}</h3>
          <p>{messageIn(cause)}</p>
          <p class="meta">
            {`at ${at}`}
            {retried ? `, tried again at ${retried}` : caught ? `, caught: went on to ${caught}` : ""}
          </p>
          {cause.startsWith("{") && (
            <details>
              <summary>Cause</summary>
              <Json text={cause} />
            </details>
          )}
        </div>
      ))}
      {input !== undefined && output !== undefined && <Changes input={input} output={output} />}
      <Data title="Input" text={input} />
      <Data title="Output" text={output} />
      <Data title="What it called its service with" text={parameters} />
      <Data title="What that answered" text={result} />
    </>
  );
}

function Changes({ input, output }: Readonly<Record<"input" | "output", string>>) {
  const changes = changesOf(input, output);
  return (
    <>
      <h3>What it made of its input</h3>
      {Object.keys(changes).length > 0 ? (
        <Json text={JSON.stringify(changes, shortened)} />
      ) : (
        <p class="empty">Nothing: it went through as it came.</p>
      )}
    </>
  );
}

function Data({ title, text }: { title: string; text: string | undefined }) {
  return text === undefined ? null : (
    <details>
      <summary>{title}</summary>
      <Json text={text} />
    </details>
  );
}

/** A trace, say: all of it is in the output. */
function shortened(_: string, value: unknown): unknown {
  return typeof value === "string" && value.length > 200 ? `${value.slice(0, 200)}…` : value;
}
