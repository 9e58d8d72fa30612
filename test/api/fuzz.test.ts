// Hostile requests that nobody thought of: generated, of a seed. `npm run fuzz` sends twenty times as many.
import { expect } from "chai";
import { campaign, mostGrowth } from "../fuzz/campaign";
import { openShop } from "./shop";

describe("1,000 generated requests, wrong in every way a client can be wrong", () => {
  it("get no 5xx and no word of the inside, hang nobody, write nothing and leave no memory behind", async function () {
    this.timeout(300_000);
    const { faults, unchanged, heap } = await campaign(await openShop(), { requests: 1000, seed: 20261123 });
    expect(faults.join("\n\n")).to.equal("");
    expect(unchanged, "table, bucket and inbox are as they were").to.equal(true);
    expect(heap[1] - heap[0], "bytes of heap that stay").to.be.below(mostGrowth);
  });
});
