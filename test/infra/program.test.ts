// What the program asks AWS for. Proves inputs, not that AWS takes them; the local cloud and a deployed stack prove that.
import aslValidator from "asl-validator";
import { expect } from "chai";
import { dependencies } from "../../package.json";
import { root } from "../project";
import { type Asked, evaluate, evaluateStack } from "./evaluate";

describe("the program", () => {
  let resources: Asked[];
  let outputs: Record<string, unknown>;
  before(function () {
    this.timeout(60_000);
    ({ resources, outputs } = evaluateStack("dev"));
  });

  const all = (type: string) => resources.filter((resource) => resource.type.endsWith(`:${type}`));
  function one(type: string, name?: string): Asked {
    const [found, ...others] = all(type).filter((resource) => name === undefined || resource.name === name);
    if (!found || others.length > 0) throw new Error(`There are ${others.length + (found ? 1 : 0)} of ${type} ${name ?? ""}`);
    return found;
  }
  const statements = (name: string) =>
    JSON.parse(one("RolePolicy", name).inputs.policy).Statement as { Action: string[]; Resource: string[] }[];

  it("exports what a client and an operator need", () => {
    expect(Object.keys(outputs)).to.deep.equal([
      "apiUrl",
      "userPoolId",
      "userPoolClientId",
      "stateMachineArn",
      "tableName",
      "bucketName",
      "topicArn",
    ]);
    expect(outputs.apiUrl).to.equal("https://api/");
  });

  it("has nothing in it of the laptop's view into the kitchen", () => {
    const texts = resources.map((resource) => JSON.stringify(resource));
    expect(texts.filter((text) => /_local|kitchen/i.test(text))).to.deep.equal([]);
  });

  it("keeps orders in an encrypted table with point-in-time recovery, expiry and the shops' queue", () => {
    expect(one("Table").inputs).to.deep.include({
      billingMode: "PAY_PER_REQUEST",
      hashKey: "accountid",
      rangeKey: "vendorid",
      ttl: { attributeName: "ttl", enabled: true },
      pointInTimeRecovery: { enabled: true },
      serverSideEncryption: { enabled: true },
    });
    expect(one("Table").inputs.globalSecondaryIndexes).to.have.lengthOf(1);
  });

  it("keeps invoices and pages private, encrypted and reachable by TLS only", () => {
    expect(all("Bucket").map(({ name }) => name)).to.have.members(["invoices", "pages"]);
    for (const { name } of all("Bucket")) {
      expect(one("BucketPublicAccessBlock", name).inputs).to.deep.include({
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      });
      const [rule] = one("BucketServerSideEncryptionConfiguration", name).inputs.rules;
      expect(rule.applyServerSideEncryptionByDefault.sseAlgorithm).to.equal("AES256");
      const [statement] = JSON.parse(one("BucketPolicy", name).inputs.policy).Statement;
      expect(statement).to.deep.include({
        Effect: "Deny",
        Principal: "*",
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      });
    }
  });

  it("keeps each version of an invoice", () => {
    expect(one("BucketVersioning").inputs).to.deep.include({
      bucket: "invoices-id",
      versioningConfiguration: { status: "Enabled" },
    });
  });

  it("lets the API start orders and read the pages' files, and nothing else", () => {
    const machine = one("StateMachine");
    expect(statements("api").map(({ Action, Resource }) => ({ Action, Resource }))).to.deep.equal([
      {
        Action: ["states:StartSyncExecution"],
        Resource: [`arn:aws:states:ap-southeast-2:123456789012:stateMachine:${machine.name}`],
      },
      { Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::pages/*"] },
    ]);
  });

  it("gives each function a role of its own with exact actions on exact resources", () => {
    const roles = all("Function").map(({ inputs }) => inputs.role);
    expect(new Set(roles).size).to.equal(9);
    const table = "arn:aws:dynamodb:ap-southeast-2:123456789012:table/orders";
    const invoices = "arn:aws:s3:::invoices";
    const business = (name: string) =>
      statements(name)
        .slice(0, -2)
        .map(({ Action, Resource }) => ({ Action, Resource }));
    expect(business("place-order")).to.deep.equal([{ Action: ["dynamodb:GetItem", "dynamodb:UpdateItem"], Resource: [table] }]);
    expect(business("write-invoice")).to.deep.equal([
      { Action: ["dynamodb:GetItem"], Resource: [table] },
      { Action: ["s3:GetObject", "s3:PutObject"], Resource: [`${invoices}/invoices/*`] },
    ]);
    expect(business("confirm-order")).to.deep.equal([{ Action: ["dynamodb:GetItem", "dynamodb:UpdateItem"], Resource: [table] }]);
    expect(business("change-order")).to.deep.equal([{ Action: ["dynamodb:GetItem", "dynamodb:UpdateItem"], Resource: [table] }]);
    expect(business("write-credit-note")).to.deep.equal([{ Action: ["s3:PutObject"], Resource: [`${invoices}/invoices/*`] }]);
    expect(business("get-orders")).to.deep.equal([{ Action: ["dynamodb:Query"], Resource: [`${table}/index/queue`] }]);
    expect(business("get-order")).to.deep.equal([{ Action: ["dynamodb:GetItem"], Resource: [table] }]);
    expect(business("get-invoice")).to.deep.equal([
      { Action: ["s3:GetObject"], Resource: [`${invoices}/invoices/*`] },
      { Action: ["s3:ListBucket"], Resource: [invoices] },
    ]);
    expect(business("remove-order").map(({ Action }) => Action.join())).to.deep.equal([
      "dynamodb:GetItem,dynamodb:UpdateItem,dynamodb:DeleteItem",
      "s3:GetObject,s3:DeleteObject",
      "s3:ListBucket",
    ]);
  });

  it("says runtime, memory, timeout, tracing and log group of each function", () => {
    expect(all("Function")).to.have.lengthOf(9);
    for (const { name, inputs } of all("Function")) {
      expect(inputs, name).to.deep.include({
        runtime: "nodejs24.x",
        timeout: 2,
        memorySize: /invoice|credit/.test(name) ? 192 : 384,
        tracingConfig: { mode: "Active" },
      });
      expect(inputs.loggingConfig).to.deep.include({ logFormat: "JSON", logGroup: name, systemLogLevel: "WARN" });
    }
  });

  it("ships nothing but the callback: the runtime brings the SDK", () => {
    for (const { name, inputs } of all("Function")) {
      expect(Object.keys(inputs.code), name).to.deep.equal(["__index.js"]);
      expect(inputs.code["__index.js"].length, name).to.be.below(40_000);
    }
    expect(Object.keys(dependencies)).to.include.members([
      "@pulumi/pulumi",
      "@pulumi/aws",
      "@pulumi/awsx",
      "@aws-sdk/client-dynamodb",
      "@aws-sdk/client-s3",
    ]);
  });

  it("ships the same text from another process, so that a preview shows no change", function () {
    this.timeout(60_000);
    const texts = (of: Asked[]) =>
      of.map(({ urn, inputs }) => [urn, inputs.key, inputs.code?.["__index.js"] ?? inputs.content ?? inputs.body]).sort();
    expect(texts(evaluate(root, "dev").resources)).to.deep.equal(texts(resources));
  });

  it("assembles a state machine that is valid States Language and ends below the gateway's 29 seconds", () => {
    const machine = one("StateMachine").inputs;
    expect(machine.type).to.equal("EXPRESS");
    const definition = JSON.parse(machine.definition);
    expect(aslValidator(definition)).to.deep.include({ isValid: true });
    const longest = (name: string): number => {
      const { TimeoutSeconds, Retry = [] } = definition.States[name];
      return Retry.reduce(
        (sum: number, { MaxAttempts, IntervalSeconds }: { MaxAttempts: number; IntervalSeconds: number }) =>
          sum + MaxAttempts * (IntervalSeconds + TimeoutSeconds),
        TimeoutSeconds,
      );
    };
    const placing = ["PlaceOrder", "WriteInvoice", "ConfirmOrder", "RemoveOrder"].map(longest);
    expect(placing.reduce((sum, step) => sum + step)).to.be.below(27);
    const changing = ["ChangeOrder", "WriteCreditNote", "Notify"].map(longest);
    expect(changing.reduce((sum, step) => sum + step)).to.be.below(27);
    for (const [name, state] of Object.entries<{ Type: string; Catch?: { ErrorEquals: string[] }[] }>(definition.States)) {
      if (state.Type === "Task") expect(state.Catch?.at(-1)?.ErrorEquals, name).to.deep.equal(["States.ALL"]);
    }
  });

  it("builds a regional API without binary types, in which every operation says who may call it", () => {
    const { binaryMediaTypes, endpointConfiguration, body } = one("RestApi").inputs;
    expect(binaryMediaTypes).to.deep.equal([]);
    expect(endpointConfiguration).to.deep.equal({ types: "REGIONAL" });
    const operations = Object.entries<Record<string, { security: object[] }>>(JSON.parse(body).paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { security }]) => [`${method} ${path}`, JSON.stringify(security)]),
    );
    expect(Object.fromEntries(operations)).to.deep.equal({
      "get /menu": "[]",
      "post /order": '[{"idToken":[]}]',
      "patch /order": '[{"idToken":[]}]',
      "get /order": '[{"idToken":[]}]',
      "get /orders": '[{"idToken":[]}]',
      "get /invoice": '[{"idToken":[]}]',
      "get /": "[]",
      "get /counter": "[]",
      "get /config.json": "[]",
      "get /assets/{file}": "[]",
      "get /openapi.json": "[]",
    });
    expect(one("MethodSettings").inputs.settings).to.deep.equal({ throttlingRateLimit: 500, throttlingBurstLimit: 1000 });
  });

  it("lets API Gateway invoke the reading functions, each for its own route only", () => {
    expect(all("Permission").map(({ inputs }) => [inputs.function, inputs.principal, inputs.sourceArn])).to.have.deep.members([
      ["get-order", "apigateway.amazonaws.com", "arn:aws:execute-api:ap-southeast-2:123456789012:api-id/*/GET/order"],
      ["get-orders", "apigateway.amazonaws.com", "arn:aws:execute-api:ap-southeast-2:123456789012:api-id/*/GET/orders"],
      ["get-invoice", "apigateway.amazonaws.com", "arn:aws:execute-api:ap-southeast-2:123456789012:api-id/*/GET/invoice"],
    ]);
  });

  it("keeps who works where out of a customer's reach", () => {
    const { readAttributes, writeAttributes } = one("UserPoolClient").inputs;
    expect(readAttributes).to.deep.equal(["email", "email_verified", "custom:vendorid"]);
    expect(writeAttributes).to.deep.equal(["email"]);
  });

  it("subscribes each shop's address to its own orders only", () => {
    const filters = all("TopicSubscription").map(({ inputs }) => [inputs.endpoint, JSON.parse(inputs.filterPolicy)]);
    expect(filters).to.deep.include(["platform-six@example.com", { vendorid: ["sydney-central"] }]);
  });
});
