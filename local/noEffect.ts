// What watches and guards on AWS and has nothing to do on a laptop: nobody is woken, nothing is encrypted, no mail server refuses.
import { arn, type Place } from "./aws/place";
import type { Created, Resource, ResourceType, ResourceTypes } from "./resource";

/** @param created id and outputs as the provider gives them, for what refers to it */
function noEffect(ignores: readonly string[], created: (resource: Resource, place: Place) => Created): ResourceType {
  return { honours: [], ignores, noEffect: true, create: (resource, { place }) => created(resource, place) };
}

const alarm = [
  ...["name", "alarmDescription", "metricQueries", "comparisonOperator", "threshold", "evaluationPeriods", "datapointsToAlarm"],
  ...["treatMissingData", "alarmActions", "okActions", "tags"],
];
const samplingRule = [
  ...["version", "priority", "serviceType", "serviceName", "host", "httpMethod", "urlPath", "resourceArn"],
  ...["reservoirSize", "fixedRate", "tags"],
];

export const noEffectTypes: ResourceTypes = {
  "aws:cloudwatch/metricAlarm:MetricAlarm": noEffect(alarm, ({ inputs, physicalName }, place) => {
    const name: string = inputs.name ?? physicalName;
    return { id: name, outputs: { name, arn: arn(place, "cloudwatch", `alarm:${name}`) } };
  }),
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": noEffect(
    ["name", "logGroupName", "pattern", "metricTransformation"],
    ({ physicalName }) => ({ id: physicalName, outputs: { name: physicalName } }),
  ),
  "aws:cloudwatch/dashboard:Dashboard": noEffect(["dashboardName", "dashboardBody"], ({ inputs }) => ({
    id: inputs.dashboardName,
  })),
  "aws:xray/samplingRule:SamplingRule": noEffect(samplingRule, ({ physicalName }) => ({
    id: physicalName,
    outputs: { ruleName: physicalName },
  })),
  "aws:kms/key:Key": noEffect(
    ["description", "enableKeyRotation", "deletionWindowInDays", "policy", "tags"],
    ({ physicalName }, place) => ({
      id: physicalName,
      outputs: { keyId: physicalName, arn: arn(place, "kms", `key/${physicalName}`) },
    }),
  ),
  "aws:kms/alias:Alias": noEffect(["name", "targetKeyId"], ({ inputs }, place) => ({
    id: inputs.name,
    outputs: { arn: arn(place, "kms", inputs.name) },
  })),
  // A mail to the inbox always arrives: nothing comes here.
  "aws:sqs/queue:Queue": noEffect(
    ["name", "messageRetentionSeconds", "sqsManagedSseEnabled", "tags"],
    ({ inputs, physicalName }, place) => {
      const name: string = inputs.name ?? physicalName;
      const url = `${place.awsUrl}/${place.accountId}/${name}`;
      return { id: url, outputs: { url, name, arn: arn(place, "sqs", name) } };
    },
  ),
  "aws:sqs/queuePolicy:QueuePolicy": noEffect(["queueUrl", "policy"], ({ inputs }) => ({ id: inputs.queueUrl })),
};
