// The counter: who may see it, how it keeps up with the shop, and what a slip of the thumb does to an order.
import { setTimeout } from "node:timers/promises";
import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { words } from "../../web/words";
import { type Customer, openShop, type Shop, sneaky, sneakyCoffee } from "../api/shop";
import type { Window } from "./window";
import { closesWindows, openAs, openWindow } from "./windows";

const { vendorid, city } = sneaky;

describe("the counter", () => {
  let shop: Shop;
  let barista: Customer;
  let anna: Customer;
  before(async () => {
    shop = await openShop();
    barista = await shop.staff(vendorid);
  });
  beforeEach(async () => {
    anna = await shop.customer();
  });
  afterEach(async () => {
    for (const status of ["ready", "collected"]) await shop.change(barista, status, anna, vendorid);
  });
  closesWindows();

  async function counter(as = barista): Promise<Window> {
    const window = await openWindow(`${shop.url}counter`, { viewport: { width: 1024, height: 768 } });
    await window.signIn(as.email);
    return window;
  }

  const order = (as = anna) => shop.order(as, { vendorid, city });
  const status = async () => (await shop.items(anna))[0]?.status?.S;

  it("is closed to customers, who are told so, and asks nothing for them", async () => {
    const window = await counter(anna);
    await window.alert(`${anna.email} is not staff of any shop.`);
    expect(window.asked.filter((url) => url.includes("/orders"))).to.deep.equal([]);
  });

  it("shows the names of shops and coffees as they are, whatever they look like", async () => {
    const customer = await openAs(shop, anna, { choice: { quantity: 1 } });
    await customer.page.getByRole("radio", { name: sneaky.city }).check();
    await customer.page.getByRole("radio", { name: sneakyCoffee }).check();
    await customer.choose("Small");
    await customer.button("Order").click();
    await customer.page.getByRole("heading", { name: `${sneaky.name}, ${sneaky.city}` }).waitFor();
    const window = await counter();
    await window.page.getByRole("heading", { name: sneaky.name }).waitFor();
    await window.page.getByRole("listitem").filter({ hasText: sneakyCoffee }).waitFor();
    for (const { page } of [customer, window]) expect(await page.locator("img, b, main script").count()).to.equal(0);
  });

  it("hands on a tap after a moment, and not at all if it is taken back", async () => {
    await order();
    const window = await counter();
    await window.button(/^Ready/).dblclick();
    await window.button(/Undo/).waitFor();
    await window.wait(4);
    expect(await status()).to.equal("placed");
    await window.button(/Undo/).click();
    await window.wait(6);
    await window.button(/^Ready/).waitFor();
    expect(await status()).to.equal("placed");
  });

  it("hands on a tap at once when the page is left", async () => {
    await order();
    const window = await counter();
    await window.button(/^Ready/).click();
    await window.button(/Undo/).waitFor();
    await window.page.goto("about:blank");
    // Its answer reaches nobody any more.
    for (let look = 0; look < 100 && (await status()) === "placed"; look++) await setTimeout(20);
    expect(await status()).to.equal("ready");
  });

  it("says that a colleague was faster, and shows how the order stands", async () => {
    await order();
    const window = await counter();
    await window.button(/^Ready/).click();
    await shop.change(await shop.staff(vendorid), "ready", anna, vendorid);
    await window.wait(6);
    await window.alert(words("WrongStatus"));
    await window.button(/^Collected/).waitFor();
  });

  it("gives the focus on to the next order, and to the heading after the last", async () => {
    const bert = await shop.customer();
    for (const customer of [anna, bert]) {
      await order(customer);
      await shop.change(barista, "ready", customer, vendorid);
    }
    const window = await counter();
    const collected = window.button(/^Collected/);
    await collected.nth(1).waitFor();
    for (const left of [1, 0]) {
      await collected.first().press("Enter");
      await window.wait(6);
      while ((await window.page.getByRole("listitem").count()) > left) await setTimeout(20);
      const focused = await window.page.evaluate<string>("document.activeElement.textContent");
      expect(focused).to.contain(left ? "Collected" : sneaky.name);
    }
  });

  it("says when the barista's session has ended, and goes on after signing in", async () => {
    const window = await counter();
    await window.shows("Nobody is waiting");
    await window.page.evaluate(`sessionStorage["skip-the-line.counter.person"] =
      sessionStorage["skip-the-line.counter.person"].replace(/refreshToken":"[^"]+/, 'refreshToken":"old')`);
    await window.page.reload();
    await window.alert(words("SessionEnded"));
    await window.page.getByRole("alert").getByRole("button", { name: "Sign in" }).click();
    await window.signIn(barista.email);
    await window.shows("Nobody is waiting");
  });

  it("drops what its customer cancelled", async () => {
    await order();
    const window = await counter();
    await window.button(/^Ready/).click();
    await shop.change(anna, "cancelled", anna, vendorid);
    await window.wait(6);
    await window.shows("Nobody is waiting");
  });

  it("keeps the last queue in sight when it can't look, and says so", async () => {
    await order();
    const window = await counter();
    await window.button(/^Ready/).waitFor();
    await window.page.route("**/orders", (route) => route.abort(), { times: 1 });
    await window.wait(11);
    await window.alert(`${words("Unreachable")} This is how it stood last.`);
    await window.button(/^Ready/).waitFor();
    await window.wait(11);
    await window.page.getByRole("alert").waitFor({ state: "detached" });
  });

  it("shows how long an order waits, and the oldest first", async () => {
    await order();
    const bert = await shop.customer();
    await order(bert);
    const window = await counter();
    const cups = window.page.getByRole("listitem");
    await cups.nth(1).waitFor();
    const [first] = await shop.items(anna);
    expect(await cups.first().textContent())
      .to.contain(first?.orderid?.S?.slice(0, 4).toUpperCase())
      .and.contain("just now");
    await window.wait(12 * 60);
    await cups.filter({ hasText: "12 min, waits long" }).first().waitFor();
    await shop.change(bert, "cancelled", bert, vendorid);
  });

  it("pages through a long queue", async () => {
    await order();
    const [item = {}] = await shop.items(anna);
    const copies = Array.from({ length: 30 }, (_, at) => ({
      ...item,
      accountid: { S: `copy-${at}` },
      orderid: { S: `copy-${at}` },
    }));
    const TableName = shop.output("tableName");
    // biome-ignore lint/suspicious/noExplicitAny: an item as it came, put back under another key.
    for (const Item of copies as any[]) await shop.dynamodb.send(new PutItemCommand({ TableName, Item }));
    const window = await counter();
    const cups = window.page.getByRole("listitem");
    await cups.nth(24).waitFor();
    expect(await cups.count()).to.equal(25);
    await window.button("Show those behind them").click();
    await cups.nth(30).waitFor();
    expect(await window.button("Show those behind them").count()).to.equal(0);
    for (const { accountid } of copies) {
      await shop.change(barista, "ready", { ...anna, accountid: accountid.S }, vendorid);
      await shop.change(barista, "collected", { ...anna, accountid: accountid.S }, vendorid);
    }
  });
});
