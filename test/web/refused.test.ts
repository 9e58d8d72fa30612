// An order that is refused, or whose answer says little: the customer is told what happened and what to do, in words.
import { randomUUID } from "node:crypto";
import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { errorStatus } from "../../handlers/errors";
import { gatewayResponses } from "../../infra/gatewayResponses";
import { AwsError } from "../../local/aws/error";
import { words } from "../../web/words";
import { type Customer, latte, openShop, type Shop } from "../api/shop";
import { closesWindows, openAs, usual } from "./windows";

const { city, vendorid, quantity, coffeetype, coffeesize } = usual;
const wish = { vendorid, city, details: { coffeetype, coffeesize, quantity, unitprice: 450 } };

describe("a customer whose order does not go through", () => {
  let shop: Shop;
  let anna: Customer;
  before(async () => {
    shop = await openShop();
  });
  beforeEach(async () => {
    anna = await shop.customer();
  });
  afterEach(() => {
    shop.running.cloud.calls.fault = () => undefined;
  });
  closesWindows();

  const pending = (key: string) => ({ [`pending.${anna.accountid}`]: { key, wish, since: Date.now() } });

  it("sees the order that waits at the shop already", async () => {
    const window = await openAs(shop, anna);
    const { body } = await shop.order(anna);
    await window.button("Order").click();
    await window.alert(words("OrderAlreadyActive"));
    await window.shows(body.orderid.slice(0, 4).toUpperCase());
  });

  it("sees the new price before paying it", async () => {
    const window = await openAs(shop, anna);
    const stale = await shop.ask("menu");
    for (const size of stale.body.coffeesizes) size.unitprice -= 50;
    await window.page.route("**/menu", (route) => route.fulfill({ json: stale.body }), { times: 1 });
    await window.page.reload();
    await window.shows("$8.00");
    await window.button("Order").click();
    await window.alert(words("PriceChanged"));
    await window.shows("$9.00");
    await window.button("Order").click();
    await window.shows("It's on its way");
  });

  it("chooses anew when a coffee has left the menu", async () => {
    const window = await openAs(shop, anna, { choice: { ...usual, coffeetype: "Affogato" } });
    const stale = await shop.ask("menu");
    stale.body.coffeetypes.push("Affogato");
    await window.page.route("**/menu", (route) => route.fulfill({ json: stale.body }), { times: 1 });
    await window.page.reload();
    await window.choose("Affogato");
    await window.button("Order").click();
    await window.alert(words("InvalidOrder"));
    await window.button("Order").click();
    await window.alert("Choose a coffee first.");
  });

  it("is told that an order which was never answered is over by now", async () => {
    const key = randomUUID();
    await shop.order(anna, { key });
    await shop.end(anna);
    await shop.order(anna);
    const window = await openAs(shop, anna, pending(key));
    await window.alert(words("KeyUsed"));
    await window.button("Order").waitFor();
  });

  it("orders again when an order was changed on its way", async () => {
    const key = randomUUID();
    await shop.order(anna, { key, details: { ...latte().details, quantity: 1 } });
    const window = await openAs(shop, anna, pending(key));
    await window.alert(words("KeyReused"));
  });

  it("tries again, and nothing happens twice, when the service failed", async () => {
    const window = await openAs(shop, anna);
    shop.running.cloud.calls.fault = ({ action, principal }) =>
      action === "dynamodb:UpdateItem" && principal.type === "Role" && principal.roleArn.includes("role/place-order-")
        ? { when: "after", error: new AwsError("InternalServerError", "made to fail", 500) }
        : undefined;
    await window.button("Order").click();
    await window.alert(`Your order is not confirmed yet. ${words("OrderNotPlaced")}`);
    shop.running.cloud.calls.fault = () => undefined;
    await window.button("Try again").click();
    await window.shows("It's on its way");
    expect(await shop.invoices(anna)).to.have.lengthOf(1);
  });

  it("waits a little when too many come at once", async () => {
    const window = await openAs(shop, anna);
    await window.button("Sign out").waitFor();
    const error = new AwsError("ThrottlingException", "made to fail", 400);
    shop.running.cloud.calls.fault = ({ action }) =>
      action === "states:StartSyncExecution" ? { when: "before", error } : undefined;
    await window.button("Order").click();
    await window.alert(words("TooManyRequests"));
    shop.running.cloud.calls.fault = () => undefined;
    await window.button("Try again").click();
    await window.shows("It's on its way");
  });

  it("can't cancel what is ready by now, and sees that it is", async () => {
    await shop.order(anna);
    const window = await openAs(shop, anna);
    await window.button("Cancel order").click();
    await shop.change(await shop.staff(vendorid), "ready", anna);
    await window.button("Yes, cancel").click();
    await window.alert(words("WrongStatus"));
    await window.shows("It's ready");
  });

  it("can't cancel what has expired, and finds it among the earlier ones", async () => {
    await shop.order(anna);
    const window = await openAs(shop, anna);
    await window.button("Cancel order").click();
    await shop.expire(anna, vendorid);
    await window.button("Yes, cancel").click();
    await window.alert(words("OrderNotFound"));
    await window.button("Order again").waitFor();
  });

  it("is told that an invoice is gone", async () => {
    const { body } = await shop.order(anna);
    await shop.s3.send(new DeleteObjectCommand({ Bucket: shop.output("bucketName"), Key: body.invoice }));
    const window = await openAs(shop, anna);
    await window.button(/^Invoice/).click();
    await window.alert(words("InvoiceNotFound"));
    expect(window.page.context().pages()).to.have.lengthOf(1);
  });

  it("is told in words of whatever else the API can answer, and may try again where that may help", async () => {
    const window = await openAs(shop, anna);
    const gateways = Object.values(gatewayResponses()).map((response) => {
      const { statusCode = 500, responseTemplates } = response as { statusCode?: string; responseTemplates: object };
      return [JSON.parse(Object.values(responseTemplates)[0]).error, Number(statusCode)] as const;
    });
    for (const [error, status] of new Map([...Object.entries(errorStatus), ...gateways])) {
      if (status === 401) continue;
      const answer = { status, json: { error, message: "for programs" } };
      await window.page.route("**/order", (route) => route.fulfill(answer), { times: 1 });
      await window.button("Order").click();
      await window.alert(words(error));
      expect(words(error), error).to.not.equal(error === "InternalError" ? "" : words("InternalError"));
      if (status < 429) continue;
      await window.button("Forget it").click();
    }
  });
});
