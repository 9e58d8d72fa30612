// JSON as it is read best: indented, and told apart by colour. Whatever it holds is text, never markup.
const token = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d[\d.eE+-]*/g;

/** @param text JSON, or anything else, which is shown as it is */
export function Json({ text }: { text: string }) {
  const value = parsed(text);
  if (value === undefined) return <pre class="json">{text}</pre>;
  const pretty = JSON.stringify(value, null, 2);
  const parts: preact.ComponentChildren[] = [];
  let end = 0;
  for (const match of pretty.matchAll(token)) {
    const [whole, string, colon] = match;
    parts.push(pretty.slice(end, match.index));
    const kind = colon ? "key" : string ? "string" : "other";
    parts.push(<span class={kind}>{string ?? whole}</span>, colon);
    end = match.index + whole.length;
  }
  return (
    <pre class="json">
      {parts}
      {pretty.slice(end)}
    </pre>
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
