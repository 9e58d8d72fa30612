// A customer and a barista, each in a window of their own, from signing up to the empty cup and the next order.
import { expect } from "chai";
import { type Customer, openShop, type Shop } from "../api/shop";
import { password, type Window } from "./window";
import { closesWindows, openAs, openWindow } from "./windows";

describe("the journey of a customer and a barista", () => {
  let shop: Shop;
  let barista: Customer;
  before(async () => {
    shop = await openShop();
    barista = await shop.staff("perth-station");
  });
  closesWindows();

  async function mailedTo(email: string): Promise<string> {
    const mails = (await (await fetch(`${shop.url}_local/mails`)).json()) as { to: string; text: string }[];
    return /\d{6}/.exec(mails.find(({ to }) => to === email)?.text ?? "")?.[0] ?? "no code";
  }

  async function counter(): Promise<Window> {
    const window = await openWindow(`${shop.url}counter`, { viewport: { width: 1024, height: 768 } });
    await window.signIn(barista.email);
    return window;
  }

  it("goes from a new account to a coffee in hand, its invoice, and the same again", async () => {
    const ben = await counter();
    await ben.shows("Nobody is waiting");

    const anna = await openWindow(shop.url);
    const email = "Anna.Journey@example.com";
    await anna.choose("Perth", "Flat White", "Large");
    await anna.button("One cup more").click();
    await anna.shows("$9.00");
    await anna.button("Sign in to order").click();
    await anna.button("Create an account").click();
    await anna.fill({ "E-mail address": email, Password: password });
    await anna.shows(`We sent a code to ${email}`);
    await anna.fill({ Code: await mailedTo(email) });
    await anna.button("Order").click();
    await anna.shows("It's on its way");
    expect(await anna.page.evaluate("document.activeElement.textContent")).to.contain("Last Stop Espresso");
    const code = (await anna.page.locator(".code strong").textContent()) ?? "";

    await ben.button("Turn sound on").click();
    await ben.button("Turn sound off").waitFor();
    await ben.wait(11);
    await ben.said("New: 2 × Large Flat White.");
    expect(await ben.page.title()).to.equal("(1) Last Stop Espresso · Skip the Line");
    await ben.button(`Ready order ${code}`).click();
    await ben.wait(1);
    await ben.button(`Marked ready · Undo order ${code}`).click();
    await ben.wait(10);
    await ben.button(`Ready order ${code}`).click();
    await ben.wait(6);
    await ben.button(`Collected order ${code}`).waitFor();

    const looks = anna.asked.filter((url) => url.includes("/order?")).length;
    await anna.wait(30);
    expect(anna.asked.filter((url) => url.includes("/order?"))).to.have.lengthOf(looks, "it looked before a minute was over");
    await anna.wait(31);
    await anna.shows("It's ready");
    await anna.said("Your order at Last Stop Espresso is ready.");
    expect(await anna.page.title()).to.equal("Ready! · Skip the Line");

    const [invoice] = await Promise.all([anna.page.waitForEvent("popup"), anna.button(/^Invoice/).click()]);
    await invoice.getByText('"payable": "9.00 AUD"').waitFor();
    expect(anna.page.url()).to.equal(shop.url);
    await invoice.close();

    await ben.button(`Collected order ${code}`).click();
    await ben.wait(6);
    await ben.shows("Nobody is waiting");
    await anna.wait(61);
    await anna.said("Your order at Last Stop Espresso is collected.");
    await anna.button("Order again").click();
    await anna.shows("2 × Large Flat White");
    await anna.button("Order").click();
    await anna.shows("It's on its way");
    await anna.button("Cancel order").click();
    await anna.button("Yes, cancel").click();
    await anna.said("Your order at Last Stop Espresso is cancelled.");
    await ben.wait(11);
    await ben.shows("Nobody is waiting");
  });

  it("keeps a customer's orders at two shops apart, and shows on one device what was ordered on another", async () => {
    const carla = await shop.customer();
    await shop.order(carla);
    const window = await openAs(shop, carla);
    await window.page.getByRole("heading", { name: "Platform Six, Sydney" }).waitFor();
    await window.choose("The Escalator", "Short Black");
    await window.button("Order").click();
    const cards = window.page.getByRole("article");
    const there = cards.filter({ hasText: "The Escalator, Sydney" });
    await there.getByRole("button", { name: "Cancel order" }).click();
    await there.getByRole("button", { name: "Yes, cancel" }).click();
    await there.waitFor({ state: "detached" });
    expect(await cards.count()).to.equal(1);
    await window.page.reload();
    await cards.filter({ hasText: "2 × Large Latte" }).waitFor();
    await window.page.getByRole("listitem").filter({ hasText: "2 × Large Short Black" }).waitFor();
  });
});
