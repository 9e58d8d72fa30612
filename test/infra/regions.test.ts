// The program in other regions and another partition: nothing of one place is left in it. Not that AWS has each service there.
import { expect } from "chai";
import { removeProjects } from "../project";
import { evaluateIn, evaluateStack } from "./evaluate";

describe("the program in another region", function () {
  this.timeout(60_000);
  after(removeProjects);

  for (const [region, partition] of [
    ["ap-southeast-2", "aws"],
    ["eu-central-1", "aws"],
    ["us-gov-west-1", "aws-us-gov"],
  ] as const) {
    it(`has only ARNs of ${region} and ${partition}`, () => {
      const text = JSON.stringify(region === "ap-southeast-2" ? evaluateStack("dev") : evaluateIn(region));
      const arns = [...text.matchAll(/arn:([\w-]*):([\w-]+):([\w-]*):/g)];
      expect(arns.length).to.be.above(50);
      for (const [arn, inPartition, , inRegion] of arns) {
        expect(inPartition, arn).to.equal(partition);
        expect(["", region], arn).to.include(inRegion);
      }
      expect(text.match(/\b(us|eu|ap)-[a-z]+-\d\b/g)?.filter((name) => name !== region) ?? []).to.deep.equal([]);
    });
  }
});
