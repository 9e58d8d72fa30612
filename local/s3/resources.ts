// The buckets and objects of a program, and what it sets on them.
import { arn } from "../aws/place";
import { parsePolicy } from "../iam/policy";
import type { Resource, ResourceType, ResourceTypes } from "../resource";
import { checkLifecycle } from "./lifecycle";
import type { S3 } from "./s3";

type Inputs = Resource["inputs"];

const bucket: ResourceType = {
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
      bucketRegion: place.region,
      region: place.region,
    };
    return { id: name, outputs };
  },
};

const bucketPolicy: ResourceType = {
  honours: ["bucket", "policy"],
  ignores: [],
  create({ inputs }, { s3, place }) {
    const text = typeof inputs.policy === "string" ? inputs.policy : JSON.stringify(inputs.policy);
    const policy = parsePolicy(text, `the bucket ${inputs.bucket}`);
    const own = arn(place, "s3", inputs.bucket, "no region or account");
    const foreign = resourcesOf(JSON.parse(text)).find((resource) => resource !== own && !resource.startsWith(`${own}/`));
    if (foreign)
      throw new Error(`The policy of the bucket ${inputs.bucket} names '${foreign}': only ${own} and ${own}/… can stand there`);
    s3.setBucketPolicy(inputs.bucket, policy);
    return { id: inputs.bucket };
  },
};

const bucketVersioning = settingOf("versioningConfiguration", ({ bucket, versioningConfiguration }, s3) => {
  const { status, mfaDelete = "Disabled", ...others } = versioningConfiguration;
  refuseOthers("versioningConfiguration", others);
  oneOf("versioningConfiguration.status", status, ["Enabled", "Suspended"]);
  oneOf("versioningConfiguration.mfaDelete", mfaDelete, ["Disabled"]);
  s3.setVersioning(bucket, status === "Enabled");
});

const bucketPublicAccessBlock: ResourceType = {
  // The others are about ACLs, which no bucket here has, and other accounts, which there are none of.
  ...settingOf("blockPublicPolicy", ({ bucket, blockPublicPolicy = false }, s3) => {
    s3.bucket(bucket).blockPublicPolicy = blockPublicPolicy;
  }),
  ignores: ["blockPublicAcls", "ignorePublicAcls", "restrictPublicBuckets", "skipDestroy"],
};

const bucketOwnershipControls = settingOf("rule", ({ rule: { objectOwnership, ...others } }) => {
  refuseOthers("rule", others);
  oneOf("rule.objectOwnership (there are no ACLs on the laptop)", objectOwnership, ["BucketOwnerEnforced"]);
});

const bucketEncryption = settingOf("rules", ({ rules }) => {
  for (const { applyServerSideEncryptionByDefault, bucketKeyEnabled: _, blockedEncryptionTypes, ...others } of rules) {
    refuseOthers("rules", others);
    if (blockedEncryptionTypes) oneOf("rules.blockedEncryptionTypes", String(blockedEncryptionTypes), ["SSE-C", "NONE"]);
    if (!applyServerSideEncryptionByDefault) continue;
    const { sseAlgorithm, ...key } = applyServerSideEncryptionByDefault;
    refuseOthers("rules.applyServerSideEncryptionByDefault", key);
    oneOf("sseAlgorithm (there is no KMS on the laptop)", sseAlgorithm, ["AES256"]);
  }
});

const bucketLifecycle: ResourceType = {
  ...settingOf("rules", ({ rules }) => checkLifecycle(rules)),
  ignores: ["transitionDefaultMinimumObjectSize", "timeouts"],
};

const headersOfInputs: Readonly<Record<string, string>> = {
  contentType: "content-type",
  cacheControl: "cache-control",
  contentDisposition: "content-disposition",
  contentEncoding: "content-encoding",
  contentLanguage: "content-language",
};

const bucketObject: ResourceType = {
  honours: [
    ...["bucket", "key", "content", "contentBase64", "source", "metadata", "serverSideEncryption", "storageClass"],
    ...Object.keys(headersOfInputs),
  ],
  // etag and sourceHash only tell the provider of a change: here the content itself is compared.
  ignores: ["tags", "forceDestroy", "etag", "sourceHash", "bucketKeyEnabled"],
  create({ inputs, name }, { s3, place }) {
    oneOf("serverSideEncryption", inputs.serverSideEncryption ?? "AES256", ["AES256"]);
    oneOf("storageClass", inputs.storageClass ?? "STANDARD", ["STANDARD"]);
    const key: string = inputs.key ?? name;
    // What the provider's SDK sends if the program says nothing.
    const headers: Record<string, string> = { "content-type": "application/octet-stream" };
    for (const [input, header] of Object.entries(headersOfInputs)) if (inputs[input]) headers[header] = inputs[input];
    for (const [label, value] of Object.entries<string>(inputs.metadata ?? {})) {
      if (label !== label.toLowerCase()) throw new Error(`metadata has '${label}': only lower-case names can stand there`);
      headers[`x-amz-meta-${label}`] = value;
    }
    const { etag, versionId } = s3.keepObject(inputs.bucket, key, bytesOf(inputs), headers);
    const outputs = {
      key,
      arn: arn(place, "s3", `${inputs.bucket}/${key}`, "no region or account"),
      etag: etag.replaceAll('"', ""),
      versionId,
      contentType: headers["content-type"],
      serverSideEncryption: "AES256",
      storageClass: "STANDARD",
    };
    return { id: `${inputs.bucket}/${key}`, outputs };
  },
};

/** The names ending in V2 are those of older programs. */
export const s3Types: ResourceTypes = {
  "aws:s3/bucket:Bucket": bucket,
  "aws:s3/bucketV2:BucketV2": bucket,
  "aws:s3/bucketPolicy:BucketPolicy": bucketPolicy,
  "aws:s3/bucketVersioning:BucketVersioning": bucketVersioning,
  "aws:s3/bucketVersioningV2:BucketVersioningV2": bucketVersioning,
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": bucketPublicAccessBlock,
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": bucketOwnershipControls,
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": bucketEncryption,
  "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2": bucketEncryption,
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": bucketLifecycle,
  "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2": bucketLifecycle,
  "aws:s3/bucketObject:BucketObject": bucketObject,
  "aws:s3/bucketObjectv2:BucketObjectv2": bucketObject,
};

/** A resource that sets one thing on a bucket: its id is the bucket's name. */
function settingOf(input: string, set: (inputs: Inputs, s3: S3) => void): ResourceType {
  return {
    honours: ["bucket", input],
    ignores: [],
    create({ inputs }, { s3 }) {
      s3.bucket(inputs.bucket);
      set(inputs, s3);
      return { id: inputs.bucket };
    },
  };
}

function resourcesOf(policy: Inputs): string[] {
  const statements: Inputs[] = [policy.Statement].flat();
  return statements.flatMap(({ Resource, NotResource }) => [Resource ?? NotResource].flat());
}

function bytesOf({ content, contentBase64, source }: Inputs): Buffer {
  const given = [content, contentBase64, source].filter((value) => value !== undefined);
  if (given.length !== 1) throw new Error("Exactly one of content, contentBase64 and source says what is in the object");
  if (source !== undefined && !Buffer.isBuffer(source)) throw new Error("source is an archive; only a single asset is supported");
  return source ?? Buffer.from(content ?? contentBase64, content === undefined ? "base64" : "utf8");
}

function oneOf(what: string, value: unknown, supported: readonly string[]): void {
  if (!supported.includes(String(value)))
    throw new Error(`${what} is ${value}; supported on the laptop: ${supported.join(", ")}`);
}

function refuseOthers(where: string, others: object): void {
  const names = Object.keys(others).join(", ");
  if (names)
    throw new Error(`${where} has ${names}, which is not supported on the laptop: leave it out or teach local/s3 to honour it`);
}
