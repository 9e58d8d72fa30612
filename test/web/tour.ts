// Every screen of both pages, one after another, as a customer and a barista come to see them.
import type { BrowserContextOptions } from "playwright-core";
import { password, type Window } from "./window";

/** Who goes, and where: at Last Stop Espresso in Perth nobody else orders. */
export interface Tour {
  readonly open: (path: string, options?: BrowserContextOptions) => Promise<Window>;
  /** Their e-mail addresses. */
  readonly customer: string;
  readonly barista: string;
  readonly at: (screen: string, window: Window) => Promise<void>;
}

export const tablet = { viewport: { width: 1024, height: 768 } };

export async function tour({ open, customer, barista, at }: Tour): Promise<void> {
  const anna = await open("");
  await anna.shows("What will it be?");
  await at("menu", anna);
  await anna.button("Sign in to order").click();
  await anna.alert("Choose a city first.");
  await at("something-missing", anna);
  await anna.choose("Perth", "Flat White", "Large");
  await anna.button("One cup more").click();
  await anna.page.getByRole("alert").waitFor({ state: "detached" });
  await at("chosen", anna);

  await anna.button("Sign in to order").click();
  await at("sign-in", anna);
  await anna.button("Forgotten your password?").click();
  await anna.fill({ "E-mail address": customer });
  await anna.shows("a code is on its way there.");
  await at("new-password", anna);
  await anna.button("I have an account").click();
  await anna.button("Create an account").click();
  await at("create-account", anna);
  await anna.fill({ "E-mail address": `new.${customer}`, Password: password });
  await anna.shows("We sent a code");
  await at("check-mail", anna);
  await anna.button("I have an account").click();
  await anna.fill({ "E-mail address": customer, Password: "Wrong-Horse-9" });
  await anna.alert("don't match");
  await at("wrong-password", anna);
  await anna.signIn(customer);

  await anna.page.context().setOffline(true);
  await anna.button("Order").click();
  await anna.alert("You are offline.");
  await at("offline", anna);
  await anna.page.context().setOffline(false);
  await anna.shows("It's on its way");
  await at("order-placed", anna);
  await anna.button("Cancel order").click();
  await at("really-cancel", anna);
  await anna.button("Keep it").click();

  const ben = await open("counter", tablet);
  await ben.shows("Forgotten your password?");
  await at("counter-sign-in", ben);
  await ben.signIn(barista);
  await ben
    .button(/^Ready/)
    .first()
    .waitFor();
  await at("counter", ben);
  const code = await anna.page.locator(".code strong").textContent();
  await ben.button(`Ready order ${code}`).click();
  await at("counter-undo", ben);
  await ben.wait(6);
  await ben.button(`Collected order ${code}`).waitFor();
  await at("counter-ready", ben);

  await anna.wait(61);
  await anna.shows("It's ready");
  await at("order-ready", anna);
  await ben.button(`Collected order ${code}`).click();
  await ben.wait(6);
  await ben.button(`Marked collected · Undo order ${code}`).waitFor({ state: "detached" });
  await at("counter-after", ben);
  await anna.wait(61);
  await anna.button("Order again").scrollIntoViewIfNeeded();
  await at("earlier", anna);

  await anna.page.evaluate(`localStorage["skip-the-line.order.person"] =
    localStorage["skip-the-line.order.person"].replace(/refreshToken":"[^"]+/, 'refreshToken":"old')`);
  await anna.page.reload();
  await anna.alert("Your session has ended.");
  await at("session-ended", anna);
  await anna.page.route("**/menu", (route) => route.abort(), { times: 1 });
  await anna.page.reload();
  await anna.shows("No menu yet");
  await at("no-menu", anna);

  const stranger = await open("counter", tablet);
  await stranger.signIn(customer);
  await stranger.shows("Not your counter");
  await at("not-your-counter", stranger);
}
