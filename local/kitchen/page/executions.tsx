// The executions, newest first, and the one looked at drawn on its state machine: the newest, unless another was chosen.
import { useMemo } from "preact/hooks";
import type { ExecutionShown, ExecutionSummary, MachineShown } from "../shown";
import { useLive } from "./live";
import "./executions.css";
import { Drawing } from "./machine/drawing";
import { Way } from "./machine/way";
import { linkTo, useNow } from "./route";
import { StatePanel } from "./statePanel";
import { Timeline } from "./timeline";
import { Trouble } from "./trouble";
import { ago, duration, messageIn } from "./words";

const newest = "newest";

export function Executions({ machines, rest }: { machines: readonly MachineShown[]; rest: readonly string[] }) {
  const [chosen = newest, state] = rest.filter((part) => part !== "");
  const { data: executions, trouble } = useLive<readonly ExecutionSummary[]>("executions");
  const id = chosen === newest ? executions?.[0]?.id : chosen;
  const { data: execution, trouble: gone } = useLive<ExecutionShown>(id && `execution?id=${encodeURIComponent(id)}`);
  const machine = machines.find(({ name }) => name === execution?.machine) ?? machines[0];
  const way = useMemo(() => execution && new Way(execution), [execution]);
  const href = (name: string) => linkTo("executions", chosen, name);
  if (!machine) return <p class="empty">The program has no state machine.</p>;
  return (
    <div class="executions">
      <section class="panel chosen" aria-labelledby="executions">
        <h2 id="executions">Executions</h2>
        <Trouble text={trouble} />
        {executions?.length === 0 && <p class="empty">None yet: the first one shows up here by itself.</p>}
        {executions && executions.length > 0 && <List executions={executions} chosen={chosen} />}
      </section>
      <section class="panel" aria-labelledby="machine">
        <h2 id="machine">{machine.name}</h2>
        <Trouble text={gone} />
        {execution && <Outcome execution={execution} />}
        <section class="scroll" aria-label={`States of ${machine.name}`}>
          <Drawing definition={machine.definition} way={way} selected={state} href={href} />
        </section>
        <p class="meta">Dashed: where a caught error leads, any error unless it says which.</p>
        {execution && way && <Timeline execution={execution} way={way} selected={state} href={href} />}
      </section>
      {state !== undefined && <StatePanel name={state} machine={machine} way={way} close={linkTo("executions", chosen)} />}
    </div>
  );
}

function List({ executions, chosen }: { executions: readonly ExecutionSummary[]; chosen: string }) {
  const now = useNow();
  return (
    <ol class="list">
      <li>
        <a href={linkTo("executions", newest)} aria-current={chosen === newest ? "true" : undefined}>
          <b>The newest, as it comes</b>
        </a>
      </li>
      {executions.map(({ id, status, started, took, first, last, error }) => (
        <li key={id}>
          <a href={linkTo("executions", id)} aria-current={chosen === id ? "true" : undefined}>
            <span class={`dot ${wordFor(status)}`} aria-hidden="true" />
            <span class="entry">
              <b>{first ?? last ?? status}</b>
              <time class="meta" dateTime={started} title={started}>
                {ago(started, now)}
              </time>
              <span class={error === undefined ? "meta" : "meta trouble"}>
                {[error ?? wordFor(status), took !== undefined && duration(took)].filter(Boolean).join(" · ")}
              </span>
            </span>
          </a>
        </li>
      ))}
    </ol>
  );
}

function Outcome({ execution: { name, status, started, took, error, cause } }: { execution: ExecutionShown }) {
  return (
    <div class={`outcome ${wordFor(status)}`}>
      <p>
        <b>{wordFor(status)}</b>
        {took !== undefined && ` in ${duration(took)}`}, started <time dateTime={started}>{started.replace("T", " ")}</time>
      </p>
      {error !== undefined && (
        <p>
          <b>{error}</b> {cause !== undefined && messageIn(cause)}
        </p>
      )}
      <p class="meta">
        <code>{name}</code>
      </p>
    </div>
  );
}

function wordFor(status: ExecutionSummary["status"]): string {
  return status.toLowerCase().replace("_", " ");
}
