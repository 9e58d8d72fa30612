// The tests' shop for a command, without mocha.
import { removeProjects } from "../project";
import type { Shop } from "./shop";

/** What uses the shop is to be imported in `work`. */
export async function withShop(work: (shop: Shop) => Promise<void>): Promise<void> {
  // Mocha's hooks close the tests' shop; here there are none, and it is closed below.
  Object.assign(globalThis, { after() {}, afterEach() {} });
  const { openShop } = await import("./shop");
  const shop = await openShop();
  try {
    await work(shop);
  } finally {
    await shop.running.close();
    removeProjects();
  }
}
