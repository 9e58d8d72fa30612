// IAM is enforced: what a role may not do fails as it does on AWS, and the terminal names role, action and resource.
import { expect } from "chai";
import { type Customer, openShop, type Shop } from "./shop";

describe("without the permission", () => {
  let shop: Shop;
  let staff: Customer;
  before(async () => {
    shop = await openShop();
    staff = await shop.staff("sydney-central");
  });

  /** Takes one action out of a role while `then` runs; what was denied meanwhile. */
  async function without(role: string, action: string, then: () => Promise<void>): Promise<string[]> {
    const { iam } = shop.running.cloud;
    const { role: physical, name, document } = shop.policyOf(role);
    // Another in its place, because a policy can't be empty.
    const less = document.replace(`"${action}"`, '"sts:GetCallerIdentity"');
    expect(less, "the role had it").to.not.equal(document);
    const before = shop.log.length;
    iam.putRolePolicy(physical, name, less);
    try {
      await then();
    } finally {
      iam.putRolePolicy(physical, name, document);
      shop.permissions.denied.splice(0);
    }
    return shop.log.slice(before);
  }

  const placing: [string, string, number, RegExp][] = [
    ["api", "states:StartSyncExecution", 500, /stateMachine:orders-/],
    ["orders", "lambda:InvokeFunction", 503, /function:place-order-/],
    ["place-order", "dynamodb:UpdateItem", 503, /table\/orders-/],
    ["write-invoice", "s3:PutObject", 503, /:::invoices-[^/]+\/invoices\//],
    ["confirm-order", "dynamodb:UpdateItem", 503, /table\/orders-/],
  ];
  for (const [role, action, expected, resource] of placing) {
    it(`${action} of ${role} an order fails with ${expected}, and leaves nothing`, async () => {
      const anna = await shop.customer();
      const denied = await without(role, action, async () => {
        expect((await shop.order(anna)).status).to.equal(expected);
      });
      expect(denied.join("\n")).to.contain(`assumed-role/${role}-`).and.contain(action).and.match(resource);
      expect(await shop.items(anna)).to.deep.equal([]);
      expect((await shop.order(anna)).status).to.equal(201);
    });
  }

  const reading: [string, string, (order: { invoice: string }, as: Customer) => string, RegExp][] = [
    ["api", "s3:GetObject", () => "", /:::pages-\w+\/index\.html/],
    ["get-order", "dynamodb:GetItem", () => "order?vendorid=sydney-central", /table\/orders-/],
    ["get-orders", "dynamodb:Query", () => "orders", /table\/orders-\w+\/index\/queue/],
    ["get-invoice", "s3:GetObject", ({ invoice }) => `invoice?objectKey=${invoice}`, /:::invoices-/],
  ];
  for (const [role, action, path, resource] of reading) {
    it(`${action} of ${role} its question fails, and the answer says nothing of the inside`, async () => {
      const anna = await shop.customer();
      const { body: order } = await shop.order(anna);
      const as = role === "get-orders" ? staff : anna;
      const denied = await without(role, action, async () => {
        const { status, body } = await shop.ask(path(order, as), { as });
        expect([status, body.error]).to.deep.equal([500, "InternalError"]);
        expect(JSON.stringify(body)).to.not.match(/arn:|role/);
      });
      expect(denied.join("\n")).to.contain(`assumed-role/${role}-`).and.contain(action).and.match(resource);
    });
  }

  it("sns:Publish of the workflow the order stands and says that the shop may not know", async () => {
    const anna = await shop.customer();
    const denied = await without("orders", "sns:Publish", async () => {
      const { status, body } = await shop.order(anna);
      expect([status, body.notified]).to.deep.equal([201, false]);
    });
    expect(denied.join("\n")).to.contain("sns:Publish on resource: arn:aws:sns:");
  });

  it("s3:PutObject of write-credit-note a cancellation says that it is uncertain, and asked again gets its credit note", async () => {
    const anna = await shop.customer();
    await shop.order(anna);
    const denied = await without("write-credit-note", "s3:PutObject", async () => {
      expect((await shop.change(anna, "cancelled")).status).to.equal(503);
    });
    expect(denied.join("\n")).to.contain("assumed-role/write-credit-note-").and.contain(".credit.json");
    expect((await shop.change(anna, "cancelled")).status).to.equal(200);
    expect(await shop.invoices(anna)).to.have.lengthOf(2);
  });

  it("dynamodb:UpdateItem of change-order an order stays where it is", async () => {
    const anna = await shop.customer();
    await shop.order(anna);
    const denied = await without("change-order", "dynamodb:UpdateItem", async () => {
      expect((await shop.change(staff, "ready", anna)).status).to.equal(503);
    });
    expect(denied.join("\n")).to.contain("assumed-role/change-order-");
    expect((await shop.ask("order?vendorid=sydney-central", { as: anna })).body.status).to.equal("placed");
  });
});
