// What lies in the buckets, newest first, and the text of one object.
import type { ObjectShown, ObjectsShown } from "../shown";
import { Chooser } from "./chooser";
import "./data.css";
import { Json } from "./json";
import { useLive } from "./live";
import { linkTo, useNow } from "./route";
import { Trouble } from "./trouble";
import { ago, bytes } from "./words";

export function Buckets({ names, rest: [asked, key] }: { names: readonly string[]; rest: readonly string[] }) {
  const bucket = names.find((name) => name === asked) ?? names[0];
  return (
    <section aria-labelledby="buckets">
      <div class="title">
        <h2 id="buckets">Buckets</h2>
        <Chooser view="buckets" names={names} chosen={bucket} />
      </div>
      {bucket === undefined ? <p class="empty">The program has none.</p> : <Objects key={bucket} bucket={bucket} chosen={key} />}
    </section>
  );
}

/** The newest is looked into, unless another was chosen. */
function Objects({ bucket, chosen }: { bucket: string; chosen: string | undefined }) {
  const query = `bucket=${encodeURIComponent(bucket)}`;
  const { data, trouble } = useLive<ObjectsShown>(`objects?${query}`);
  const key = chosen ?? data?.objects[0]?.key;
  const now = useNow();
  return (
    <>
      <Trouble text={trouble} />
      {data?.objects.length === 0 && <p class="empty">No object yet.</p>}
      <div class="beside">
        <ol class="list">
          {data?.objects.map((object) => (
            <li key={object.key}>
              <a href={linkTo("buckets", bucket, object.key)} aria-current={object.key === key ? "true" : undefined}>
                <span class="path">{object.key}</span>
                <span class="meta">
                  {bytes(object.size)} ·{" "}
                  <time dateTime={object.at} title={object.at}>
                    {ago(object.at, now)}
                  </time>
                </span>
              </a>
            </li>
          ))}
        </ol>
        {key !== undefined && <Content path={`object?${query}&key=${encodeURIComponent(key)}`} />}
      </div>
      {data?.more && <p class="more">Older ones are not shown.</p>}
    </>
  );
}

function Content({ path }: { path: string }) {
  const { data, trouble } = useLive<ObjectShown>(path);
  return (
    <section class="panel" aria-labelledby="object">
      <h3 id="object">{data?.key.split("/").at(-1) ?? "Object"}</h3>
      <Trouble text={trouble} />
      {data && <p class="meta">{`${data.headers["content-type"]}, ${bytes(data.size)}`}</p>}
      {data &&
        (data.text === undefined ? <p class="empty">It is no text, or too long to be shown.</p> : <Json text={data.text} />)}
    </section>
  );
}
