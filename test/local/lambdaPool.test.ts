// How many environments a function gets while its calls wait, on a machine that is busy with something else.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, constants, setPriority, tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Pool } from "../../local/lambda/pool";

describe("A function's environments, while others take the processors", () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "pool-")));
  const busy: ChildProcess[] = [];

  before(() => {
    const forAMinute = "const end = Date.now() + 60000; while (Date.now() < end);";
    for (let n = 0; n < availableParallelism(); n++) {
      const child = spawn(process.execPath, ["-e", forAMinute], { stdio: "ignore" });
      // They take what is left: the function gets its time even where other tests run beside.
      setPriority(child.pid ?? 0, constants.priority.PRIORITY_LOW);
      busy.push(child);
    }
  });

  after(() => {
    for (const child of busy) child.kill();
    rmSync(root, { recursive: true });
  });

  /** Of 24 calls at once, by how many environments they were served. */
  async function serving(wait: string): Promise<number> {
    const handler = `${wait.length}.js`;
    writeFileSync(join(root, handler), `const id = Math.random(); exports.handler = async () => { ${wait}; return id; };`);
    const pool = new Pool({
      ...{ arn: "arn:aws:lambda:ap-southeast-2:000000000000:function:baker", timeout: 3, memorySize: 128 },
      env: { LAMBDA_TASK_ROOT: root, _HANDLER: `${wait.length}.handler` },
      openLog: async () => undefined,
      onBroken: (error) => expect.fail(String(error)),
    });
    const answers = await Promise.all(Array.from({ length: 24 }, (_, n) => pool.invoke(String(n), "{}")));
    await pool.close();
    expect(answers.filter(({ failed }) => failed)).to.deep.equal([]);
    return new Set(answers.map(({ payload }) => payload)).size;
  }

  it("are as many as ever where calls wait for a slow service", async () => {
    expect(await serving("await new Promise((go) => setTimeout(go, 300))")).to.equal(4);
  });

  it("are no more where calls wait for a processor, which another would have to share", async () => {
    expect(await serving("const end = Date.now() + 60; while (Date.now() < end)")).to.equal(1);
  });
});
