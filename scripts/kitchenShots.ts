// The kitchen's screens for `npm run screenshots`: a start of its own, in which the third order fails for two throttled calls.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { ready, start } from "../test/process";
import { projectWith } from "../test/project";
import { Api } from "./api";
import { makeUser, signIn } from "./people";
import { poolAt } from "./pool";

const password = "Correct-Horse-9";
const throttled = { error: "TooManyRequestsException", status: 429 };
const faults = [{ action: "lambda:InvokeFunction", resource: "*:confirm-order-*", skip: 2, times: 2, ...throttled }];

const screens = {
  "kitchen-failed": "executions/newest/ConfirmOrder",
  "kitchen-mails": "mails",
  "kitchen-tables": "tables",
  "kitchen-buckets": "buckets",
  "kitchen-resources": "resources",
};

export async function shootKitchen(
  browser: Browser,
  looks: Readonly<Record<string, BrowserContextOptions>>,
  shoot: (name: string, page: Page) => Promise<void>,
): Promise<void> {
  const dir = projectWith();
  const file = join(dir, "faults.yaml");
  writeFileSync(file, JSON.stringify({ faults }));
  const running = start(dir, "--faults", file);
  try {
    const outputs = await ready(running);
    const { apiUrl = "" } = outputs;
    const pool = poolAt(outputs);
    const api = new Api(apiUrl);
    for (const name of ["anna", "ben", "carla"]) {
      await makeUser(pool, `${name}@example.com`, password);
      const details = { coffeetype: "Latte", coffeesize: "Large", quantity: 2 };
      const body = { order: { vendorid: "sydney-central", city: "Sydney", details } };
      const asked = api.ask("order", { token: await signIn(pool, `${name}@example.com`, password), method: "POST", body });
      await asked.catch((error: Error) => {
        if (error.name !== "OrderNotPlaced") throw error;
      });
    }
    for (const [look, options] of Object.entries(looks)) {
      const context = await browser.newContext({ viewport: { width: 1680, height: 1050 }, ...options });
      const page = await context.newPage();
      for (const [screen, view] of Object.entries(screens)) {
        await page.goto(`${apiUrl}_local/#/${view}`);
        await page.locator("main li").first().waitFor();
        await page.waitForLoadState("networkidle");
        await shoot(`${screen} ${look}`, page);
      }
      await context.close();
    }
  } finally {
    running.child.kill("SIGINT");
    await running.ended;
  }
}
