// Somebody's browser window on the pages, used by what they see; the test can move its clock.
import type { Browser, BrowserContextOptions, Locator, Page, Request } from "playwright-core";

export const password = "Correct-Horse-9";

/** As the pages keep it. */
export type Kept = Readonly<Record<string, object>>;

export class Window {
  /** What went wrong behind the page: errors on the console, reports of the Content-Security-Policy, dialogs. */
  readonly complaints: string[] = [];
  /** Every URL that was asked for. */
  readonly asked: string[] = [];

  private constructor(readonly page: Page) {}

  /** @param kept what the pages kept on this device earlier, by key; nothing of other windows is */
  static async open(browser: Browser, url: string, options: BrowserContextOptions = {}, kept: Kept = {}): Promise<Window> {
    const viewport = { width: 390, height: 844 };
    const context = await browser.newContext({ locale: "en-AU", timezoneId: "Australia/Sydney", viewport, ...options });
    // A test that waits for what never comes should say so soon.
    context.setDefaultTimeout(10_000);
    await context.clock.install();
    await context.addInitScript(`if (origin !== "null" && !localStorage.before) {
      localStorage.before = true;
      for (const [key, value] of Object.entries(${JSON.stringify(kept)})) localStorage["skip-the-line." + key] = JSON.stringify(value);
    }`);
    const window = new Window(await context.newPage());
    context.on("request", (request: Request) => window.asked.push(request.url()));
    context.on("console", (message) => {
      // A refused request is no error of the page's: what it makes of it is what the tests are about.
      const refused = message.text().startsWith("Failed to load resource");
      if (["error", "warning"].includes(message.type()) && !refused) window.complaints.push(message.text());
    });
    context.on("weberror", (error) => window.complaints.push(String(error.error())));
    context.on("dialog", (dialog) => {
      window.complaints.push(`${dialog.type()}: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await window.page.goto(url);
    return window;
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole("button", { name, ...(typeof name === "string" && { exact: true }) });
  }

  /** What is said to those who listen, now or soon. */
  said(text: string | RegExp): Promise<void> {
    return this.page.locator("#said", { hasText: text }).waitFor({ state: "attached" });
  }

  /** What is complained of, loud and clear. */
  alert(text: string | RegExp): Promise<void> {
    return this.page.getByRole("alert").filter({ hasText: text }).first().waitFor();
  }

  async shows(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).first().waitFor();
  }

  /** Of the form that is shown. */
  async fill(fields: Readonly<Record<string, string>>): Promise<void> {
    for (const [label, value] of Object.entries(fields)) await this.page.getByLabel(label, { exact: true }).fill(value);
    await this.page.locator("form [type=submit]").click();
  }

  async signIn(email: string): Promise<void> {
    const header = this.page.locator("header");
    await header.waitFor();
    const entrance = header.getByRole("button", { name: "Sign in" });
    if ((await entrance.count()) > 0) await entrance.click();
    await this.fill({ "E-mail address": email, Password: password });
    await this.button("Sign out").waitFor();
  }

  /** By the beginnings of their names. */
  async choose(...options: readonly string[]): Promise<void> {
    for (const name of options) await this.page.getByRole("radio", { name: new RegExp(`^${name}`) }).check();
  }

  /** As if that time went by; what was due is done. */
  async wait(seconds: number): Promise<void> {
    await this.page.clock.fastForward(seconds * 1000);
  }
}
