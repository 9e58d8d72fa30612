// The kitchen's page: what runs on this machine and what happens in it, while it happens.
import { render } from "preact";
import type { StackShown } from "../shown";
import { Buckets } from "./buckets";
import { Executions } from "./executions";
import "./kitchen.css";
import { useLive } from "./live";
import { Mails } from "./mails";
import { Resources } from "./resources";
import { linkTo, useRoute } from "./route";
import { Tables } from "./tables";

const views = { executions: "Executions", mails: "Mails", tables: "Tables", buckets: "Buckets", resources: "Resources" } as const;

function Kitchen() {
  const [view = "", ...rest] = useRoute();
  const { data: stack, trouble } = useLive<StackShown>("stack");
  const current = Object.hasOwn(views, view) ? (view as keyof typeof views) : "executions";
  if (stack) document.title = `${views[current]} · ${stack.project} kitchen`;
  return (
    <>
      <header>
        <h1>Kitchen {stack && <small>{`${stack.project} · ${stack.stack} · ${stack.region}`}</small>}</h1>
        <nav aria-label="Views">
          {Object.entries(views).map(([name, title]) => (
            <a key={name} href={linkTo(name)} aria-current={name === current ? "page" : undefined}>
              {title}
            </a>
          ))}
        </nav>
        <p class={trouble ? "live trouble" : "live"} role="status">
          {trouble ?? (stack ? "Live" : "Looking…")}
        </p>
      </header>
      <main>{stack && <View view={current} rest={rest} stack={stack} />}</main>
    </>
  );
}

function View({ view, rest, stack }: { view: keyof typeof views; rest: readonly string[]; stack: StackShown }) {
  switch (view) {
    case "executions":
      return <Executions machines={stack.machines} rest={rest} />;
    case "mails":
      return <Mails />;
    case "tables":
      return <Tables names={stack.tables} rest={rest} />;
    case "buckets":
      return <Buckets names={stack.buckets} rest={rest} />;
    case "resources":
      return <Resources resources={stack.resources} />;
  }
}

render(<Kitchen />, document.body);
