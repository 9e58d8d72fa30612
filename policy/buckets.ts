// No bucket is anyone's to read: invoices are handed out by signed links, pages by the API.
import type * as aws from "@pulumi/aws";
import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { message, on } from "./rule";

const blocks = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"] as const;

export const noPublicBuckets: ResourceValidationPolicy = {
  name: "no-public-buckets",
  description: "Buckets block every way of making them public.",
  validateResource: [
    on<aws.s3.BucketPublicAccessBlockArgs>("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", (inputs, wrong) => {
      for (const block of blocks) if (inputs[block] !== true) wrong(block, inputs[block], "true", "Set all four");
    }),
    on<aws.s3.BucketArgs>("aws:s3/bucket:Bucket", ({ acl }, wrong) => {
      if (acl !== undefined && acl !== "private") wrong("acl", acl, "none, or private", "Leave it out");
    }),
    on<aws.s3.BucketAclArgs>("aws:s3/bucketAcl:BucketAcl", ({ acl }, wrong) => {
      if (acl !== "private") wrong("acl", acl, "private", "Grant by the roles' policies and leave the ACL out");
    }),
  ],
};

/** What a bucket needs beside it, and why. */
const companions = {
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": "else a policy or an ACL can make it public",
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration":
    "else nobody said how it is encrypted",
  "aws:s3/bucketPolicy:BucketPolicy": "to refuse what doesn't come by TLS",
};

export const bucketsHaveCompanions: StackValidationPolicy = {
  name: "buckets-have-companions",
  description: "Each bucket has its public access block, its encryption and its policy.",
  validateStack: ({ resources }, report) => {
    for (const bucket of resources.filter(({ type }) => /^aws:s3\/bucket(V2)?:/.test(type))) {
      const beside = resources.filter(({ propertyDependencies }) => propertyDependencies.bucket?.includes(bucket));
      for (const [type, why] of Object.entries(companions)) {
        if (beside.some((resource) => resource.type === type)) continue;
        const name = type.split(":").at(-1) ?? type;
        report(message(`${name} of ${bucket.name}`, undefined, "one a bucket", `Make it by privateBucket, ${why}`), bucket.urn);
      }
    }
  },
};
