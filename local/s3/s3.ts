// S3 in this process: its buckets, and the way of a request to the operation it asks for. Path-style only: `/bucket/key`.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Calls } from "../aws/calls";
import { AwsError } from "../aws/error";
import type { Place } from "../aws/place";
import type { Principal } from "../aws/principal";
import type { AwsRequest, AwsResponse, Service } from "../aws/service";
import type { PolicyDocument } from "../iam/policy";
import { Ask } from "./ask";
import { Bucket } from "./bucket";
import { operationOf } from "./operations";
import { answerError, answerXml } from "./response";

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

  setBucketPolicy(name: string, policy: PolicyDocument): void {
    if (policy.statements.some(({ effect, principals }) => effect === "Allow" && principals?.anyone)) {
      throw new Error(`The policy of ${name} allows anyone, and every bucket here blocks public policies: name the principals`);
    }
    this.bucket(name).policy = policy;
  }

  setVersioning(name: string, enabled: boolean): void {
    if (!enabled) throw new Error(`The versioning of ${name} can't be switched off on the laptop: leave it out, or enable it`);
    this.bucket(name).enableVersioning();
  }

  /** @throws AwsError NoSuchBucket */
  bucket(name: string): Bucket {
    const bucket = this.buckets.get(name);
    if (!bucket) throw new AwsError("NoSuchBucket", `The specified bucket does not exist: ${name}`, 404);
    return bucket;
  }

  async handle(request: AwsRequest): Promise<AwsResponse> {
    try {
      return await this.answer(request);
    } catch (error) {
      return answerError(error, request);
    }
  }

  private answer(request: AwsRequest): Promise<AwsResponse> {
    const [, name = "", key = ""] = /^\/([^/]*)\/?(.*)$/s.exec(decodePath(request.path)) ?? [];
    if (Buffer.byteLength(key) > 1024) throw new AwsError("KeyTooLongError", "Your key is too long");
    const operation = operationOf(request, name === "" ? "service" : key === "" ? "bucket" : "object");
    if (operation === "ListBuckets") return this.listBuckets(request.principal);
    return operation(new Ask(this.place, this.calls, request, this.bucket(name), key));
  }

  private listBuckets(principal: Principal): Promise<AwsResponse> {
    return this.calls.run({ principal, action: "s3:ListAllMyBuckets", resource: "*" }, () => {
      const buckets = [...this.buckets.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
      const described = buckets.map(({ name, created }) => ({ Name: name, CreationDate: new Date(created).toISOString() }));
      return answerXml("ListAllMyBucketsResult", { Buckets: { Bucket: described } });
    });
  }
}

function isBucketName(name: string): boolean {
  return /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes("..");
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch (error) {
    if (error instanceof URIError) throw new AwsError("InvalidURI", "Couldn't parse the specified URI.");
    throw error;
  }
}
