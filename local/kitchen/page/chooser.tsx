// Which of several tables or buckets is looked into.
import { linkTo } from "./route";

export function Chooser(props: { view: string; names: readonly string[]; chosen: string | undefined }) {
  const { view, names, chosen } = props;
  return (
    <ul class="chooser">
      {names.map((name) => (
        <li key={name}>
          <a href={linkTo(view, name)} aria-current={name === chosen ? "true" : undefined}>
            {name}
          </a>
        </li>
      ))}
    </ul>
  );
}
