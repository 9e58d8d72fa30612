// The report on permissions bites, both ways. That nothing is wrong with those of the program is said after all tests of the API.
import { expect } from "chai";
import { Iam } from "../../local/iam/iam";
import { Permissions } from "./permissions";

const place = { partition: "aws", region: "ap-southeast-2", accountId: "123456789012" };
const rest = { dataDir: "/nowhere", awsUrl: "http://127.0.0.1:4566", apiUrl: "http://127.0.0.1:3000" };

describe("the report on permissions", () => {
  const table = "arn:aws:dynamodb:ap-southeast-2:123456789012:table/orders-1a2b3c4";
  const document = (...statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement: statement });
  const trust = document({ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" });
  const reads = document({
    Effect: "Allow",
    Action: ["dynamodb:GetItem", "dynamodb:Query"],
    Resource: [table, `${table}/index/*`],
  });

  it("names what is granted and never used, what is used and not granted, what is denied, and a reason without need", () => {
    const permissions = new Permissions();
    const iam = new Iam({ ...place, ...rest }, Buffer.from("a secret"));
    permissions.watch({ iam, place: { ...place, ...rest } });
    const asked = (type: string, inputs: object) =>
      permissions.begin({
        resource: { type, name: "get", physicalName: "get-7654321", inputs },
        urn: type,
        parent: "",
        component: false,
      });
    asked("aws:iam/role:Role", { assumeRolePolicy: trust });
    asked("aws:iam/rolePolicy:RolePolicy", { role: "get-7654321", policy: reads });
    const principal = iam.assumeRole(iam.createRole("get-7654321", trust), "lambda.amazonaws.com", "get");
    const ask = (action: string, resource = table) => iam.decide({ principal, action, resource });

    iam.putRolePolicy("get-7654321", "get", reads.replace("dynamodb:Query", "dynamodb:Scan"));
    for (const action of ["dynamodb:GetItem", "dynamodb:Scan", "dynamodb:PutItem"]) ask(action);
    const found = permissions.faults();
    expect(found.slice(0, 4)).to.deep.equal([
      "get may dynamodb:GetItem on table/orders/index/*, and never does: take the permission away",
      "get may dynamodb:Query on table/orders, and never does: take the permission away",
      "get may dynamodb:Query on table/orders/index/*, and never does: take the permission away",
      "get did dynamodb:Scan on table/orders, and nothing grants it",
    ]);
    expect(found[4]).to.match(/role\/get-7654321\/get is not authorized to perform: dynamodb:PutItem/);
    expect(found).to.include("kms:* of root stands in test/permissions/reasons.ts without need: take it out");
  });
});
