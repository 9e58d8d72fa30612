// Where invoices live: each version kept for a while.
import * as aws from "@pulumi/aws";
import type { Config } from "./config";
import { privateBucket } from "./privateBucket";

export function invoicesBucket({ protect }: Config): aws.s3.Bucket {
  const bucket = privateBucket("invoices", { forceDestroy: !protect }, { protect, retainOnDelete: protect });
  const child = { parent: bucket };
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
  return bucket;
}
