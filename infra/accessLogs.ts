// What came to the door: one line a request. Whose and which, never what was in it.
import * as aws from "@pulumi/aws";
import type { Config } from "./config";
import { serviceRole } from "./roles";

/** No query, body or address; an account's number only. Each is a text, because what a request has not is written as `-`. */
export const accessLogFormat = JSON.stringify({
  // The two ids a caller was answered with: x-amzn-RequestId, which they can set, and x-amz-apigw-id.
  requestId: "$context.requestId",
  request: "$context.extendedRequestId",
  time: "$context.requestTimeEpoch",
  route: "$context.httpMethod $context.resourcePath",
  status: "$context.status",
  latency: "$context.responseLatency",
  integrationLatency: "$context.integrationLatency",
  // Which of API Gateway's own answers it was; its text could quote a header.
  error: "$context.error.responseType",
  accountid: "$context.authorizer.claims.sub",
});

/** The group the API's stage writes to. Made after the role that lets it. */
export function accessLogs({ logRetentionDays, apiGatewayLogRole }: Config): aws.cloudwatch.LogGroup {
  return new aws.cloudwatch.LogGroup(
    "api-access",
    { retentionInDays: logRetentionDays },
    { dependsOn: apiGatewayLogRole ? logRole() : [] },
  );
}

/** One for all APIs of the account in this region: taken away with this stack, the others' logs would end in silence. */
function logRole(): aws.apigateway.Account {
  const retained = { retainOnDelete: true };
  const { role, policy } = serviceRole(
    "api-gateway-logs",
    "apigateway",
    [
      {
        actions: [
          "logs:CreateLogGroup",
          "logs:CreateLogStream",
          "logs:DescribeLogGroups",
          "logs:DescribeLogStreams",
          "logs:PutLogEvents",
          "logs:GetLogEvents",
          "logs:FilterLogEvents",
        ],
        // Every API's groups: API Gateway takes no role with less ("Permissions for CloudWatch logging", API Gateway guide).
        resources: ["*"],
      },
    ],
    retained,
  );
  return new aws.apigateway.Account("logs", { cloudwatchRoleArn: role.arn }, { ...retained, dependsOn: policy });
}
