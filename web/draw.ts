// The page as a function of what is known: after each change it is drawn anew, and Preact touches only what differs.
import { type ComponentChild, render } from "preact";

let page: () => ComponentChild = () => null;
let due = false;

export function show(view: () => ComponentChild): void {
  page = view;
  changed();
}

/** Call it after changing anything a view reads. */
export function changed(): void {
  if (due) return;
  due = true;
  queueMicrotask(draw);
}

function draw(): void {
  due = false;
  render(page(), element("page"));
}

/** Told to those who listen instead of looking, without taking the focus. */
export function say(text: string): void {
  element("said").textContent = text;
}

/** Moves the focus once what is to get it has been drawn. */
export function focusOn(selector: string): void {
  changed();
  queueMicrotask(() => document.querySelector<HTMLElement>(selector)?.focus());
}

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page's HTML has no element '${id}'`);
  return found;
}
