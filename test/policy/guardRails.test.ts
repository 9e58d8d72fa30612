// The policy pack over what both stacks ask for, and over what they must never ask for. Proves nothing of who calls it: a preview does.
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { reasons } from "../../policy/reasons";
import { untaggable } from "../../policy/tags";
import { type Asked, evaluateStack } from "../infra/evaluate";
import { removeProjects } from "../project";
import { type Mistake, mistakes } from "./mistakes";
import { Pack, unknown, type Violation } from "./pack";

describe("the guard rails", function () {
  this.timeout(60_000);
  let pack: Pack;
  let dev: readonly Asked[];
  before(async () => {
    pack = await Pack.start();
    dev = evaluateStack("dev").resources;
  });
  after(async () => {
    removeProjects();
    await pack.stop();
  });

  for (const stack of ["dev", "prod"] as const) {
    it(`find nothing in ${stack}`, async () => {
      const { resources } = evaluateStack(stack);
      const found = await Promise.all(resources.map((resource) => pack.violations(resource)));
      expect([...found.flat(), ...(await pack.stackViolations(resources))]).to.deep.equal([]);
    });
  }

  it("leave a component to its children", async () => {
    expect(await pack.violations({ ...any(dev), type: "aws:apigateway:x:API", name: "api", inputs: {} })).to.deep.equal([]);
  });

  async function violations([, type, change]: Mistake): Promise<Violation[]> {
    const tags = { project: "skip-the-line", stack: "dev" };
    const resource = dev.find((asked) => asked.type === type) ?? { ...any(dev), type, inputs: { tags } };
    const inputs = structuredClone(resource.inputs);
    change(inputs);
    return pack.violations({ ...resource, inputs });
  }

  for (const [rule, cases] of Object.entries(mistakes)) {
    for (const mistake of cases) {
      const [what, , , message] = mistake;
      it(`refuse ${what}`, async () => {
        const [violation, ...others] = await violations(mistake);
        expect(violation).to.deep.include({ policy: rule, mandatory: true });
        expect(others).to.deep.equal([]);
        expect(violation?.message).to.match(/\n.+ is .+; allowed: .+\. .+$/);
        expect(violation?.message).to.contain(message);
      });
    }
  }

  for (const type of ["BucketPublicAccessBlock", "BucketServerSideEncryptionConfiguration", "BucketPolicy"]) {
    it(`refuse a bucket without its ${type}`, async () => {
      const rest = dev.filter((asked) => !(asked.type.endsWith(`:${type}`) && asked.name === "invoices"));
      const [violation, ...others] = await pack.stackViolations(rest);
      expect(violation).to.deep.include({ policy: "buckets-have-companions", mandatory: true });
      expect(others).to.deep.equal([]);
      expect(violation?.message).to.contain(`\n${type} of invoices is missing; allowed: `);
    });
  }

  it("bite, each of them", async () => {
    expect(await pack.policies()).to.have.members([...Object.keys(mistakes), "buckets-have-companions"]);
  });

  it("see a new key or log group, though its name comes only with `up`", async () => {
    const names: Record<string, object> = {
      "aws:sns/topic:Topic": { kmsMasterKeyId: unknown },
      "aws:lambda/function:Function": { loggingConfig: { logFormat: "JSON", logGroup: unknown } },
      "aws:sfn/stateMachine:StateMachine": { loggingConfiguration: { level: "ERROR", logDestination: unknown } },
      "aws:apigateway/stage:Stage": { accessLogSettings: { format: "$context.requestId", destinationArn: unknown } },
    };
    for (const [type, changes] of Object.entries(names)) {
      const resource = any(dev.filter((asked) => asked.type === type));
      expect(await pack.violations({ ...resource, inputs: { ...resource.inputs, ...changes } }), type).to.deep.equal([]);
    }
  });

  it("say what they can't know before `up`, and leave it to `up`", async () => {
    const policy = any(dev.filter(({ type }) => type === "aws:iam/rolePolicy:RolePolicy"));
    const [violation, ...others] = await pack.violations({ ...policy, inputs: { policy: unknown } });
    expect(violation).to.deep.include({ policy: "least-privilege", mandatory: false });
    expect(others).to.deep.equal([]);
    expect(violation?.message).to.contain("can't be known during preview");
  });

  it("hold no reason for a wildcard that the program doesn't need", () => {
    for (const { type, actions, page } of reasons) {
      const documents = dev.filter((asked) => asked.type === type).map(({ inputs }) => JSON.parse(inputs.policy));
      const statements = documents
        .flatMap(({ Statement }) => Statement)
        .filter(({ Resource }) => [Resource].flat().includes("*"));
      expect(
        statements.map(({ Action }) => [Action].flat().join()),
        page,
      ).to.include(actions.join());
    }
  });

  it("excuse from tags only what takes none, by the provider's own code", () => {
    for (const type of untaggable) {
      const [, module = ""] = type.split(":");
      expect(readFileSync(require.resolve(`@pulumi/aws/${module}.js`), "utf8"), type).to.not.contain('resourceInputs["tags"]');
    }
  });
});

function any([first]: readonly Asked[]): Asked {
  if (!first) throw new Error("The program asks for none");
  return first;
}
