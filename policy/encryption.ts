// What keeps orders, invoices and notices keeps them encrypted. Logs are encrypted by CloudWatch whatever one says.
import type * as aws from "@pulumi/aws";
import type { ResourceValidationPolicy } from "@pulumi/policy";
import { isGiven, on } from "./rule";

export const encrypted: ResourceValidationPolicy = {
  name: "encrypted",
  description: "Tables, buckets, topics and queues are encrypted, and keys are rotated.",
  validateResource: [
    on<aws.dynamodb.TableArgs>("aws:dynamodb/table:Table", ({ serverSideEncryption }, wrong) => {
      if (serverSideEncryption?.enabled === true) return;
      const todo = "Set it on the table: without it, its key is one nobody can look at";
      wrong("serverSideEncryption", serverSideEncryption, "{ enabled: true }", todo);
    }),
    on<aws.s3.BucketServerSideEncryptionConfigurationArgs>(
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
      ({ rules }, wrong) => {
        const algorithm = rules?.[0]?.applyServerSideEncryptionByDefault?.sseAlgorithm;
        if (algorithm === "AES256" || algorithm?.startsWith("aws:kms")) return;
        wrong("sseAlgorithm", algorithm, "AES256, aws:kms, aws:kms:dsse", "Name one of them in the configuration's rule");
      },
    ),
    on<aws.sns.TopicArgs>("aws:sns/topic:Topic", (inputs, wrong) => {
      if (isGiven(inputs, "kmsMasterKeyId")) return;
      const todo = "Set alias/aws/sns, or a key of your own where CloudWatch or EventBridge publishes";
      wrong("kmsMasterKeyId", inputs.kmsMasterKeyId, "the id, ARN or alias of a key", todo);
    }),
    on<aws.sqs.QueueArgs>("aws:sqs/queue:Queue", (inputs, wrong) => {
      if (isGiven(inputs, "kmsMasterKeyId") || inputs.sqsManagedSseEnabled === true) return;
      const todo = "Set it, or kmsMasterKeyId for a key of your own";
      wrong("sqsManagedSseEnabled", inputs.sqsManagedSseEnabled, "true", todo);
    }),
    on<aws.kms.KeyArgs>("aws:kms/key:Key", ({ enableKeyRotation }, wrong) => {
      if (enableKeyRotation === true) return;
      wrong("enableKeyRotation", enableKeyRotation, "true", "Set it: AWS then makes new key material each year");
    }),
  ],
};
