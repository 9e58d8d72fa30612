// Every resource of both stacks, one fact after another. Proves what is asked for, not what AWS makes of it.
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { removeProjects } from "../project";
import { type Asked, evaluateStack } from "./evaluate";

for (const stack of ["dev", "prod"] as const) {
  describe(`each resource of ${stack}`, () => {
    let resources: Asked[];
    before(function () {
      this.timeout(60_000);
      ({ resources } = evaluateStack(stack));
    });
    after(removeProjects);

    it("is tagged with project and stack, if AWS can tag it", () => {
      const [tagged, others] = parted(resources, takesTags);
      for (const { type, name, inputs } of tagged) {
        expect(inputs.tags, `${type} ${name}`).to.deep.equal({ project: "skip-the-line", stack });
      }
      for (const { type, name, inputs } of others) expect(inputs, `${type} ${name}`).to.not.have.property("tags");
      expect(tagged.length).to.be.above(30);
    });

    it(stack === "prod" ? "is protected and kept, if it is a customer's data" : "goes when the stack goes", () => {
      const isProd = stack === "prod";
      const kept = data.map(([end, dataName]) => resources.find(({ type, name }) => type.endsWith(end) && name === dataName));
      for (const { type, name, parent, protect, retainOnDelete } of resources) {
        const isData = kept.some((resource) => resource?.type === type && resource.name === name);
        // What belongs to it is protected with it.
        const ofData = data.some(([end, dataName]) => parent.endsWith(`${end}::${dataName}`));
        const expected = { protect: isProd && (isData || ofData), retainOnDelete: isProd && isData };
        expect({ protect, retainOnDelete }, `${type} ${name}`).to.deep.equal(expected);
      }
      const [table, invoices, pool] = kept.map((resource) => resource?.inputs);
      expect(table).to.have.property("deletionProtectionEnabled", isProd);
      expect(invoices).to.have.property("forceDestroy", !isProd);
      expect(pool).to.have.property("deletionProtection", isProd ? "ACTIVE" : "INACTIVE");
    });
  });
}

const data = [
  [":Table", "orders"],
  [":Bucket", "invoices"],
  [":UserPool", "customers"],
] as const;

/** By the provider's own code: a type that takes tags reads them from its arguments. */
function takesTags({ type }: Asked): boolean {
  const [, module = ""] = type.split(":");
  return readFileSync(require.resolve(`@pulumi/aws/${module}.js`), "utf8").includes('resourceInputs["tags"] = args?.tags;');
}

function parted<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}
