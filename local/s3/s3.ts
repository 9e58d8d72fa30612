// S3 in this process: its buckets, and the way of a request to the operation it asks for. Path-style only: `/bucket/key`.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Calls } from "../aws/calls";
import { AwsError, notSupported } from "../aws/error";
import type { Place } from "../aws/place";
import type { AwsRequest, AwsResponse, Service } from "../aws/service";
import type { PolicyDocument } from "../iam/policy";
import { Ask } from "./ask";
import { Bucket, type Version } from "./bucket";
import { S3Error } from "./error";
import { operationOf } from "./operations";
import { answerError, answerXml } from "./response";
import { readUpload } from "./upload";

export class S3 implements Service {
  private readonly buckets = new Map<string, Bucket>();
  private readonly folder: string;

  constructor(
    private readonly place: Place,
    private readonly calls: Calls,
  ) {
    this.folder = join(place.dataDir, "s3");
    const names = existsSync(this.folder) ? readdirSync(this.folder) : [];
    for (const name of names.filter(isBucketName)) this.buckets.set(name, new Bucket(name, this.folder));
  }

  /** Creates it, or finds it as the last run left it. */
  createBucket(name: string): void {
    if (this.buckets.has(name)) return;
    if (!isBucketName(name)) {
      throw new Error(
        `'${name}' is no bucket name: 3 to 63 lower-case letters, digits, dots and hyphens, starting and ending with a letter or digit`,
      );
    }
    this.buckets.set(name, new Bucket(name, this.folder));
  }

  /** @throws AwsError AccessDenied if it is for anyone and the bucket blocks that, as new buckets do. */
  setBucketPolicy(name: string, policy: PolicyDocument): void {
    const bucket = this.bucket(name);
    const open = policy.statements.some(({ effect, principals }) => effect === "Allow" && principals?.anyone);
    if (open && bucket.blockPublicPolicy) {
      const instead = "name the principals, or set blockPublicPolicy to false in a BucketPublicAccessBlock the policy depends on";
      throw new AwsError(
        "AccessDenied",
        `The policy of ${name} allows anyone and the bucket blocks public policies: ${instead}`,
        403,
      );
    }
    bucket.policy = policy;
  }

  /** Off after having been on is what S3 calls suspended. */
  setVersioning(name: string, enabled: boolean): void {
    this.bucket(name).setVersioning(enabled ? "Enabled" : "Suspended");
  }

  /** @throws S3Error NoSuchBucket */
  bucket(name: string): Bucket {
    const bucket = this.buckets.get(name);
    if (!bucket) throw new S3Error("NoSuchBucket", "The specified bucket does not exist", 404, { BucketName: name });
    return bucket;
  }

  /** An object of the program: the same content and headers keep the version there is. */
  keepObject(bucketName: string, key: string, body: Buffer, headers: Readonly<Record<string, string>>): Version {
    const bucket = this.bucket(bucketName);
    const { bytes, content } = readUpload(headers, body);
    const current = bucket.find(key);
    const same = current?.etag === content.etag && JSON.stringify(current.headers) === JSON.stringify(content.headers);
    return current && same ? current : bucket.put(key, bytes, content);
  }

  async handle(request: AwsRequest): Promise<AwsResponse> {
    const id = { "x-amz-request-id": request.requestId };
    try {
      const response = await this.answer(request);
      return { ...response, headers: { ...response.headers, ...id } };
    } catch (error) {
      const response = answerError(error, request);
      return { ...response, headers: { ...response.headers, ...id } };
    }
  }

  private answer(request: AwsRequest): Promise<AwsResponse> {
    const [, name = "", key = ""] = /^\/([^/]*)\/?(.*)$/s.exec(decodePath(request.path)) ?? [];
    if (name === "") return this.listBuckets(request);
    if (Buffer.byteLength(key) > 1024) throw new AwsError("KeyTooLongError", "Your key is too long");
    const headers = headersOf(request);
    const operation = operationOf(request, headers, key === "" ? "bucket" : "object");
    return operation.answer(new Ask(this.place, this.calls, request, headers, this.bucket(name), key));
  }

  private async listBuckets({ method, query, principal }: AwsRequest): Promise<AwsResponse> {
    const parameter = [...query.keys()].find((name) => name !== "x-id");
    if (method !== "GET" || parameter !== undefined) throw notSupported(`S3's ${method} / ${parameter ?? ""}`.trim());
    return this.calls.run({ principal, action: "s3:ListAllMyBuckets", resource: "*" }, () => {
      const buckets = [...this.buckets.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
      const described = buckets.map(({ name, created }) => ({ Name: name, CreationDate: new Date(created).toISOString() }));
      return answerXml("ListAllMyBucketsResult", { Buckets: { Bucket: described } });
    });
  }
}

function isBucketName(name: string): boolean {
  return /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes("..") && !/^\d+\.\d+\.\d+\.\d+$/.test(name);
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch (error) {
    if (error instanceof URIError) throw new AwsError("InvalidURI", "Couldn't parse the specified URI.");
    throw error;
  }
}

/**
 * S3 reads the `x-amz-` parameters of a presigned URL as headers, but for checksums: SDKs put that of an empty body there.
 */
function headersOf({ headers, query }: AwsRequest): AwsRequest["headers"] {
  const all: Record<string, string | undefined> = { ...headers };
  for (const [parameter, value] of query) {
    const name = parameter.toLowerCase();
    if (name.startsWith("x-amz-") && !/^x-amz-(sdk-)?checksum-/.test(name)) all[name] ??= value;
  }
  return all;
}
