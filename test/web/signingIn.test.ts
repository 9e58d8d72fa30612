// Getting in, staying in and being thrown out: accounts, codes, passwords and sessions, as Cognito has them.
import { AdminDeleteUserCommand, InitiateAuthCommand, RevokeTokenCommand } from "@aws-sdk/client-cognito-identity-provider";
import { expect } from "chai";
import { words } from "../../web/words";
import { type Customer, openShop, type Shop } from "../api/shop";
import { password, type Window } from "./window";
import { closesWindows, openAs, openWindow } from "./windows";

describe("signing in", () => {
  let shop: Shop;
  let anna: Customer;
  before(async () => {
    shop = await openShop();
    anna = await shop.customer();
  });
  closesWindows();

  async function codeFor(email: string): Promise<string> {
    const mails = (await (await fetch(`${shop.url}_local/mails`)).json()) as { to: string; text: string }[];
    return /\d{6}/.exec(mails.find(({ to }) => to === email)?.text ?? "")?.[0] ?? "no code";
  }

  async function atSignIn(): Promise<Window> {
    const window = await openWindow(shop.url);
    await window.button("Sign in").click();
    return window;
  }

  const kept = (window: Window) => window.page.evaluate<string>("JSON.stringify(localStorage)");

  it("takes the right password only, and says no more than that", async () => {
    const window = await atSignIn();
    await window.fill({ "E-mail address": anna.email, Password: "Wrong-Horse-9" });
    await window.alert(words("NotAuthorizedException"));
    await window.fill({ "E-mail address": "nobody@example.com", Password: password });
    await window.alert(words("NotAuthorizedException"));
    await window.fill({ "E-mail address": anna.email, Password: password });
    await window.button("Sign out").waitFor();
    expect(new URL(window.page.url()).hash).to.equal("");
  });

  it("leads back to the menu with the browser's Back", async () => {
    const window = await atSignIn();
    await window.page.goBack();
    await window.shows("What will it be?");
  });

  it("makes an account: a good password, an address of one's own, the newest code", async () => {
    const window = await atSignIn();
    await window.button("Create an account").click();
    await window.fill({ "E-mail address": anna.email, Password: password });
    await window.alert(words("UsernameExistsException"));
    await window.fill({ "E-mail address": "new@example.com", Password: "all-small-letters" });
    await window.alert(words("InvalidPasswordException"));
    await window.fill({ "E-mail address": "new@example.com", Password: password });
    await window.shows("We sent a code to new@example.com.");
    const first = await codeFor("new@example.com");
    await window.button("Send a new code").click();
    await window.shows("A new code is on its way to new@example.com.");
    const second = await codeFor("new@example.com");
    await window.fill({ Code: first === second ? "000000" : first });
    await window.alert(words("CodeMismatchException"));
    await window.fill({ Code: ` ${second} ` });
    await window.button("Sign out").waitFor();
  });

  it("takes somebody who left before the code back to it", async () => {
    const first = await atSignIn();
    await first.button("Create an account").click();
    await first.fill({ "E-mail address": "later@example.com", Password: password });
    await first.shows("We sent a code to later@example.com.");
    const window = await atSignIn();
    await window.fill({ "E-mail address": "later@example.com", Password: password });
    await window.shows(words("UserNotConfirmedException"));
    await window.fill({ Code: await codeFor("later@example.com") });
    await window.button("Sign out").waitFor();
  });

  it("gives a new password to whoever has the address", async () => {
    const { email } = await shop.customer();
    const window = await atSignIn();
    await window.button("Forgotten your password?").click();
    await window.fill({ "E-mail address": email });
    await window.shows(`If ${email} has an account, a code is on its way there.`);
    await window.fill({ Code: await codeFor(email), Password: "Another-Horse-9" });
    await window.button("Sign out").waitFor();
  });

  it("is renewed without a word before the token is too old", async () => {
    const window = await openAs(shop, await shop.customer());
    await window.button("Sign out").waitFor();
    await window.wait(16 * 60);
    await window.button("Order").click();
    await window.shows("It's on its way");
  });

  it("is renewed when the API finds the token too old first", async () => {
    const window = await openAs(shop, await shop.customer());
    const old = { authorization: "Bearer old" };
    await window.page.route("**/order", (route) => route.continue({ headers: { ...route.request().headers(), ...old } }), {
      times: 1,
    });
    await window.button("Order").click();
    await window.shows("It's on its way");
  });

  it("says when a session has ended, and goes on with the order after signing in", async () => {
    const carla = await shop.customer();
    const window = await openAs(shop, carla);
    await window.button("Sign out").waitFor();
    const person = JSON.parse(await window.page.evaluate<string>("localStorage['skip-the-line.order.person']"));
    await shop.cognito.send(new RevokeTokenCommand({ ClientId: shop.output("userPoolClientId"), Token: person.refreshToken }));
    await window.wait(16 * 60);
    await window.button("Order").click();
    await window.alert(words("SessionEnded"));
    await window.page.getByRole("alert").getByRole("button", { name: "Sign in" }).first().click();
    await window.shows(words("SessionEnded"));
    await window.fill({ "E-mail address": carla.email, Password: password });
    await window.shows("It's on its way");
    expect(await shop.invoices(carla)).to.have.lengthOf(1);
  });

  it("ends for somebody whose account is gone", async () => {
    const dora = await shop.customer();
    const window = await openAs(shop, dora);
    await window.button("Sign out").waitFor();
    await shop.cognito.send(new AdminDeleteUserCommand({ UserPoolId: shop.output("userPoolId"), Username: dora.email }));
    await window.page.reload();
    await window.alert(words("SessionEnded"));
  });

  it("leaves nothing of a person on the device when they sign out, in any tab", async () => {
    const erik = await shop.customer();
    const window = await openAs(shop, erik);
    await window.button("Order").click();
    await window.shows("It's on its way");
    const other = await window.page.context().newPage();
    await other.goto(shop.url);
    await other.getByRole("button", { name: "Sign out" }).waitFor();
    const before = await kept(window);
    for (const mine of [erik.email, erik.accountid]) expect(before).to.contain(mine);
    const revoked = window.page.waitForResponse((response) => response.url().startsWith(shop.output("awsEndpoint")));
    await window.button("Sign out").click();
    await window.button("Sign in").waitFor();
    await other.getByRole("button", { name: "Sign in", exact: true }).waitFor();
    const after = await kept(window);
    for (const mine of [erik.email, erik.accountid, "refreshToken"]) expect(after).to.not.contain(mine);
    expect((await revoked).status()).to.equal(200);
    const { refreshToken } = JSON.parse(JSON.parse(before)["skip-the-line.order.person"]);
    const again = new InitiateAuthCommand({
      AuthFlow: "REFRESH_TOKEN_AUTH",
      ClientId: shop.output("userPoolClientId"),
      AuthParameters: { REFRESH_TOKEN: refreshToken },
    });
    const refusal = await shop.cognito.send(again).catch((error: Error) => error.name);
    expect(refusal).to.equal("NotAuthorizedException");
  });
});
