// A state machine as it is defined, and on it the way that an execution took.
import { useMemo } from "preact/hooks";
import type { Definition } from "../../shown";
import { duration } from "../words";
import { lineHeight, type PlacedArrow } from "./arrows";
import "./drawing.css";
import { begin, type Graph, graphOf } from "./graph";
import { icon } from "./icons";
import { type Layout, layOut, type PlacedBox } from "./layout";
import type { Way } from "./way";

interface DrawingProps {
  readonly definition: Definition;
  readonly way: Way | undefined;
  readonly selected: string | undefined;
  readonly href: (state: string) => string;
}

export function Drawing({ definition, ...seen }: DrawingProps) {
  const text = JSON.stringify(definition);
  const layout = useMemo(() => drawn(graphOf(JSON.parse(text))), [text]);
  const { width, height } = layout;
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: the section around it has a name; a title would pop up over every state.
    <svg
      class={seen.way ? "drawing followed" : "drawing"}
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      // Smaller it can't be read: it is moved about instead.
      style={{ minWidth: `${0.75 * width}px` }}
    >
      <Layer layout={layout} {...seen} />
    </svg>
  );
}

function Layer({ layout: { boxes, arrows }, ...seen }: Pick<DrawingProps, "way" | "selected" | "href"> & { layout: Layout }) {
  const { way, selected, href } = seen;
  // What was taken lies over what was not.
  const inOrder = arrows.toSorted((one, other) => Number(way?.took(one) ?? 0) - Number(way?.took(other) ?? 0));
  return (
    <>
      {inOrder.map((arrow) => (
        <ArrowDrawn key={`${arrow.from} ${arrow.to} ${arrow.kind}`} arrow={arrow} taken={way?.took(arrow) ?? false} />
      ))}
      {boxes.map((box) =>
        box.name === begin ? (
          <circle key={begin} class="begin" cx={box.x} cy={box.y} r={box.width / 2} />
        ) : (
          <BoxDrawn key={box.name} box={box} way={way} href={href(box.name)} isSelected={box.name === selected} />
        ),
      )}
      {boxes.flatMap(({ name, within }) =>
        within.map(({ x, y, layout }, index) => (
          <g key={`${name} ${index}`} transform={`translate(${x} ${y})`}>
            <Layer layout={layout} {...seen} />
          </g>
        )),
      )}
    </>
  );
}

function BoxDrawn({ box, way, href, isSelected }: { box: PlacedBox; way: Way | undefined; href: string; isSelected: boolean }) {
  const { name, type, service, about, x, width, height, within } = box;
  // What goes on within leaves it the upper edge.
  const y = within.length > 0 ? box.y - height / 2 + 24 : box.y;
  const { status, took, times } = way?.of(name) ?? { status: "idle", took: undefined, times: 0 };
  const told = [took ? duration(took) : "", times > 1 ? `×${times}` : ""].filter(Boolean).join(" ");
  // What can be seen comes first, as it is: so a voice can name it.
  const seen = [name, about, told].filter(Boolean).join(" ");
  const label = [seen, service || type, status === "idle" ? way && "not entered" : status].filter(Boolean).join(", ");
  return (
    <a href={href} class={status} aria-label={label} aria-current={isSelected ? "true" : undefined}>
      <path class="shape" d={outline(box)} />
      <path class="icon" transform={`translate(${x - width / 2 + 12} ${y - 7})`} d={icon(type, service)} />
      <text class="name" x={x + 11} y={about ? y - 4 : y + 5}>
        {name}
      </text>{" "}
      {about && (
        <text class="about" x={x + 11} y={y + 13}>
          {about}
        </text>
      )}{" "}
      {told && (
        <g class="chip" transform={`translate(${x + width / 2 - 6} ${box.y - height / 2 - 3})`}>
          <rect x={-6 - told.length * 6.2} y={-8} width={told.length * 6.2 + 12} height={16} rx={8} />
          <text x={-told.length * 3.1} y={4}>
            {told}
          </text>
        </g>
      )}
    </a>
  );
}

function ArrowDrawn({ arrow: { kind, labels, label, path, tip, isUp }, taken }: { arrow: PlacedArrow; taken: boolean }) {
  const first = label.y - ((labels.length - 1) * lineHeight) / 2 + 4;
  const back = isUp ? 9 : -9;
  return (
    <g class={`arrow ${kind} ${taken ? "taken" : ""}`}>
      <path class="line" d={path} />
      <path class="head" d={`M${tip.x} ${tip.y}l-4.5 ${back}h9Z`} />
      {labels.map((line, index) => (
        <text key={line} class="label" x={label.x} y={first + index * lineHeight}>
          {line}
        </text>
      ))}
    </g>
  );
}

function outline({ type, x, y, width, height }: PlacedBox): string {
  const [left, top, half] = [x - width / 2, y - height / 2, height / 2];
  if (type === "Choice") {
    return `M${left} ${y}L${left + 12} ${top}H${left + width - 12}L${left + width} ${y}L${left + width - 12} ${top + height}H${left + 12}Z`;
  }
  const r = type === "Succeed" || type === "Fail" ? half : 8;
  const corner = (dx: number, dy: number) => `a${r} ${r} 0 0 1 ${dx * r} ${dy * r}`;
  return `M${left + r} ${top}h${width - 2 * r}${corner(1, 1)}v${height - 2 * r}${corner(-1, 1)}h${2 * r - width}${corner(-1, -1)}v${2 * r - height}${corner(1, -1)}Z`;
}

function drawn(graph: Graph): Layout {
  const canvas = document.createElement("canvas").getContext("2d");
  const family = getComputedStyle(document.body).fontFamily;
  return layOut(graph, (text, font) => {
    if (!canvas) return text.length * 7;
    canvas.font = `${font === "name" ? "600 14px" : "12px"} ${family}`;
    return canvas.measureText(text).width;
  });
}
