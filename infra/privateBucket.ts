// What every bucket here has in common: private, encrypted, reached by TLS only.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export function privateBucket(name: string, args: aws.s3.BucketArgs, options: pulumi.CustomResourceOptions = {}): aws.s3.Bucket {
  const bucket = new aws.s3.Bucket(name, args, options);
  const child = { parent: bucket };
  new aws.s3.BucketOwnershipControls(name, { bucket: bucket.id, rule: { objectOwnership: "BucketOwnerEnforced" } }, child);
  const closed = new aws.s3.BucketPublicAccessBlock(
    name,
    { bucket: bucket.id, blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
    child,
  );
  new aws.s3.BucketServerSideEncryptionConfiguration(
    name,
    // SSE-S3, not KMS: only then is an object's ETag the MD5 of its text, by which a failed order's invoice is told apart.
    { bucket: bucket.id, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] },
    child,
  );
  // S3 refuses two changes of one bucket's policy settings at a time.
  new aws.s3.BucketPolicy(name, { bucket: bucket.id, policy: tlsOnly(bucket.arn) }, { ...child, dependsOn: closed });
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
