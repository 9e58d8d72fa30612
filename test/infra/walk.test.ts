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

    const all = (type: string) => resources.filter((resource) => resource.type.endsWith(`:${type}`));
    const is = ([type, name]: readonly [string, string]) => {
      return (resource: Asked) => resource.type.endsWith(`:${type}`) && resource.name === name;
    };

    it("is tagged with project and stack, if AWS can tag it", () => {
      const taggable = resources.filter(takesTags);
      for (const { type, name, inputs } of taggable) {
        expect(inputs.tags, `${type} ${name}`).to.deep.equal({ project: "skip-the-line", stack });
      }
      expect(taggable.length).to.be.above(50);
    });

    it(
      stack === "prod"
        ? "is protected if it could not be had again, and kept if it is a customer's data"
        : "goes when the stack goes",
      () => {
        const isProd = stack === "prod";
        const kept = data.map((key) => resources.find(is(key)));
        for (const resource of resources) {
          const { type, name, parent, protect, retainOnDelete } = resource;
          const isData = kept.includes(resource);
          // What belongs to it is protected with it.
          const ofData = data.some(([end, dataName]) => parent.endsWith(`:${end}::${dataName}`));
          const isAddress = addresses.some((key) => is(key)(resource));
          const expected = {
            protect: isProd && (isData || ofData || isAddress),
            retainOnDelete: (isProd && isData) || accountsOwn.some((key) => is(key)(resource)),
          };
          expect({ protect, retainOnDelete }, `${type} ${name}`).to.deep.equal(expected);
        }
        const [table, invoices, pool] = kept.map((resource) => resource?.inputs);
        expect(table).to.have.property("deletionProtectionEnabled", isProd);
        expect(invoices).to.have.property("forceDestroy", !isProd);
        expect(pool).to.have.property("deletionProtection", isProd ? "ACTIVE" : "INACTIVE");
      },
    );

    it("is encrypted, if it holds anything", () => {
      const encrypted: Record<string, (resource: Asked) => unknown> = {
        Table: ({ inputs }) => inputs.serverSideEncryption.enabled,
        Topic: ({ inputs }) => inputs.kmsMasterKeyId,
        Queue: ({ inputs }) => inputs.sqsManagedSseEnabled,
        Bucket: ({ name }) => {
          const rule = all("BucketServerSideEncryptionConfiguration").find((setting) => setting.name === name)?.inputs.rules[0];
          return rule.applyServerSideEncryptionByDefault.sseAlgorithm === "AES256";
        },
      };
      for (const [type, isEncrypted] of Object.entries(encrypted)) {
        expect(all(type), type).to.not.be.empty;
        for (const resource of all(type)) expect(isEncrypted(resource), `${type} ${resource.name}`).to.be.ok;
      }
    });

    it("can be set back to any second of the last 35 days, if it is the table; keeps each version, if it is the invoices", () => {
      for (const { inputs } of all("Table")) expect(inputs.pointInTimeRecovery).to.deep.equal({ enabled: true });
      const versioned = all("BucketVersioning").find(is(["BucketVersioning", "invoices"]));
      expect(versioned?.inputs.versioningConfiguration.status).to.equal("Enabled");
    });

    it("is open to nobody, if it is a bucket", () => {
      for (const { name } of all("Bucket")) {
        const { bucket, ...closed } = all("BucketPublicAccessBlock").find((block) => block.name === name)?.inputs ?? {};
        expect(closed, name).to.deep.equal({
          blockPublicAcls: true,
          blockPublicPolicy: true,
          ignorePublicAcls: true,
          restrictPublicBuckets: true,
        });
      }
    });

    it("logs to a group that forgets in time, if it logs: each function, the workflow, the API", () => {
      const groups = all("LogGroup").map(({ name, inputs }) => inputs.name ?? name);
      for (const { inputs } of all("LogGroup")) expect(inputs.retentionInDays).to.equal(stack === "prod" ? 90 : 7);
      const used = [
        ...all("Function").map(({ inputs }) => inputs.loggingConfig.logGroup),
        ...all("StateMachine").map(({ inputs }) => groupOf(inputs.loggingConfiguration.logDestination.replace(/:\*$/, ""))),
        ...all("Stage").map(({ inputs }) => groupOf(inputs.accessLogSettings.destinationArn)),
      ];
      expect(used).to.have.members(groups);
      expect(used).to.include(`/aws/vendedlogs/states/skip-the-line-${stack}-orders`);
      for (const { inputs } of all("StateMachine")) {
        expect(inputs.loggingConfiguration).to.deep.include({ level: "ERROR", includeExecutionData: false });
      }
      // Execution logs hold tokens and bodies.
      for (const { inputs } of all("MethodSettings"))
        expect(inputs.settings).to.not.have.any.keys("loggingLevel", "dataTraceEnabled");
    });

    it("tells of a request neither token nor address nor what was in it", () => {
      for (const { inputs } of all("Stage")) {
        const { format } = inputs.accessLogSettings;
        const variables = [...format.matchAll(/\$context\.([\w.]+)/g)].map(([, name]) => name);
        expect(variables).to.deep.equal([
          ...["requestId", "extendedRequestId", "requestTimeEpoch", "httpMethod", "resourcePath", "status", "responseLatency"],
          ...["integrationLatency", "error.responseType", "authorizer.claims.sub"],
        ]);
        expect(Object.values(JSON.parse(format)).every((value) => typeof value === "string")).to.equal(true);
      }
    });

    it("says its runtime, architecture, memory, timeout and tracing, if it is a function", () => {
      for (const { name, inputs } of all("Function")) {
        const { runtime, architectures, memorySize, timeout, tracingConfig } = inputs;
        expect({ runtime, architectures, tracingConfig }, name).to.deep.equal({
          runtime: "nodejs24.x",
          architectures: ["arm64"],
          tracingConfig: { mode: "Active" },
        });
        expect(memorySize, name).to.be.within(128, 1024);
        expect(timeout, name).to.be.within(1, 5);
      }
    });

    it("is traced from the door to the last function, one request in a hundred", () => {
      for (const { inputs } of all("Stage")) expect(inputs.xrayTracingEnabled).to.equal(true);
      for (const { inputs } of all("StateMachine")) expect(inputs.tracingConfiguration).to.deep.equal({ enabled: true });
      const [rule, ...others] = all("SamplingRule");
      expect(others).to.deep.equal([]);
      expect(rule?.inputs).to.deep.include({ reservoirSize: 0, fixedRate: 0.01, serviceName: `skip-the-line-${stack}/v1` });
      expect(rule?.inputs.serviceType).to.equal("AWS::ApiGateway::Stage");
    });

    it("may do no more than it must: each `*` has a reason written beside it", () => {
      const wild: string[] = [];
      for (const { name, type, inputs } of resources) {
        const text = inputs.policy;
        if (typeof text !== "string") continue;
        for (const { Effect, Action, Resource, Sid = "" } of JSON.parse(text).Statement) {
          if (Effect === "Deny") continue;
          const [actions, ...rest] = [Action, Resource].map((value) => [value].flat());
          const isWild = actions?.some((action) => /[*?]/.test(action)) || rest.flat().includes("*");
          if (isWild) wild.push(`${type.split(":").at(-1)} ${name} ${Sid || actions?.[0]}`);
        }
      }
      expect([...new Set(wild)].sort()).to.deep.equal(
        [
          // Tracing and log delivery: AWS knows no resource for them.
          ...[...all("Function").map(({ name }) => name), "orders"].map((name) => `RolePolicy ${name} xray:PutTraceSegments`),
          "RolePolicy orders logs:CreateLogDelivery",
          // Every API's logs, the account over: API Gateway takes no role with less.
          "RolePolicy api-gateway-logs logs:CreateLogGroup",
          // A key's own policy is about that key alone.
          "Key alarms ToTheAccount",
          "Key alarms ToAlarms",
        ].sort(),
      );
    });

    it("has a role of its own, if it acts", () => {
      const roles = [
        ...all("Function").map(({ inputs }) => inputs.role),
        ...all("StateMachine").map(({ inputs }) => inputs.roleArn),
        ...all("Account").map(({ inputs }) => inputs.cloudwatchRoleArn),
      ];
      expect(new Set(roles).size).to.equal(roles.length);
      // And the API's, which stands in its document.
      expect(all("Role")).to.have.lengthOf(roles.length + 1);
      expect(all("RolePolicy")).to.have.lengthOf(roles.length + 1);
      expect(resources.filter(({ type }) => /PolicyAttachment|ManagedPolicy/.test(type))).to.deep.equal([]);
    });

    it("lets no more requests in than the stack says", () => {
      const [settings, ...others] = all("MethodSettings");
      expect(others).to.deep.equal([]);
      expect(settings?.inputs).to.deep.include({ methodPath: "*/*" });
      expect(settings?.inputs.settings).to.deep.equal({ throttlingRateLimit: 500, throttlingBurstLimit: 1000 });
    });
  });
}

describe("the mail with a sign-up code", () => {
  const mailOf = (stack: "dev" | "prod") =>
    evaluateStack(stack).resources.find(({ type }) => type.endsWith(":UserPool"))?.inputs.emailConfiguration;

  it("comes from the shop's own address in prod, and from Cognito, few a day, in dev", () => {
    expect(mailOf("dev")).to.equal(undefined);
    expect(mailOf("prod")).to.deep.equal({
      emailSendingAccount: "DEVELOPER",
      sourceArn: "arn:aws:ses:ap-southeast-2:123456789012:identity/example.com",
      fromEmailAddress: "Skip the Line <orders@example.com>",
    });
  });
});

const data = [
  ["Table", "orders"],
  ["Bucket", "invoices"],
  ["UserPool", "customers"],
] as const;

/** What others have written down, or confirmed by a click: a new one would not be the same. */
const addresses = [
  ["RestApi", "api"],
  ["Topic", "notices"],
] as const;

/** One for all APIs of the account in a region: another stack's logs must not end with this one. */
const accountsOwn = [
  ["Account", "logs"],
  ["Role", "api-gateway-logs"],
  ["RolePolicy", "api-gateway-logs"],
] as const;

function groupOf(arn: string): string | undefined {
  return arn.split(":log-group:")[1];
}

/** By the provider's own code: a type that takes tags reads them from its arguments. */
function takesTags({ type }: Asked): boolean {
  const [, module = ""] = type.split(":");
  return readFileSync(require.resolve(`@pulumi/aws/${module}.js`), "utf8").includes('resourceInputs["tags"] = args?.tags;');
}
