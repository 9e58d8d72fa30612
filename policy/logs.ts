// What happened is known for as long as the stack says, and not for ever: each log is a group of ours with a retention.
import type * as aws from "@pulumi/aws";
import type { ResourceValidationPolicy } from "@pulumi/policy";
import { isGiven, on } from "./rule";

export const retainedLogs: ResourceValidationPolicy = {
  name: "retained-logs",
  description: "Log groups say how long they keep, and whatever logs writes into such a group.",
  validateResource: [
    on<aws.cloudwatch.LogGroupArgs>("aws:cloudwatch/logGroup:LogGroup", ({ retentionInDays }, wrong) => {
      if (retentionInDays) return;
      wrong(
        "retentionInDays",
        retentionInDays,
        "1 day or more",
        "Set config.logRetentionDays: without it logs are kept and paid for ever",
      );
    }),
    on<aws.lambda.FunctionArgs>("aws:lambda/function:Function", ({ loggingConfig }, wrong) => {
      if (isGiven(loggingConfig, "logGroup")) return;
      wrong(
        "loggingConfig.logGroup",
        undefined,
        "a LogGroup of the program",
        "Make one: the group Lambda makes by itself is kept for ever",
      );
    }),
    on<aws.sfn.StateMachineArgs>("aws:sfn/stateMachine:StateMachine", ({ loggingConfiguration }, wrong) => {
      if (isGiven(loggingConfiguration, "logDestination") && loggingConfiguration?.level !== "OFF") return;
      const todo = "Set it: an Express execution leaves no other trace";
      wrong("loggingConfiguration", loggingConfiguration?.level, "a level and a logDestination", todo);
    }),
    on<aws.apigateway.StageArgs>("aws:apigateway/stage:Stage", ({ accessLogSettings }, wrong) => {
      if (isGiven(accessLogSettings, "destinationArn")) return;
      const todo = "Set it: else nobody knows what was asked and refused";
      wrong("accessLogSettings.destinationArn", undefined, "the ARN of a LogGroup of the program", todo);
    }),
  ],
};
