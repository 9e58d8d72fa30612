// What an operation is asked: on which bucket and object, by whom, and how to find out whether they may.
import type { Call, Calls } from "../aws/calls";
import { AwsError } from "../aws/error";
import { arn, type Place } from "../aws/place";
import type { AwsRequest } from "../aws/service";
import type { Bucket } from "./bucket";

export class Ask {
  readonly versionId: string | undefined;

  constructor(
    readonly place: Place,
    private readonly calls: Calls,
    readonly request: AwsRequest,
    readonly bucket: Bucket,
    /** Empty for a call on the bucket itself. */
    readonly key: string,
  ) {
    this.versionId = request.query.get("versionId") ?? undefined;
  }

  /** Runs the effect if IAM allows the action on the object, or on the bucket if the call has no key. */
  run<T>(action: string, effect: () => T | Promise<T>, context: Record<string, string> = {}): Promise<T> {
    return this.calls.run(this.call(action, this.key, context), effect);
  }

  /** @throws AwsError AccessDenied unless IAM also allows what this operation needs besides its own action. */
  async demand(action: string, key: string): Promise<void> {
    const call = this.call(action, key, {});
    // Run only to be refused: a fault a test wants for such an action is not meant for this call.
    if (!this.calls.allows(call)) await this.calls.run(call, () => undefined);
  }

  /** The error for an object or version that isn't there: who may not list the bucket is not told so. */
  async notFound(): Promise<AwsError> {
    await this.demand("s3:ListBucket", "");
    if (this.versionId === undefined) return new AwsError("NoSuchKey", "The specified key does not exist.", 404);
    return new AwsError("NoSuchVersion", "The specified version does not exist.", 404);
  }

  private call(action: string, key: string, context: Record<string, string>): Call {
    const resource = arn(this.place, "s3", key === "" ? this.bucket.name : `${this.bucket.name}/${key}`, "no region or account");
    return { principal: this.request.principal, action, resource, context, resourcePolicy: this.bucket.policy };
  }
}
