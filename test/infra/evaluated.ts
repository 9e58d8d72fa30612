// The process that `evaluate` starts: runs the program and prints what it asked for, as JSON.
import * as pulumi from "@pulumi/pulumi";
import { partitionOf } from "../../local/aws/place";
import { readProject } from "../../local/project";

const [, , dir = ".", stack = "dev"] = process.argv;
const project = readProject(dir, stack);
const region = project.config["aws:region"] ?? "";
const partition = partitionOf(region);
const resources: object[] = [];

/** What AWS puts before a resource's name in its ARN, where it isn't `<service>:<region>:<account>:`. */
const arns: Record<string, string> = {
  "aws:s3/bucket:Bucket": "s3:::",
  "aws:dynamodb/table:Table": `dynamodb:${region}:123456789012:table/`,
  "aws:lambda/function:Function": `lambda:${region}:123456789012:function:`,
  "aws:cloudwatch/logGroup:LogGroup": `logs:${region}:123456789012:log-group:`,
  "aws:sfn/stateMachine:StateMachine": `states:${region}:123456789012:stateMachine:`,
  "aws:cognito/userPool:UserPool": `cognito-idp:${region}:123456789012:userpool/`,
  "aws:iam/role:Role": "iam::123456789012:role/",
  "aws:kms/key:Key": `kms:${region}:123456789012:key/`,
  "aws:cloudwatch/metricAlarm:MetricAlarm": `cloudwatch:${region}:123456789012:alarm:`,
};

async function main(): Promise<void> {
  // biome-ignore lint/suspicious/noExplicitAny: Pulumi does not type its requests.
  let request: any;
  await pulumi.runtime.setMocks(
    {
      newResource: async ({ type, name, inputs, custom = true }) => {
        const asked = {
          urn: `urn:pulumi:${project.stack}::${project.name}::${request.getParent().split("::")[2]?.split("$").pop()}$${type}::${name}`,
          type,
          name,
          inputs: { ...inputs },
          parent: request.getParent(),
          protect: request.getProtect(),
          retainOnDelete: request.getRetainondelete(),
          dependencies: request.getDependenciesList(),
          propertyDependencies: Object.fromEntries(
            request
              .getPropertydependenciesMap()
              .getEntryList()
              .map(([property, [urns]]: [string, [string[]]]) => [property, urns]),
          ),
        };
        if (inputs.code) {
          const files = Object.entries((await inputs.code.assets) as Record<string, { text: Promise<string> }>);
          asked.inputs.code = Object.fromEntries(await Promise.all(files.map(async ([path, asset]) => [path, await asset.text])));
        }
        if (custom) resources.push(asked);
        const service = type.split(":")[1]?.split("/")[0];
        const arn = `arn:${partition}:${arns[type] ?? `${service}:${region}:123456789012:`}${inputs.name ?? name}`;
        // As the real provider: what awsx hashes must be there, or each preview shows a change.
        return {
          id: `${name}-id`,
          state: {
            ...{ name, bucket: name, arn, invokeArn: `${arn}/invoke`, invokeUrl: "https://api" },
            executionArn: `arn:${partition}:execute-api:${region}:123456789012:${name}-id`,
            endpoint: `cognito-idp.${region}.amazonaws.com/${name}-id`,
            ...inputs,
          },
        };
      },
      call: ({ token }) => {
        if (token === "aws:index/getRegion:getRegion") return { region };
        if (token === "aws:index/getPartition:getPartition") return { partition };
        if (token === "aws:index/getCallerIdentity:getCallerIdentity") return { accountId: "123456789012" };
        throw new Error(`The program calls ${token}, which no test expects`);
      },
    },
    project.name,
    project.stack,
    false,
  );
  pulumi.runtime.setAllConfig({ ...project.config });
  // biome-ignore lint/suspicious/noExplicitAny: Pulumi does not type its monitor.
  const monitor: any = pulumi.runtime.getMonitor();
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (next: unknown, callback: unknown) => {
    request = next;
    return register(next, callback);
  };
  monitor.supportsFeature = (_: unknown, callback: (error: undefined, answer: object) => void) =>
    callback(undefined, { getHassupport: () => false });
  const outputs = await pulumi.runtime.runInPulumiStack(async () => ({ ...require(project.main) }));
  await pulumi.runtime.disconnect();
  say({ outputs });
}

function say(end: object): void {
  process.stdout.write(`\n${JSON.stringify({ resources, ...end })}\n`);
}

main().catch((error: unknown) => say({ outputs: {}, error: error instanceof Error ? error.message : String(error) }));
