// A phone on a train: taps twice, tunnels, weak signals, reloads in between. One order, and the customer knows where it stands.
import { expect } from "chai";
import { words } from "../../web/words";
import { type Customer, openShop, type Shop } from "../api/shop";
import type { Window } from "./window";
import { closesWindows, openAs, openWindow, usual } from "./windows";

describe("ordering over a bad network", () => {
  let shop: Shop;
  let anna: Customer;
  before(async () => {
    shop = await openShop();
  });
  beforeEach(async () => {
    anna = await shop.customer();
  });
  closesWindows();

  const posts = ({ asked }: Window) => asked.filter((url) => url.endsWith("/order"));

  async function ordersOnce(): Promise<void> {
    expect(await shop.invoices(anna)).to.have.lengthOf(1);
    expect(await shop.items(anna)).to.have.lengthOf(1);
  }

  it("is ready to order after one round of requests: all that is needed is asked for with the document, and once", async () => {
    const window = await openWindow(shop.url);
    await window.shows("What will it be?");
    const [document, ...files] = window.asked.map((url) => url.replace(/-\w+\./, ".").slice(shop.url.length));
    expect(document).to.equal("");
    expect(files).to.have.members(["assets/order.css", "assets/order.js", "menu", "config.json"]);
    const others = Promise.all(["menu", "config.json"].map((file) => window.page.waitForRequest(shop.url + file)));
    await window.page.route("**/assets/*.js", async (route) => {
      await others;
      await route.continue();
    });
    await window.page.reload();
    await window.shows("What will it be?");
  });

  it("orders once however fast one taps", async () => {
    const window = await openAs(shop, anna);
    await window.button("Order").waitFor();
    await window.page.evaluate("{ const order = document.querySelector('[type=submit]'); order.click(); order.click(); }");
    await window.shows("It's on its way");
    expect(posts(window)).to.have.lengthOf(1);
    await ordersOnce();
  });

  it("asks again under the same key after a reload, when the answer was lost", async () => {
    const window = await openAs(shop, anna);
    const keys: (string | undefined)[] = [];
    const lose = async (route: Parameters<Parameters<typeof window.page.route>[1]>[0]) => {
      keys.push(route.request().headers()["idempotency-key"]);
      if (keys.length > 1) return route.continue();
      await route.fetch();
      return route.abort();
    };
    await window.page.route("**/order", lose);
    await window.button("Order").click();
    await window.alert(words("Unreachable"));
    await window.page.reload();
    await window.shows("It's on its way");
    const [item] = await shop.items(anna);
    expect(keys).to.deep.equal([item?.orderid?.S, item?.orderid?.S]);
    await ordersOnce();
  });

  it("asks again under the same key when it was reloaded while the order was on its way", async () => {
    const window = await openAs(shop, anna);
    shop.running.cloud.calls.fault = ({ action }) =>
      action === "states:StartSyncExecution" ? { when: "before", delay: 500 } : undefined;
    await window.button("Order").click();
    await window.button("Ordering…").waitFor();
    await window.page.reload();
    await window.shows("It's on its way");
    shop.running.cloud.calls.fault = () => undefined;
    expect(posts(window)).to.have.lengthOf(2);
    await ordersOnce();
  });

  it("does not order by itself what was wished for long ago", async () => {
    const { vendorid, city, coffeetype, coffeesize, quantity } = usual;
    const wish = { vendorid, city, details: { coffeetype, coffeesize, quantity, unitprice: 450 } };
    const pending = { key: crypto.randomUUID(), wish, since: Date.now() - 11 * 60_000 };
    const window = await openAs(shop, anna, { [`pending.${anna.accountid}`]: pending });
    await window.alert("Your order is not confirmed yet.");
    await window.button("Forget it").click();
    await window.button("Order").waitFor();
    expect(posts(window)).to.have.lengthOf(0);
  });

  it("orders as soon as there is a connection again", async () => {
    const window = await openAs(shop, anna);
    await window.button("Sign out").waitFor();
    await window.page.context().setOffline(true);
    await window.shows("You are offline. What you see may be old");
    await window.button("Order").click();
    await window.alert("Your order is not confirmed yet. You are offline.");
    await window.page.context().setOffline(false);
    await window.shows("It's on its way");
    await ordersOnce();
  });

  it("says that the connection is slow, and after a while that no answer came", async () => {
    const window = await openAs(shop, anna);
    let arrive = () => {};
    const arrived = new Promise<void>((done) => {
      arrive = done;
    });
    // Never answered: the page gives up by itself.
    await window.page.route("**/order", () => arrive(), { times: 1 });
    await window.button("Order").click();
    await arrived;
    await window.wait(5);
    await window.shows("Your connection is slow");
    await window.wait(31);
    await window.alert(words("NoAnswer"));
    await window.button("Try again").click();
    await window.shows("It's on its way");
  });

  it("recognises a Wi-Fi that answers in our place", async () => {
    const window = await openAs(shop, anna);
    await window.page.route("**/order", (route) => route.fulfill({ contentType: "text/html", body: "<h1>Free Wi-Fi</h1>" }));
    await window.button("Order").click();
    await window.alert(words("Intercepted"));
  });

  it("fetches the menu later when it can't be had at first", async () => {
    const window = await openWindow(shop.url);
    await window.page.route("**/menu", (route) => route.abort(), { times: 1 });
    await window.page.reload();
    await window.alert(words("Unreachable"));
    await window.button("Try again").click();
    await window.shows("What will it be?");
  });

  it("looks at an order only while somebody may be looking, and at once when they come back", async () => {
    await shop.order(anna);
    const window = await openAs(shop, anna);
    await window.shows("It's on its way");
    const hide = (state: string) =>
      window.page.evaluate(`Object.defineProperty(document, "visibilityState", { value: "${state}", configurable: true });
        document.dispatchEvent(new Event("visibilitychange"))`);
    await hide("hidden");
    const looks = window.asked.length;
    await window.wait(600);
    expect(window.asked).to.have.lengthOf(looks);
    await shop.change(await shop.staff("sydney-central"), "ready", anna);
    await hide("visible");
    await window.shows("It's ready");
  });

  it("tells an order that it can't look at from one that is over", async () => {
    await shop.order(anna);
    const window = await openAs(shop, anna);
    await window.shows("It's on its way");
    await window.page.route("**/order?*", (route) => route.abort(), { times: 1 });
    await window.wait(61);
    await window.alert(`${words("Unreachable")} This is how it stood last.`);
    await window.wait(61);
    await window.page.getByRole("alert").waitFor({ state: "detached" });
  });
});
