// Where invoices live: private, encrypted, TLS only, each version kept for a while.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Config } from "./config";

export function invoicesBucket({ protect }: Config): aws.s3.Bucket {
  const bucket = new aws.s3.Bucket("invoices", { forceDestroy: !protect }, { protect, retainOnDelete: protect });
  const child = { parent: bucket };
  new aws.s3.BucketOwnershipControls("invoices", { bucket: bucket.id, rule: { objectOwnership: "BucketOwnerEnforced" } }, child);
  const closed = new aws.s3.BucketPublicAccessBlock(
    "invoices",
    { bucket: bucket.id, blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
    child,
  );
  new aws.s3.BucketServerSideEncryptionConfiguration(
    "invoices",
    // SSE-S3, not KMS: only then is an object's ETag the MD5 of its text, by which a failed order's invoice is told apart.
    { bucket: bucket.id, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] },
    child,
  );
  const versioned = new aws.s3.BucketVersioning(
    "invoices",
    { bucket: bucket.id, versioningConfiguration: { status: "Enabled" } },
    child,
  );
  new aws.s3.BucketLifecycleConfiguration(
    "invoices",
    {
      bucket: bucket.id,
      rules: [
        {
          id: "forget-replaced-versions",
          status: "Enabled",
          filter: { prefix: "" },
          noncurrentVersionExpiration: { noncurrentDays: 30 },
          expiration: { expiredObjectDeleteMarker: true },
          abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
        },
      ],
    },
    { ...child, dependsOn: versioned },
  );
  // S3 refuses two changes of one bucket's policy settings at a time.
  new aws.s3.BucketPolicy("invoices", { bucket: bucket.id, policy: tlsOnly(bucket.arn) }, { ...child, dependsOn: closed });
  return bucket;
}

function tlsOnly(bucketArn: pulumi.Output<string>): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: "*",
        // A denial of everything: AWS's own form (S3 user guide, "Restricting access to only HTTPS requests").
        Action: "s3:*",
        Resource: [bucketArn, pulumi.interpolate`${bucketArn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  });
}
