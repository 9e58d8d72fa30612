// The door: one REST API from one document, its role, its permissions and its limits.
import * as aws from "@pulumi/aws";
// Only this part of awsx: all of it takes a fifth of a second to load.
import * as apigateway from "@pulumi/awsx/classic/apigateway";
import * as pulumi from "@pulumi/pulumi";
import { accessLogFormat } from "./accessLogs";
import type { Config } from "./config";
import type { Functions } from "./functions";
import type { Identity } from "./identity";
import { openApiDocument } from "./openapi";
import { serviceRole } from "./roles";

export function restApi(
  config: Config,
  functions: Functions,
  stateMachine: aws.sfn.StateMachine,
  { userPool }: Identity,
  pages: aws.s3.Bucket,
  access: aws.cloudwatch.LogGroup,
): apigateway.API {
  const { role, policy } = serviceRole("api", "apigateway", [
    { actions: ["states:StartSyncExecution"], resources: [stateMachine.arn] },
    // No more than this: a path comes to S3 decoded, and may name another bucket, or have a query that asks for something else.
    { actions: ["s3:GetObject"], resources: [pulumi.interpolate`${pages.arn}/*`] },
  ]);
  const partition = aws.getPartitionOutput().partition;
  const region = aws.getRegionOutput().region;
  const document = pulumi
    .output({
      menu: config.menu,
      userPoolArn: userPool.arn,
      stateMachineArn: stateMachine.arn,
      startSyncExecutionUri: pulumi.interpolate`arn:${partition}:apigateway:${region}:states:action/StartSyncExecution`,
      pagesUri: pulumi.interpolate`arn:${partition}:apigateway:${region}:s3:path/${pages.bucket}`,
      apiRoleArn: role.arn,
      getOrderUri: functions.getOrder.invokeArn,
      getOrdersUri: functions.getOrders.invokeArn,
      getInvoiceUri: functions.getInvoice.invokeArn,
    })
    .apply((parts) => JSON.stringify(openApiDocument(parts)));
  const api = new apigateway.API(
    "api",
    {
      stageName: "v1",
      swaggerString: document,
      restApiArgs: {
        // Its metrics and traces go by this name, and other stacks may be in the same account.
        name: `${pulumi.getProject()}-${pulumi.getStack()}`,
        // With awsx's own "*/*" mapping templates and fixed answers end in a 500.
        binaryMediaTypes: [],
        endpointConfiguration: { types: "REGIONAL" },
        minimumCompressionSize: "1024",
      },
      // No execution logs beside these: they hold tokens and bodies.
      stageArgs: { xrayTracingEnabled: true, accessLogSettings: { destinationArn: access.arn, format: accessLogFormat } },
    },
    { dependsOn: policy, transformations: config.protect ? [protectAddress] : [] },
  );
  for (const [route, lambda] of [
    ["order", functions.getOrder],
    ["orders", functions.getOrders],
    ["invoice", functions.getInvoice],
  ] as const) {
    new aws.lambda.Permission(
      `get-${route}`,
      {
        action: "lambda:InvokeFunction",
        function: lambda.name,
        principal: "apigateway.amazonaws.com",
        sourceArn: pulumi.interpolate`${api.restAPI.executionArn}/*/GET/${route}`,
      },
      { parent: lambda },
    );
  }
  new aws.apigateway.MethodSettings(
    "api",
    {
      restApi: api.restAPI.id,
      stageName: api.stage.stageName,
      methodPath: "*/*",
      settings: { throttlingRateLimit: config.throttle.ratePerSecond, throttlingBurstLimit: config.throttle.burst },
    },
    { parent: api },
  );
  traces(config, api);
  return api;
}

/** Another API has another address, which every customer's page and app would have to learn. Its deployments come and go. */
function protectAddress({
  type,
  props,
  opts,
}: pulumi.ResourceTransformationArgs): pulumi.ResourceTransformationResult | undefined {
  return type === "aws:apigateway/restApi:RestApi" ? { props, opts: { ...opts, protect: true } } : undefined;
}

/** The API decides which requests are traced; workflow and functions go by that. */
function traces({ tracePercent }: Config, api: apigateway.API): void {
  new aws.xray.SamplingRule(
    "api",
    {
      version: 1,
      priority: 1000,
      // "X-Ray sampling rule option values for API Gateway APIs", API Gateway guide.
      serviceType: "AWS::ApiGateway::Stage",
      serviceName: pulumi.interpolate`${api.restAPI.name}/${api.stage.stageName}`,
      ...{ host: "*", httpMethod: "*", urlPath: "*", resourceArn: "*" },
      // Without a rule one request each second comes on top, and those of a small shop are nearly all.
      reservoirSize: 0,
      fixedRate: tracePercent / 100,
    },
    { parent: api },
  );
}
