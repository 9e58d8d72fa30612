// The buckets and objects of a program, and what it sets on them.
import { isDeepStrictEqual } from "node:util";
import { arn } from "../aws/place";
import { parsePolicy } from "../iam/policy";
import type { Resource, ResourceType, ResourceTypes } from "../resource";
import type { S3 } from "./s3";

type Inputs = Resource["inputs"];

export const s3Types: ResourceTypes = {
  "aws:s3/bucket:Bucket": {
    honours: ["bucket"],
    // forceDestroy: nothing is destroyed here but by --reset.
    ignores: ["tags", "forceDestroy"],
    create({ inputs, physicalName }, { s3, place }) {
      const name: string = inputs.bucket ?? physicalName;
      s3.createBucket(name);
      const outputs = {
        bucket: name,
        arn: arn(place, "s3", name, "no region or account"),
        bucketDomainName: `${name}.s3.amazonaws.com`,
        bucketRegionalDomainName: `${name}.s3.${place.region}.amazonaws.com`,
        region: place.region,
      };
      return { id: name, outputs };
    },
  },

  "aws:s3/bucketPolicy:BucketPolicy": {
    honours: ["bucket", "policy"],
    ignores: [],
    create({ inputs: { bucket, policy } }, { s3 }) {
      const text = typeof policy === "string" ? policy : JSON.stringify(policy);
      s3.setBucketPolicy(bucket, parsePolicy(text, `the bucket ${bucket}`));
      return { id: bucket };
    },
  },

  "aws:s3/bucketVersioning:BucketVersioning": setting("versioningConfiguration", { status: "Enabled" }, (s3, bucket) =>
    s3.setVersioning(bucket, true),
  ),
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": {
    ...setting("rule", { objectOwnership: "BucketOwnerEnforced" }),
    noEffect: true,
  },
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": {
    ...setting("rules", [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }]),
    noEffect: true,
  },
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": {
    ...setting("blockPublicPolicy", true),
    // About ACLs, which no bucket here has, and other accounts, which there are none of.
    ignores: ["blockPublicAcls", "ignorePublicAcls", "restrictPublicBuckets"],
  },
  // A laptop keeps every version.
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": {
    honours: ["bucket"],
    ignores: ["rules"],
    noEffect: true,
    create: ({ inputs }, { s3 }) => ({ id: s3.bucket(inputs.bucket).name }),
  },

  "aws:s3/bucketObjectv2:BucketObjectv2": {
    honours: ["bucket", "key", "content", "source", "contentType", "cacheControl", "metadata"],
    ignores: ["tags", "forceDestroy"],
    create({ inputs, name }, { s3, place }) {
      const key: string = inputs.key ?? name;
      const { etag, versionId } = keepObject(s3, inputs.bucket, key, bytesOf(inputs), headersOf(inputs));
      const outputs = {
        key,
        arn: arn(place, "s3", `${inputs.bucket}/${key}`, "no region or account"),
        etag: etag.replaceAll('"', ""),
        versionId,
      };
      return { id: `${inputs.bucket}/${key}`, outputs };
    },
    remove(id, { s3 }) {
      const [bucket = "", ...key] = id.split("/");
      s3.bucket(bucket).remove(key.join("/"));
    },
  },
};

/** A resource that sets one thing on a bucket, of which the laptop has one value; its id is the bucket's name. */
function setting(input: string, supported: unknown, set: (s3: S3, bucket: string) => void = () => {}): ResourceType {
  return {
    honours: ["bucket", input],
    ignores: [],
    create({ inputs }, { s3 }) {
      const { name } = s3.bucket(inputs.bucket);
      if (!isDeepStrictEqual(inputs[input], supported)) {
        const [given, allowed] = [inputs[input], supported].map((value) => JSON.stringify(value));
        throw new Error(`${input} is ${given}; supported on the laptop: ${allowed}`);
      }
      set(s3, name);
      return { id: name };
    },
  };
}

/** The same content and headers keep the version there is. */
function keepObject(s3: S3, bucketName: string, key: string, bytes: Buffer, headers: Record<string, string>) {
  const bucket = s3.bucket(bucketName);
  const current = bucket.find(key);
  const same = current && !current.marker && isDeepStrictEqual(current.headers, headers) && bucket.read(current).equals(bytes);
  return same ? current : bucket.put(key, bytes, headers);
}

function headersOf({ contentType, cacheControl, metadata }: Inputs): Record<string, string> {
  const own = Object.entries<string>(metadata ?? {}).map(([label, value]) => [`x-amz-meta-${label}`, value]);
  const headers: Record<string, string> = {
    // What the provider's SDK sends if the program says nothing.
    "content-type": contentType ?? "application/octet-stream",
    ...(cacheControl && { "cache-control": cacheControl }),
    ...Object.fromEntries(own),
  };
  const wrong = Object.entries(headers).find((header) => !/^[a-z\d-]+: [ -~]*$/.test(header.join(": ")));
  if (wrong) throw new Error(`The header '${wrong.join(": ")}' must be ASCII, its name in lower case`);
  return headers;
}

function bytesOf({ content, source }: Inputs): Buffer {
  if ((content === undefined) === (source === undefined)) throw new Error("Exactly one of content and source says what is in it");
  if (source !== undefined && !Buffer.isBuffer(source)) throw new Error("source is an archive; only a single asset is supported");
  return source ?? Buffer.from(content);
}
