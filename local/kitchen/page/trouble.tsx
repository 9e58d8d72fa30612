// Why a view shows nothing newer.
export function Trouble({ text }: { text: string | undefined }) {
  return text === undefined ? null : (
    <p class="trouble" role="alert">
      {text}
    </p>
  );
}
