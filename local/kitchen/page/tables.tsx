// What lies in the tables, written last first.
import type { ItemsShown } from "../shown";
import { Chooser } from "./chooser";
import "./data.css";
import { Json } from "./json";
import { useLive } from "./live";
import { Trouble } from "./trouble";

export function Tables({ names, rest }: { names: readonly string[]; rest: readonly string[] }) {
  const table = names.find((name) => name === rest[0]) ?? names[0];
  return (
    <section class="narrow" aria-labelledby="tables">
      <div class="title">
        <h2 id="tables">Tables</h2>
        <Chooser view="tables" names={names} chosen={table} />
      </div>
      {table === undefined ? <p class="empty">The program has none.</p> : <Items key={table} table={table} />}
    </section>
  );
}

function Items({ table }: { table: string }) {
  const { data, trouble } = useLive<ItemsShown>(`items?table=${encodeURIComponent(table)}`);
  return (
    <>
      <Trouble text={trouble} />
      {data?.items.length === 0 && <p class="empty">No item yet.</p>}
      <ol class="cards">
        {data?.items.map((item) => (
          <Item key={data.keys.map((key) => item[key]).join(" ")} item={item} keys={data.keys} />
        ))}
      </ol>
      {data?.more && <p class="more">Older ones are not shown.</p>}
    </>
  );
}

/** Its key, its short values at a glance, and all of it when opened. */
function Item({ item, keys }: { item: ItemsShown["items"][number]; keys: readonly string[] }) {
  const short = Object.entries(item).filter(([name, value]) => !keys.includes(name) && isShort(value));
  return (
    <li class="card">
      <details>
        <summary>
          <dl>
            {[...keys.map((key) => [key, item[key]] as const), ...short].map(([name, value]) => (
              <div key={name} class={keys.includes(name) ? "key" : ""}>
                <dt>{name}</dt>
                <dd>{String(value)}</dd>
              </div>
            ))}
          </dl>
        </summary>
        <Json text={JSON.stringify(item)} />
      </details>
    </li>
  );
}

function isShort(value: unknown): boolean {
  return typeof value === "string" ? value.length <= 40 : typeof value !== "object";
}
