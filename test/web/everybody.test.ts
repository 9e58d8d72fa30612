// For everybody: whoever can't see colours, or the screen at all, uses keys instead of a thumb, or needs all of it larger.
import { expect } from "chai";
import { openShop, type Shop } from "../api/shop";
import { violations } from "../axe";
import { tablet, tour } from "./tour";
import { password, type Window } from "./window";
import { closesWindows, openWindow } from "./windows";

describe("the pages are for everybody", () => {
  let shop: Shop;
  before(async () => {
    shop = await openShop();
  });
  closesWindows();

  /** What reaches out of sight sideways. */
  function outside({ page }: Window): Promise<string[]> {
    return page.evaluate<string[]>(`[...document.querySelectorAll("body *")]
      .filter((element) => !element.closest(".unseen") && element.getBoundingClientRect().right > innerWidth + 0.5)
      .map((element) => element.outerHTML.slice(0, 100))`);
  }

  it("on every screen: no violation axe-core knows of by day or night, nothing out of sight on 320 px or at 200 %", async function () {
    this.timeout(120_000);
    const customer = await shop.customer();
    const barista = await shop.staff("perth-station");
    const found: Record<string, string[]> = {};
    const screens: string[] = [];
    await tour({
      open: (path, options) => openWindow(shop.url + path, options),
      customer: customer.email,
      barista: barista.email,
      async at(screen, window) {
        const { page } = window;
        const before = page.viewportSize() ?? tablet.viewport;
        const note = (how: string, what: string[]) => {
          if (what.length > 0) found[`${screen} ${how}`] = what;
        };
        screens.push(screen);
        note("by day", await violations(window.page, {}));
        await page.emulateMedia({ colorScheme: "dark" });
        note("by night", await violations(window.page, { runOnly: ["color-contrast"] }));
        await page.emulateMedia({ colorScheme: null });
        await page.setViewportSize({ width: 320, height: 640 });
        note("on 320 px", await outside(window));
        // What is left of 1280 × 720 at 200 %.
        await page.setViewportSize({ width: 640, height: 360 });
        note("at 200 %", await outside(window));
        await page.setViewportSize(before);
      },
    });
    expect(found).to.deep.equal({});
    expect(screens).to.have.lengthOf(21);
  });

  /** Tab, until what has the focus is called so; and it shows that it has it. */
  async function tabTo({ page }: Window, name: RegExp): Promise<void> {
    for (let presses = 0; presses < 60; presses++) {
      await page.keyboard.press("Tab");
      const [text, outline] = await page.evaluate<[string, string]>(`(() => {
        const { activeElement: element } = document;
        const label = element.labels?.[0] ?? element;
        const seen = element.type === "radio" ? element.nextElementSibling : element;
        return [(element.ariaLabel ?? label.textContent).trim(), getComputedStyle(seen).outlineStyle];
      })()`);
      if (!name.test(text)) continue;
      expect(outline, `the focus on ${text}`).to.equal("solid");
      return;
    }
    throw new Error(`No Tab leads to ${name}`);
  }

  it("order, cancel and hand out with the keyboard alone", async () => {
    const customer = await shop.customer();
    const window = await openWindow(shop.url);
    const { keyboard } = window.page;
    await window.shows("What will it be?");
    await tabTo(window, /^Sydney/);
    for (const key of ["ArrowDown", "ArrowDown", "ArrowDown"]) await keyboard.press(key);
    await window.shows("Last Stop Espresso");
    await tabTo(window, /^Short Black/);
    await keyboard.press("Space");
    await tabTo(window, /^Small/);
    await keyboard.press("Space");
    await tabTo(window, /^One cup more/);
    await keyboard.press("Enter");
    await tabTo(window, /^Sign in to order/);
    await keyboard.press("Enter");
    await tabTo(window, /^E-mail address/);
    await keyboard.type(customer.email);
    await tabTo(window, /^Password/);
    await keyboard.type(password);
    await keyboard.press("Enter");
    await window.button("Sign out").waitFor();
    // Signed in, the focus is on the button that orders.
    await keyboard.press("Enter");
    await window.shows("It's on its way");

    const barista = await shop.staff("perth-station");
    const counter = await openWindow(`${shop.url}counter`, tablet);
    await counter.signIn(barista.email);
    await counter.button(/^Ready/).waitFor();
    await tabTo(counter, /^Ready/);
    await counter.page.keyboard.press("Enter");
    await counter.wait(6);
    await counter.button(/^Collected/).waitFor();
    await counter.page.keyboard.press("Enter");
    await counter.wait(6);
    await counter.shows("Nobody is waiting");

    await window.wait(61);
    await tabTo(window, /^Order again/);
    await keyboard.press("Enter");
    // It leads to the button that orders; then the focus is on the order, and what can be done with it comes next.
    await keyboard.press("Enter");
    await window.shows("It's on its way");
    await tabTo(window, /^Cancel order/);
    await keyboard.press("Enter");
    await tabTo(window, /^Yes, cancel/);
    await keyboard.press("Enter");
    await window.said("is cancelled.");
  });

  it("keep still for whoever asked for less motion", async () => {
    const customer = await shop.customer();
    await shop.order(customer);
    const moving = async (reducedMotion: "reduce" | "no-preference") => {
      const window = await openWindow(shop.url, { reducedMotion });
      await window.signIn(customer.email);
      await window.choose("Sydney", "Platform Six");
      await window.shows("It's on its way");
      return window.page.evaluate<number>("document.getAnimations().length");
    };
    expect(await moving("no-preference")).to.equal(1);
    expect(await moving("reduce")).to.equal(0);
  });
});
