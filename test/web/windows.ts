// Windows for the tests of the pages, in one browser for all. Whatever a test is about, nothing may go wrong behind it.
import { expect } from "chai";
import type { Browser, BrowserContextOptions } from "playwright-core";
import type { Customer, Shop } from "../api/shop";
import { launch } from "../chromium";
import { type Kept, Window } from "./window";

let launching: Promise<Browser> | undefined;
const open = new Set<Window>();

after(async () => {
  await (await launching)?.close();
});

export async function openWindow(url: string, options?: BrowserContextOptions, kept?: Kept): Promise<Window> {
  launching ??= launch();
  const window = await Window.open(await launching, url, options, kept);
  open.add(window);
  return window;
}

/** What a customer wants who has been here before. */
export const usual = { city: "Sydney", vendorid: "sydney-central", coffeetype: "Latte", coffeesize: "Large", quantity: 2 };

/** The order page of somebody who signed in on this device earlier, and knows what they want. */
export async function openAs(shop: Shop, { email, accountid }: Customer, kept: Kept = {}): Promise<Window> {
  const { RefreshToken: refreshToken } = await shop.signIn(email);
  return openWindow(shop.url, {}, { "order.person": { email, accountid, refreshToken }, choice: usual, ...kept });
}

/** For every file that opens windows. */
export function closesWindows(): void {
  afterEach(async () => {
    const windows = [...open];
    open.clear();
    await Promise.all(windows.map(({ page }) => page.context().close()));
    for (const { complaints, asked } of windows) {
      expect(complaints).to.deep.equal([]);
      const laptops = asked.filter((url) => url.includes("/_local"));
      expect(laptops, "a deployed stack has no such routes").to.deep.equal([]);
    }
  });
}
