// The table's writes reach its files one batch after another: who is answered knows that all before it were written, too.
import { expect } from "chai";
import type { Write } from "../../local/dynamodb/dynalite";
import { inTurn } from "../../local/dynamodb/inTurn";

const put = (key: string): Write => ({ type: "put", key, value: {} });

describe("the table's writes", () => {
  it("wait for the one before, then go together and in their order", async () => {
    const batches: string[][] = [];
    let underWay = 0;
    const write = inTurn(async (writes) => {
      expect(++underWay).to.equal(1);
      batches.push(writes.map(({ key }) => key));
      await new Promise((done) => setTimeout(done, 5));
      underWay -= 1;
    });
    const first = write([put("a")]);
    await Promise.resolve();
    await Promise.all([first, write([put("b"), put("c")]), write([put("d")])]);
    await write([put("e")]);
    expect(batches).to.deep.equal([["a"], ["b", "c", "d"], ["e"]]);
  });

  it("are all refused after one that failed, and none reaches the files", async () => {
    const batches: string[][] = [];
    const write = inTurn(async (writes) => {
      batches.push(writes.map(({ key }) => key));
      if (batches.length === 1) throw new Error("no space left on device");
    });
    const first = write([put("a")]);
    await Promise.resolve();
    const ends = await Promise.allSettled([first, write([put("b")]), write([put("c")])]);
    ends.push(...(await Promise.allSettled([write([put("d")])])));
    for (const end of ends) expect(end).to.deep.include({ status: "rejected" });
    expect(batches).to.deep.equal([["a"]]);
  });
});
