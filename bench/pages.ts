// How long a customer waits for the menu: in headless Chromium, with nothing kept from an earlier visit, and with all of it.
import { launch } from "../test/chromium";
import { median } from "./times";

const visits = 7;

/** Noted in the page itself: milliseconds from the navigation's start until the first city can be chosen. */
const note = `new MutationObserver((_, observer) => {
  if (!document.querySelector("input[name=city]")) return;
  observer.disconnect();
  window.usable = performance.now();
}).observe(document, { childList: true, subtree: true })`;

/** Medians, in milliseconds. */
export async function untilUsable(url: string): Promise<{ first: number; again: number }> {
  const browser = await launch();
  try {
    const times: { first: number; again: number }[] = [];
    // The first of all warms the browser up and does not count.
    for (let visit = 0; visit <= visits; visit++) {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.addInitScript(note);
      const usable = async () => {
        await page.goto(url);
        await page.waitForFunction("window.usable");
        return page.evaluate<number>("window.usable");
      };
      times[visit] = { first: await usable(), again: await usable() };
      await context.close();
    }
    const counted = times.slice(1);
    return { first: median(counted.map(({ first }) => first)), again: median(counted.map(({ again }) => again)) };
  } finally {
    await browser.close();
  }
}
