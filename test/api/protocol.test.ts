// The slot protocol step by step, in the orders of events that chance brings once in a million: twins with one key, late writers, deaths.
import { randomUUID } from "node:crypto";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { confirmOrder } from "../../handlers/confirmOrder";
import type { Menu } from "../../handlers/menu";
import { invoiceKey } from "../../handlers/order";
import { placeOrder } from "../../handlers/placeOrder";
import { removeOrder } from "../../handlers/removeOrder";
import { readSlot, type Slot } from "../../handlers/slot";
import { writeInvoice } from "../../handlers/writeInvoice";
import { latte, openShop, type Shop } from "./shop";

describe("twins with one key", () => {
  let shop: Shop;
  let menu: Menu;
  let accountid: string;
  let key: string;
  before(async () => {
    shop = await openShop();
    menu = (await shop.ask("menu")).body;
  });
  beforeEach(() => {
    [accountid, key] = [randomUUID(), randomUUID()];
  });

  const now = () => new Date();
  const stores = () => ({
    orders: { db: shop.dynamodb, table: shop.output("tableName") },
    invoices: { s3: shop.s3, bucket: shop.output("bucketName") },
  });
  const input = (execution: string) => ({
    accountid,
    key,
    body: { order: latte() },
    execution,
    time: "2026-01-02T03:04:05.678Z",
  });
  const steps = () => ({
    place: (execution: string, of = menu) => placeOrder({ ...stores(), menu: of, now })(input(execution)),
    write: writeInvoice(stores()),
    confirm: ({ vendorid, orderid, reservedby, ids }: Slot, execution: string) =>
      confirmOrder({ ...stores(), now })({ accountid, vendorid, orderid, reservedby, ids, execution }),
    remove: (execution: string) => removeOrder({ ...stores(), now })(input(execution)),
  });

  async function reserved(execution: string): Promise<Slot> {
    const placed = await steps().place(execution);
    if (placed.outcome !== "reserved") throw new Error(JSON.stringify(placed));
    return placed.slot;
  }

  /** Which reservation's invoice lies there. */
  async function invoiceOf(slot: Slot): Promise<string | undefined> {
    try {
      const { Body } = await shop.s3.send(new GetObjectCommand({ Bucket: shop.output("bucketName"), Key: invoiceKey(slot) }));
      return JSON.parse((await Body?.transformToString()) ?? "").reference;
    } catch (error) {
      if (error instanceof Error && error.name === "NoSuchKey") return undefined;
      throw error;
    }
  }

  const rejected = (step: Promise<unknown>) =>
    step.then(
      () => "done",
      (error: Error) => error.message,
    );

  it("can't confirm a reservation that was taken back and made anew by a third: its invoice would be missing", async () => {
    const { write, confirm, remove } = steps();
    await reserved("a");
    const joined = await reserved("b");
    expect(joined.reservedby).to.equal("a");
    await write(joined);
    expect(await remove("a")).to.deep.equal({ outcome: "removed" });
    const third = await reserved("c");
    expect(third.reservedby).to.equal("c");
    expect(await rejected(confirm(joined, "b"))).to.contain("is gone");
    expect(await remove("b")).to.deep.equal({ outcome: "uncertain" });
    await write(third);
    expect(await confirm(third, "c")).to.deep.include({ outcome: "changed" });
    expect(await invoiceOf(third)).to.equal("c");
    expect(await remove("b")).to.deep.include({ outcome: "unchanged" });
    expect(await invoiceOf(third)).to.equal("c");
  });

  it("can't write over the invoice of a later reservation", async () => {
    const { write, confirm, remove } = steps();
    const first = await reserved("a");
    await remove("a");
    const second = await reserved("b");
    await write(second);
    await confirm(second, "b");
    expect(await rejected(write(first))).to.contain("is gone");
    expect(await invoiceOf(second)).to.equal("b");
  });

  it("replace what a late twin of an earlier reservation left", async () => {
    const { write, confirm, remove } = steps();
    const first = await reserved("a");
    await remove("a");
    await write(first);
    expect(await invoiceOf(first)).to.equal("a");
    const second = await reserved("b");
    await write(second);
    await confirm(second, "b");
    expect(await invoiceOf(second)).to.equal("b");
    await remove("a");
    expect(await invoiceOf(second)).to.equal("b");
  });

  it("leave what one of them confirmed, whoever fails after it", async () => {
    const { write, confirm, remove } = steps();
    const first = await reserved("a");
    const joined = await reserved("b");
    await write(joined);
    expect(await confirm(joined, "b")).to.deep.include({ outcome: "changed" });
    expect(await remove("a")).to.deep.include({ outcome: "unchanged" });
    expect(await confirm(first, "a")).to.deep.include({ outcome: "unchanged" });
    expect(await invoiceOf(first)).to.equal("a");
    const slot = await readSlot(stores().orders, { accountid, vendorid: first.vendorid });
    expect(slot).to.deep.include({ orderid: key, status: "placed" });
  });

  it("do every step twice without doing anything twice", async () => {
    const { write, confirm, remove } = steps();
    const slot = await reserved("a");
    expect(await reserved("a")).to.deep.include({ orderid: key, ids: [key] });
    await write(slot);
    await write(slot);
    for (let time = 0; time < 2; time++) expect(await confirm(slot, "a")).to.deep.include({ outcome: "changed" });
    expect(await remove("a")).to.deep.include({ outcome: "changed" });
    expect(await invoiceOf(slot)).to.equal("a");
  });

  it("are taken back twice and leave nothing", async () => {
    const { write, remove } = steps();
    const slot = await reserved("a");
    await write(slot);
    for (let time = 0; time < 2; time++) expect(await remove("a")).to.deep.equal({ outcome: "removed" });
    expect(await invoiceOf(slot)).to.equal(undefined);
    expect(await readSlot(stores().orders, { accountid, vendorid: slot.vendorid })).to.equal(undefined);
  });

  it("are answered as placed even if the menu has changed since, and get nothing new from the old menu", async () => {
    const { place, write, confirm } = steps();
    const dearer = { ...menu, coffeesizes: [{ name: "Small", unitprice: 1 }] };
    expect(await place("x", dearer)).to.deep.include({ outcome: "refused", error: "InvalidOrder" });
    const slot = await reserved("a");
    await write(slot);
    await confirm(slot, "a");
    const again = await place("b", dearer);
    expect(again.outcome === "answered" && again.order.total).to.equal(900);
  });
});
