// The kitchen's page in a real browser, while a real shop sells: what an engineer sees of an order that was placed and of one that
// failed, and that whatever others called themselves stays text.
import { expect } from "chai";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { AwsError } from "../../../local/aws/error";
import { type Customer, openShop, type Shop } from "../../api/shop";
import { violations } from "../../axe";
import { launch } from "../../chromium";

const markup = "<img src=x onerror=alert(1)>";
const views = ["executions", "mails", "tables", "buckets", "resources"];

describe("the kitchen's page", function () {
  this.timeout(60_000);
  let shop: Shop;
  let browser: Browser;
  let page: Page;
  let placed: { orderid: string; invoice: string };
  let anna: Customer;
  /** What went wrong behind the page. */
  const complaints: string[] = [];
  const asked: string[] = [];

  before(async () => {
    shop = await openShop();
    browser = await launch();
    anna = await shop.customer();
    placed = (await shop.order(anna)).body;
  });
  after(async () => {
    await browser?.close();
  });
  beforeEach(async () => {
    page = await open();
  });
  afterEach(async () => {
    shop.running.cloud.calls.fault = () => undefined;
    await page.context().close();
    expect(complaints.splice(0)).to.deep.equal([]);
    expect(asked.splice(0).filter((url) => !url.startsWith(`${shop.url}_local/`))).to.deep.equal([]);
  });

  async function open(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, ...options });
    context.setDefaultTimeout(15_000);
    context.on("request", (request) => asked.push(request.url()));
    context.on("weberror", (error) => complaints.push(String(error.error())));
    context.on("dialog", (dialog) => complaints.push(dialog.message()));
    context.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) complaints.push(message.text());
    });
    const opened = await context.newPage();
    await opened.goto(`${shop.url}_local/`);
    await opened.getByText("Live").waitFor();
    return opened;
  }

  const view = (name: string) => page.getByRole("navigation").getByRole("link", { name, exact: true }).click();
  const state = (name: string) => page.locator("svg.drawing").getByRole("link", { name: new RegExp(`^${name}`) });

  async function failAnOrder(): Promise<void> {
    shop.running.cloud.calls.fault = ({ action, resource }) =>
      action === "lambda:InvokeFunction" && resource.includes("confirm-order")
        ? { when: "before", error: new AwsError("TooManyRequestsException", "Rate Exceeded.", 429) }
        : undefined;
    expect((await shop.order(await shop.customer())).status).to.equal(503);
    shop.running.cloud.calls.fault = () => undefined;
  }

  it("draws the workflow, and lights up an order's way by itself as it is placed", async () => {
    const { body } = await shop.order(await shop.customer());
    await page.getByText(body.orderid).waitFor();
    for (const name of ["PlaceOrder", "WriteInvoice", "ConfirmOrder", "Notify", "Done"])
      await state(`${name}.*, succeeded$`).waitFor();
    await state("RemoveOrder .*, not entered").waitFor();
    expect(await page.locator(".arrow.taken").count()).to.equal(9);
  });

  it("shows where an order failed, why, how often it was tried, and where that led", async () => {
    await failAnOrder();
    await page
      .getByRole("link", { name: /OrderNotPlaced/ })
      .first()
      .click();
    await state("ConfirmOrder .*, caught").click();
    const panel = page.getByRole("region", { name: "ConfirmOrder" });
    await panel.getByText("tried again at").waitFor();
    await panel.getByText("caught: went on to RemoveOrder").waitFor();
    await panel.getByText("Rate Exceeded.").first().waitFor();
    expect(await page.locator(".arrow.catch.taken").count()).to.equal(1);
    await state("OrderNotPlaced.*, failed").waitFor();
    await page.getByText("Your order was not placed and nothing was charged").first().waitFor();
  });

  it("shows of a state what it made of its input, and how it is defined", async () => {
    await page.getByRole("link", { name: "The newest, as it comes" }).click();
    await shop.change(anna, "cancelled");
    await state("WriteCreditNote .*, succeeded").waitFor();
    await page
      .locator(".timeline")
      .getByRole("link", { name: /^ChangeOrder/ })
      .click();
    const panel = page.getByRole("region", { name: "ChangeOrder" });
    await panel.getByText('"$.result"').first().waitFor();
    await panel.getByText("Definition").click();
    await panel.getByText('"arn:aws:states:::lambda:invoke"').waitFor();
    await panel.getByRole("link", { name: "Close" }).click();
    await panel.waitFor({ state: "detached" });
  });

  it("shows mails, items, invoices and resources", async () => {
    await view("Mails");
    await page.getByLabel("Find").fill(placed.orderid);
    await page.getByText("New order at sydney-central").waitFor();
    await view("Tables");
    await page.getByRole("listitem").filter({ hasText: placed.orderid }).getByText("orderdate").first().waitFor();
    await view("Buckets");
    await page.getByRole("link", { name: shop.output("bucketName") }).click();
    await page.getByRole("link", { name: placed.invoice }).click();
    await page
      .getByRole("region", { name: `${placed.orderid}.json` })
      .getByText('"9.00 AUD"')
      .waitFor();
    await view("Resources");
    await page.getByText(shop.output("stateMachineArn")).waitFor();
    expect(await page.getByText("no effect here").count()).to.be.above(0);
  });

  it("shows what others called themselves as the text it is", async () => {
    shop.running.cloud.inbox.send({ to: `${markup}@example.com`, subject: markup, text: `Hello ${markup}` });
    const input = JSON.stringify({ event: markup, [markup]: markup });
    const call = { stateMachineArn: shop.output("stateMachineArn"), input };
    const { iam, states } = shop.running.cloud;
    await states.handle({
      ...{ method: "POST", path: "/", query: new URLSearchParams(), requestId: "r", principal: iam.administrator.principal },
      headers: { "x-amz-target": "AWSStepFunctions.StartSyncExecution" },
      body: Buffer.from(JSON.stringify(call)),
    });
    await page.goto(`${shop.url}_local/#/executions/newest/Event`);
    const panel = page.getByRole("region", { name: "Event" });
    await state("UnknownEvent.*, failed").waitFor();
    await panel.getByText("Input", { exact: true }).click();
    await panel.getByText(markup).first().waitFor();
    await view("Mails");
    await page.getByRole("heading", { name: markup }).waitFor();
    expect(await page.locator("img").count()).to.equal(0);
  });

  it("asks nothing while it is out of sight, and says when nothing answers", async () => {
    await page.evaluate(`Object.defineProperty(document, "hidden", { get: () => true, configurable: true })`);
    await page.waitForTimeout(1500);
    asked.length = 0;
    await page.waitForTimeout(2500);
    expect(asked).to.deep.equal([]);
    await page.evaluate(`delete document.hidden; document.dispatchEvent(new Event("visibilitychange"))`);
    await page.waitForRequest(/_local/);
    await page.context().setOffline(true);
    await page.getByRole("status").getByText("does npm start still run?").waitFor();
    await page.context().setOffline(false);
    await page.getByText("Live").waitFor();
    // What the browser says of it itself.
    expect(complaints.splice(0).filter((text) => !text.includes("ERR_INTERNET_DISCONNECTED"))).to.deep.equal([]);
  });

  it("is for everybody: keyboard, light and dark, 320 px, 200 %; axe-core finds no violation on any view", async function () {
    this.timeout(120_000);
    await failAnOrder();
    const hashes = [...views.map((name) => `#/${name}`), "#/executions/newest/ConfirmOrder"];
    for (const hash of hashes) {
      await page.goto(`${shop.url}_local/${hash}`);
      await page.locator("main :is(h2, h3)").first().waitFor();
      expect(await violations(page, {}), hash).to.deep.equal([]);
      await page.emulateMedia({ colorScheme: "dark" });
      expect(await violations(page, { runOnly: ["color-contrast"] }), `${hash} in the dark`).to.deep.equal([]);
      await page.emulateMedia({ colorScheme: "light" });
      // What is left of 1400 at 200 %, and the narrowest phones.
      for (const width of [700, 320]) {
        await page.setViewportSize({ width, height: 800 });
        expect(await page.evaluate("document.documentElement.scrollWidth"), `${hash} at ${width} px`).to.equal(width);
      }
      await page.setViewportSize({ width: 1400, height: 900 });
    }
    await page.goto(`${shop.url}_local/#/executions`);
    await state("Event").focus();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("region", { name: "PlaceOrder" }).getByText("entered").waitFor();
  });
});
