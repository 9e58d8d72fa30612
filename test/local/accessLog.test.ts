// The access log of the local gateway, as API Gateway writes one. What it costs a request to be logged, the bench shows.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { mock, type Served, serve } from "./apigateway.fixture";

const group = "arn:aws:logs:ap-southeast-2:123456789012:log-group:/aws/api";

function served(format: string, destinationArn = group): Promise<Served> {
  return serve({ "/a": { get: mock('{"a": 1}') } }, {}, { stage: { accessLogSettings: { destinationArn, format } } });
}

async function refusal(...settings: Parameters<typeof served>): Promise<string> {
  return served(...settings).then(
    async ({ close }) => {
      await close();
      return "taken";
    },
    ({ message }: Error) => message,
  );
}

describe("the local gateway's access log", () => {
  it("has a line in the group's file for each request, answered or not, with - for what it hasn't", async () => {
    const api = await served(
      "$context.httpMethod $context.resourcePath $context.status $context.error.responseType $context.requestId",
    );
    const known = await api.get("/a");
    const unknown = await api.get("/b?secret=1");
    const text = readFileSync(join(api.dataDir, "logs", "_aws_api.log"), "utf8");
    const ids = [known, unknown].map(({ headers }) => headers.get("x-amzn-requestid"));
    expect(text).to.equal(`GET /a 200 - ${ids[0]}\nGET - 403 MISSING_AUTHENTICATION_TOKEN ${ids[1]}\n`);
    await api.close();
  });

  it("stays a line of JSON whatever a request has in it", async () => {
    const api = await served('{"id":"$context.extendedRequestId","path":"$context.path"}');
    const { headers } = await api.get('/"\\');
    const line = JSON.parse(readFileSync(join(api.dataDir, "logs", "_aws_api.log"), "utf8"));
    expect(line.id).to.equal(headers.get("x-amz-apigw-id"));
    await api.close();
  });

  const refused: [string, Parameters<typeof served>, string][] = [
    [
      "a variable it does not know",
      ["$context.requestId $context.identity.sourceIp"],
      "$context.identity.sourceIp is not supported on the laptop; supported are accountId",
    ],
    ["a line without the request's id", ["$context.status"], "neither $context.requestId nor"],
    ["a group that ends in :*", ["$context.requestId", `${group}:*`], "is not a log group's ARN without :*"],
    ["a queue", ["$context.requestId", "arn:aws:sqs:ap-southeast-2:1:q"], "is not a log group's ARN without :*"],
  ];
  for (const [what, settings, expected] of refused) {
    it(`refuses ${what}`, async () => expect(await refusal(...settings)).to.contain(expected));
  }
});
