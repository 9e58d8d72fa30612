// Whose everything is: on the bill, in an inventory, to whoever finds it.
import type { ResourceValidationPolicy } from "@pulumi/policy";
import { message } from "./rule";

const needed = ["project", "stack"];

/** AWS takes no tags for these. Any other type needs them: a new one belongs here only if AWS can't tag it. */
export const untaggable: readonly string[] = [
  "aws:apigateway/account:Account",
  "aws:apigateway/deployment:Deployment",
  "aws:apigateway/methodSettings:MethodSettings",
  "aws:cloudwatch/dashboard:Dashboard",
  "aws:cloudwatch/logMetricFilter:LogMetricFilter",
  "aws:cognito/userGroup:UserGroup",
  "aws:cognito/userPoolClient:UserPoolClient",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  "aws:kms/alias:Alias",
  "aws:lambda/permission:Permission",
  "aws:s3/bucketAcl:BucketAcl",
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
  "aws:s3/bucketPolicy:BucketPolicy",
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  "aws:s3/bucketVersioning:BucketVersioning",
  "aws:sns/topicPolicy:TopicPolicy",
  "aws:sns/topicSubscription:TopicSubscription",
  "aws:sqs/queuePolicy:QueuePolicy",
];

export const tagged: ResourceValidationPolicy = {
  name: "tagged",
  description: "Everything AWS can tag says its project and its stack.",
  validateResource: ({ type, props }, report) => {
    // Not a component, such as awsx's aws:apigateway:x:API: its children are AWS's.
    if (!/^aws:\w+\/\w+:\w+$/.test(type) || untaggable.includes(type)) return;
    for (const tag of needed) {
      if (props.tags?.[tag]) continue;
      const todo = "tagEverything does it; if AWS takes no tags for this type, add it to untaggable in policy/tags.ts";
      report(message(`tags.${tag}`, props.tags?.[tag], `the ${tag}'s name`, todo));
    }
  },
};
