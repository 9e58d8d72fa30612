// The states of an execution one after the other, each as long as it took.
import type { ExecutionShown } from "../shown";
import type { Way } from "./machine/way";
import { duration } from "./words";

interface TimelineProps {
  readonly execution: ExecutionShown;
  readonly way: Way;
  readonly selected: string | undefined;
  readonly href: (state: string) => string;
}

export function Timeline({ execution: { visits, took }, way, selected, href }: TimelineProps) {
  const last = visits.at(-1);
  const whole = Math.max(took ?? 0, last ? last.at + (last.took ?? 0) : 0, 0.001);
  const percent = (milliseconds: number) => `${(100 * milliseconds) / whole}%`;
  return (
    <section aria-labelledby="timeline">
      <h3 id="timeline">Its way</h3>
      <ol class="timeline">
        {visits.map((visit, index) => (
          <li key={index}>
            <a href={href(visit.state)} aria-current={visit.state === selected ? "true" : undefined}>
              <span class="step">{visit.state}</span>
              <svg class={`bar ${way.statusOf(visit)}`} aria-hidden="true">
                <line class="track" y1="50%" x2="100%" y2="50%" />
                <rect x={percent(visit.at)} width={percent(visit.took ?? whole - visit.at)} height="100%" rx="2" />
              </svg>
              <span class="took">{visit.took === undefined ? "…" : duration(visit.took)}</span>
              {visit.failures.map(({ at, error, retried }) => (
                <span key={at} class="mishap">
                  {error}
                  {retried ? ", tried again" : visit.caught ? `, caught: ${visit.caught}` : ""}
                </span>
              ))}
            </a>
          </li>
        ))}
      </ol>
    </section>
  );
}
