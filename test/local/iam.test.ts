// The decisions of IAM, asked as the services ask them; that each service asks for the right action is not proven here.
import { expect } from "chai";
import type { Call } from "../../local/aws/calls";
import type { Place } from "../../local/aws/place";
import type { Principal } from "../../local/aws/principal";
import type { Cloud } from "../../local/cloud";
import { Iam } from "../../local/iam/iam";
import { parsePolicy } from "../../local/iam/policy";
import { iamTypes } from "../../local/iam/resources";

const place: Place = {
  partition: "aws",
  region: "ap-southeast-2",
  accountId: "123456789012",
  dataDir: "/nowhere",
  awsUrl: "http://127.0.0.1:4566",
  apiUrl: "http://127.0.0.1:3000",
};
const table = "arn:aws:dynamodb:ap-southeast-2:123456789012:table/orders";
const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
});

interface Statement {
  readonly Effect?: string;
  readonly [element: string]: unknown;
}

const document = (...statements: Statement[]) =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements.map((statement) => ({ Effect: "Allow", ...statement })) });

describe("IAM", () => {
  let iam: Iam;
  let roleArn: string;
  let role: Principal & { type: "Role" };

  beforeEach(() => {
    iam = new Iam(place, Buffer.from("a secret"));
    roleArn = iam.createRole("place-order", trust);
    role = iam.assumeRole(roleArn, "lambda.amazonaws.com", "place-order");
  });

  const asRole = (action: string, resource = table, more: Partial<Call> = {}) =>
    iam.decide({ principal: role, action, resource, ...more });
  const grant = (...statements: Statement[]) => iam.putRolePolicy("place-order", "test", document(...statements));
  const on = (...statements: Statement[]) => parsePolicy(document(...statements), "the table");

  describe("identity policies", () => {
    it("allow what they name and nothing else", () => {
      grant({ Action: ["dynamodb:PutItem", "dynamodb:Get*"], Resource: table });

      expect(asRole("dynamodb:PutItem").allowed).equal(true);
      expect(asRole("dynamodb:GetItem").allowed).equal(true);
      expect(asRole("dynamodb:DeleteItem").allowed).equal(false);
      expect(asRole("dynamodb:PutItem", `${table}/index/queue`).allowed).equal(false);
      expect(asRole("dynamodb:PutItem", `x${table}`).allowed).equal(false);
    });

    it("take actions in any case and resources only as written", () => {
      grant({ Action: "DynamoDB:putitem", Resource: table });

      expect(asRole("dynamodb:PutItem").allowed).equal(true);
      expect(asRole("dynamodb:PutItem", table.replace("orders", "Orders")).allowed).equal(false);
    });

    it("match * over any text, ? over one character and a dot only over a dot", () => {
      grant({ Action: "s3:*", Resource: ["arn:aws:s3:::a.b/invoices/*", "arn:aws:s3:::bucket-?"] });

      expect(asRole("s3:GetObject", "arn:aws:s3:::a.b/invoices/2026/01\n/x").allowed).equal(true);
      expect(asRole("s3:GetObject", "arn:aws:s3:::aXb/invoices/2026").allowed).equal(false);
      expect(asRole("s3:ListBucket", "arn:aws:s3:::bucket-1").allowed).equal(true);
      expect(asRole("s3:ListBucket", "arn:aws:s3:::bucket-12").allowed).equal(false);
    });

    it("say who may not do what on what, in AWS's words", () => {
      const reason =
        "User: arn:aws:sts::123456789012:assumed-role/place-order/place-order is not authorized to perform: dynamodb:PutItem" +
        ` on resource: ${table} because no identity-based policy allows the dynamodb:PutItem action`;
      expect(asRole("dynamodb:PutItem")).eql({ allowed: false, reason });
    });

    it("deny explicitly over an allow of the same or another policy", () => {
      grant({ Action: "*", Resource: "*" }, { Effect: "Deny", Action: "dynamodb:Delete*", Resource: "*" });
      iam.putRolePolicy("place-order", "another", document({ Action: "dynamodb:DeleteItem", Resource: table }));

      expect(asRole("dynamodb:PutItem").allowed).equal(true);
      expect(asRole("dynamodb:DeleteItem").reason).match(/ with an explicit deny in an identity-based policy$/);
    });

    it("are replaced when they are put again", () => {
      grant({ Action: "dynamodb:PutItem", Resource: table });
      grant({ Action: "dynamodb:GetItem", Resource: table });

      expect(asRole("dynamodb:PutItem").allowed).equal(false);
    });
  });

  describe("resource policies", () => {
    const call = { action: "dynamodb:PutItem", resource: table };
    const service: Principal = {
      type: "Service",
      service: "sns.amazonaws.com",
      sourceArn: "arn:aws:sns:ap-southeast-2:123456789012:t",
    };
    const decide = (principal: Principal, ...statements: Statement[]) =>
      iam.decide({
        ...call,
        principal,
        resourcePolicy: on(...statements.map((one) => ({ Action: "*", Resource: "*", ...one }))),
      });

    it("allow a role by its ARN or its session's, and not another's", () => {
      const other = iam.createRole("other", trust);

      expect(decide(role, { Principal: { AWS: roleArn } }).allowed).equal(true);
      expect(decide(role, { Principal: { AWS: [other, role.arn] } }).allowed).equal(true);
      expect(decide(role, { Principal: { AWS: other } }).allowed).equal(false);
    });

    it("deny over what an identity policy allows", () => {
      grant({ Action: "*", Resource: "*" });

      expect(decide(role, { Effect: "Deny", Principal: { AWS: roleArn } }).reason).match(
        / with an explicit deny in a resource-based policy$/,
      );
    });

    it("alone let services and anonymous callers in", () => {
      expect(decide(service, { Principal: { Service: "sns.amazonaws.com" } }).allowed).equal(true);
      expect(decide(service, { Principal: { Service: "s3.amazonaws.com" } }).allowed).equal(false);
      expect(decide({ type: "Anonymous" }, { Principal: "*" }).allowed).equal(true);
      expect(decide({ type: "Anonymous" }, { Principal: { AWS: roleArn } }).reason).equal(
        `User: anonymous is not authorized to perform: dynamodb:PutItem on resource: ${table}` +
          " because no resource-based policy allows the dynamodb:PutItem action",
      );
      expect(iam.decide({ ...call, principal: service }).allowed).equal(false);
    });

    it("see which resource of which account a service acts for", () => {
      const from = (keys: object) => ({ Principal: { Service: "sns.amazonaws.com" }, Condition: { ArnLike: keys } });

      expect(decide(service, from({ "aws:SourceArn": "arn:aws:sns:*:123456789012:t" })).allowed).equal(true);
      expect(decide(service, from({ "aws:SourceArn": "arn:aws:sns:*:t" + ":x" })).allowed).equal(false);
      const account = { Principal: "*", Condition: { StringEquals: { "AWS:sourceaccount": "123456789012" } } };
      expect(decide(service, account).allowed).equal(true);
      expect(decide(role, account).allowed).equal(false);
    });

    it("are the only thing that stops the administrator", () => {
      const { principal } = iam.administrator;

      expect(iam.decide({ ...call, principal }).allowed).equal(true);
      expect(decide(principal, { Effect: "Deny", Principal: "*" }).allowed).equal(false);
    });

    it("see loopback as secure transport", () => {
      const tlsOnly = { Effect: "Deny", Principal: "*", Condition: { Bool: { "aws:SecureTransport": "false" } } };
      expect(decide(iam.administrator.principal, tlsOnly).allowed).equal(true);
    });
  });

  describe("conditions", () => {
    const holds = (condition: object, context?: Call["context"]) => {
      grant({ Action: "sns:Publish", Resource: "*", Condition: condition });
      return asRole("sns:Publish", "*", context && { context }).allowed;
    };

    const cases: [string, object, Call["context"], boolean][] = [
      ["every operator must hold", { StringEquals: { "k:a": "1" }, Null: { "k:b": "true" } }, { "k:a": "1", "k:b": "2" }, false],
      ["one value of several is enough", { StringEquals: { "k:a": ["1", "2"] } }, { "K:A": "2" }, true],
      ["an absent key does not equal", { StringEquals: { "k:a": "1" } }, {}, false],
      ["an absent key differs", { StringNotEquals: { "k:a": "1" } }, {}, true],
      ["an absent key passes IfExists", { StringEqualsIfExists: { "k:a": "1" } }, {}, true],
      ["a present key does not pass IfExists by being there", { StringEqualsIfExists: { "k:a": "1" } }, { "k:a": "2" }, false],
      ["NotEquals means none of the values", { StringNotEquals: { "k:a": ["1", "2"] } }, { "k:a": "2" }, false],
      ["Like takes wildcards", { StringLike: { "k:a": "inv*/?" } }, { "k:a": "invoices/1" }, true],
      ["NotLike turns it around", { StringNotLike: { "k:a": "inv*" } }, { "k:a": "invoices/1" }, false],
      ["Equals takes none", { StringEquals: { "k:a": "inv*" } }, { "k:a": "invoices" }, false],
      [
        "a star in an ARN stops at the colon",
        { ArnLike: { "k:a": "arn:aws:sns:*:topic" + ":x" } },
        { "k:a": "arn:aws:sns:r:1:topic:x" },
        false,
      ],
      ["JSON booleans are taken for their text", { Bool: { "aws:SecureTransport": true } }, {}, true],
      ["Null false wants the key", { Null: { "k:a": "false" } }, {}, false],
      ["the caller's role", { ArnEquals: { "aws:PrincipalArn": "arn:aws:iam::123456789012:role/place-order" } }, {}, true],
      ["the caller's account", { StringEquals: { "aws:PrincipalAccount": "210987654321" } }, {}, false],
    ];
    for (const [title, condition, context, expected] of cases) {
      it(`${title}: ${expected ? "holds" : "does not hold"}`, () => expect(holds(condition, context)).equal(expected));
    }
  });

  describe("trust policies", () => {
    it("let only the service they name assume the role", () => {
      expect(() => iam.assumeRole(roleArn, "states.amazonaws.com", "run")).throw(
        `User: states.amazonaws.com is not authorized to perform: sts:AssumeRole on resource: ${roleArn} because no role trust policy`,
      );
      expect(() => iam.assumeRole(`${roleArn}s`, "lambda.amazonaws.com", "run")).throw("there is no such role");
    });

    it("can ask for the source", () => {
      const sourced = JSON.parse(trust);
      sourced.Statement.Condition = { StringEquals: { "aws:SourceAccount": place.accountId } };
      const arn = iam.createRole("sourced", JSON.stringify(sourced));

      expect(() => iam.assumeRole(arn, "lambda.amazonaws.com", "run")).throw("is not authorized to perform: sts:AssumeRole");
      expect(iam.assumeRole(arn, "lambda.amazonaws.com", "run", { "aws:SourceAccount": place.accountId }).roleArn).equal(arn);
    });
  });

  describe("what it does not know", () => {
    const wrong: [string, Statement, string][] = [
      ["an element", { Resourse: "*", Action: "*" }, "the element 'Resourse' is not supported"],
      ["NotPrincipal", { NotPrincipal: "*", Action: "*", Resource: "*" }, "'NotPrincipal'"],
      ["NotAction", { Principal: "*", NotAction: "s3:*", Resource: "*" }, "'NotAction'"],
      ["an effect", { Effect: "allow", Principal: "*", Action: "*", Resource: "*" }, 'Effect "allow"'],
      ["an operator", { Principal: "*", Action: "*", Resource: "*", Condition: { IpAddress: { "k:a": "::1" } } }, "'IpAddress'"],
      [
        "a made-up operator",
        { Principal: "*", Action: "*", Resource: "*", Condition: { BoolNotEquals: { "k:a": "1" } } },
        "'BoolNotEquals'",
      ],
      [
        "a global key",
        { Principal: "*", Action: "*", Resource: "*", Condition: { StringLike: { "aws:SourceVpc": "x" } } },
        "'aws:SourceVpc'",
      ],
      [
        "a variable",
        // biome-ignore lint/suspicious/noTemplateCurlyInString: that is how a policy writes a variable.
        { Principal: "*", Action: "*", Resource: "arn:aws:s3:::b/${aws:username}/*" },
        "policy variables are not supported",
      ],
      ["a federation", { Principal: { Federated: "x" }, Action: "*", Resource: "*" }, "'Federated'"],
      [
        "a wildcard in a principal",
        { Principal: { AWS: "arn:aws:iam::123456789012:role/*" }, Action: "*", Resource: "*" },
        "role/*",
      ],
      ["no principal", { Action: "*", Resource: "*" }, "Principal is undefined"],
      ["an account", { Principal: { AWS: "123456789012" }, Action: "*", Resource: "*" }, "'123456789012'"],
      ["no action", { Principal: "*", Resource: "*" }, "Action is missing or empty"],
    ];
    for (const [what, statement, message] of wrong) {
      it(`refuses ${what}`, () => {
        expect(() => on(statement))
          .throw(`The policy of the table is not usable`)
          .with.property("message")
          .contain(message);
      });
    }

    it("refuses a version, text that is no JSON, and a principal in an identity policy", () => {
      expect(() => parsePolicy('{"Version":"2020-01-01","Statement":[]}', "x")).throw('Version "2020-01-01" does not exist');
      expect(() => parsePolicy("nonsense", "x")).throw("The policy of x is not usable");
      expect(() => grant({ Principal: "*", Action: "*", Resource: "*" })).throw(
        "'Principal' is not supported in a statement of an identity policy",
      );
    });
  });

  describe("credentials", () => {
    it("are the same after a restart and others under another secret", () => {
      const again = new Iam(place, Buffer.from("a secret"));
      const other = new Iam(place, Buffer.from("another secret"));

      expect(again.administrator).eql(iam.administrator);
      expect(again.credentialsOf(role)).eql(iam.credentialsOf(role));
      expect(other.administrator.credentials).not.eql(iam.administrator.credentials);
      expect(iam.administrator.credentials.accessKeyId).match(/^AKIA[A-Z2-7]{16}$/);
    });

    it("tell who holds them, for sessions only with their token", () => {
      const { accessKeyId, secretAccessKey, sessionToken } = iam.credentialsOf(role);

      expect(iam.identify(accessKeyId, sessionToken)).eql({ principal: role, secretAccessKey });
      expect(iam.identify(accessKeyId)).equal(undefined);
      expect(iam.identify(accessKeyId, `${sessionToken}`.replace(/^./, "_"))).equal(undefined);
      expect(iam.identify(accessKeyId, "nonsense")).equal(undefined);
      expect(iam.identify(iam.administrator.credentials.accessKeyId, sessionToken)).equal(undefined);
      expect(iam.identify("AKIAAAAAAAAAAAAAAAAA")).equal(undefined);
    });

    it("end with the role", () => {
      const { accessKeyId, sessionToken } = iam.credentialsOf(role);
      expect(new Iam(place, Buffer.from("a secret")).identify(accessKeyId, sessionToken)).equal(undefined);
    });
  });

  describe("resources", () => {
    const create = (type: string, inputs: object) =>
      iamTypes[type]?.create({ type, name: "baker", physicalName: "baker-1", inputs }, { iam } as Cloud);

    it("come up as the provider makes them, with policies as text or as objects", () => {
      const made = create("aws:iam/role:Role", { assumeRolePolicy: JSON.parse(trust) });
      create("aws:iam/rolePolicy:RolePolicy", { role: "baker-1", policy: document({ Action: "s3:GetObject", Resource: "*" }) });

      const arn = "arn:aws:iam::123456789012:role/baker-1";
      expect(made).deep.include({ id: "baker-1" }).nested.include({ "outputs.arn": arn, "outputs.name": "baker-1" });
      const principal = iam.assumeRole(arn, "lambda.amazonaws.com", "bake");
      expect(iam.decide({ principal, action: "s3:GetObject", resource: "arn:aws:s3:::b/k" }).allowed).equal(true);
    });

    it("refuse a policy of no role", () => {
      expect(() => create("aws:iam/rolePolicy:RolePolicy", { role: "nobody", policy: document() })).throw(
        "nobody cannot be found",
      );
    });
  });
});
