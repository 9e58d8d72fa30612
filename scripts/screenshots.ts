// `npm run screenshots`: every screen of the pages, as a phone and a tablet show it, and of the kitchen; docs/screenshots/ has those of the README.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { BrowserContextOptions, Page } from "playwright-core";
import { launch } from "../test/chromium";
import { ready, start } from "../test/process";
import { projectWith, removeProjects, root } from "../test/project";
import { tour } from "../test/web/tour";
import { password, Window } from "../test/web/window";
import { Api } from "./api";
import { shootKitchen } from "./kitchenShots";
import { makeUser, signIn } from "./people";
import { type Pool, poolAt } from "./pool";

const forReadme = ["order-ready by day", "counter-ready by day", "kitchen-failed by day"];

const looks: Readonly<Record<string, BrowserContextOptions>> = {
  "by day": { colorScheme: "light" },
  "by night": { colorScheme: "dark" },
  "on 320 px": { viewport: { width: 320, height: 640 } },
};

async function main(): Promise<void> {
  const running = start(projectWith());
  const browser = await launch();
  try {
    const outputs = await ready(running);
    const { apiUrl = "" } = outputs;
    const pool = poolAt(outputs);
    await crowd(new Api(apiUrl), pool);
    for (const [look, options] of Object.entries(looks)) {
      const name = look.replace(/\W+/g, "-");
      const [customer, barista] = [`anna-${name}@example.com`, `ben-${name}@example.com`];
      await makeUser(pool, customer, password);
      await makeUser(pool, barista, password, "perth-station");
      await tour({
        open: (path, device) => Window.open(browser, apiUrl + path, { ...device, ...options }),
        customer,
        barista,
        at: (screen, { page }) => shoot(`${screen} ${look}`, page),
      });
    }
    await shootKitchen(browser, looks, shoot);
  } finally {
    await browser.close();
    running.child.kill("SIGINT");
    await running.ended;
    removeProjects();
  }
}

/** So that there is something to do at the counter. */
async function crowd(api: Api, pool: Pool): Promise<void> {
  const wishes = [
    { coffeetype: "Long Black", coffeesize: "Small", quantity: 1 },
    { coffeetype: "Latte", coffeesize: "Extra Large", quantity: 3 },
    { coffeetype: "Flat White", coffeesize: "Medium", quantity: 2 },
    { coffeetype: "Short Black", coffeesize: "Small", quantity: 1 },
  ];
  for (const [at, details] of wishes.entries()) {
    const email = `customer-${at}@example.com`;
    await makeUser(pool, email, password);
    const body = { order: { vendorid: "perth-station", city: "Perth", details } };
    await api.ask("order", { token: await signIn(pool, email, password), method: "POST", body });
  }
}

async function shoot(name: string, page: Page): Promise<void> {
  const folder = join(root, "docs/screenshots", forReadme.includes(name) ? "" : "all");
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name.replace(/\W+/g, "-")}.png`), animations: "disabled" });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
