// `npm start` killed and starved under load, as a laptop does to it: every order that was answered is there at the next start.
// `npm run kills` does it longer. None of it is a power cut: nothing is synced to the disk before it is answered.
import { spawnSync } from "node:child_process";
import { chmodSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { ready, start, within } from "../process";
import { projectWith } from "../project";
import { limitedFiles } from "./disk";
import { rounds } from "./rounds";

const seed = Date.now() % 1_000_000;
/** As far as a superuser needs it: files' modes mean nothing to one. */
const asAnybody =
  process.getuid?.() === 0
    ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search"]
    : [];
/** What no file may grow beyond is nothing: as if the disk were full to its last byte. */
const onFullDisk = ["bash", "-c", 'ulimit -f 0; exec "$0" "$@"'];

describe("npm start, badly treated", function () {
  this.timeout(300_000);

  it("loses no order and doubles none when it is killed in the midst of its work, again and again", async () => {
    const { wrongs, figures } = (await rounds({ seed, rounds: 2, size: 60 })) ?? {};
    expect(wrongs, `seed ${seed}`).to.deep.equal([]);
    expect(figures?.orders).to.be.above(0);
    expect(figures?.open, "requests cut off").to.be.above(0);
  });

  it("stops when the disk is full, whether or not there is room again, and loses no order by it", async function () {
    const result = await rounds({ seed, rounds: 2, size: 60, makeDisk: limitedFiles });
    if (!result) this.skip();
    expect(result.wrongs, `seed ${seed}`).to.deep.equal([]);
    expect(result.figures.orders).to.be.above(0);
  });

  it("says that a full disk has no room for what it has to compile", async () => {
    const dir = projectWith();
    writeFileSync(join(dir, "hello.ts"), `console.log("hello at ${Date.now()}" as string);`);
    const run = within(onFullDisk, dir, join(dir, "hello.ts"));
    expect(await run.ended).to.equal(1);
    expect(run.text()).to.match(/Error: .*hello\.ts can't be compiled into \S+: EFBIG: file too large/);
  });

  describe("at a start", () => {
    let dir: string;
    let data: string;
    let kept: Record<string, string>;
    before(async () => {
      dir = projectWith();
      data = join(dir, ".local");
      const run = start(dir);
      await ready(run);
      // At once.
      run.child.kill("SIGINT");
      expect(await run.ended).to.equal(0);
      kept = contentOf(data);
    });
    afterEach(() => chmodSync(data, 0o700));

    const troubles: [string, readonly string[], number, string][] = [
      ["the disk is full", onFullDisk, 0o700, "a file has reached its largest size (ulimit -f)"],
      ["the data folder is read-only", asAnybody, 0o500, "this user may not write there"],
    ];
    for (const [what, limits, mode, reason] of troubles) {
      it(`says that ${what}, and changes nothing there`, async function () {
        if (limits[0] && spawnSync(limits[0], ["--version"]).error) this.skip();
        chmodSync(data, mode);
        const run = within(limits, dir, "local/main.ts", "--port", "0", "--aws-port", "0");
        expect(await run.ended).to.equal(1);
        expect(run.text().trim().split("\n")).to.have.lengthOf(1);
        expect(run.text()).to.contain(`npm start failed: the data folder ${data} can't be written, because ${reason}: mend that`);
        expect(contentOf(data)).to.deep.equal(kept);
      });
    }
  });
});

function contentOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map(({ parentPath, name }) => [join(parentPath, name), readFileSync(join(parentPath, name), "latin1")]),
  );
}
