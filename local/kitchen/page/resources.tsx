// The resources of the stack as a tree, as `npm start` prints it.
import type { ResourceShown } from "../shown";
import "./data.css";

export function Resources({ resources }: { resources: readonly ResourceShown[] }) {
  const urns = new Set(resources.map(({ urn }) => urn));
  const tops = resources.filter(({ parent }) => !urns.has(parent));
  return (
    <section aria-labelledby="resources">
      <h2 id="resources">Resources</h2>
      <p class="meta">{`${resources.length} of the program, as it asked for them`}</p>
      <div class="tree">
        <Branches of={tops} all={resources} />
      </div>
    </section>
  );
}

function Branches({ of, all }: { of: readonly ResourceShown[]; all: readonly ResourceShown[] }) {
  return (
    <ul>
      {of.map((resource) => {
        const children = all.filter(({ parent, urn }) => parent === resource.urn && urn !== resource.urn);
        return (
          <li key={resource.urn}>
            <Line resource={resource} />
            {children.length > 0 && <Branches of={children} all={all} />}
          </li>
        );
      })}
    </ul>
  );
}

function Line({ resource: { type, name, id, arn, engine, noEffect } }: { resource: ResourceShown }) {
  return (
    <div class="resource">
      <code>{type}</code> <b>{name}</b>{" "}
      {noEffect ? <span class="badge quiet">no effect here</span> : <span class="badge">{engine ?? "component"}</span>}
      {id && <code>{arn ?? id}</code>}
    </div>
  );
}
