// Where this cloud is: what its ARNs and URLs are made of.

export interface Place {
  readonly partition: string;
  readonly region: string;
  /** Twelve digits. */
  readonly accountId: string;
  /** Absolute; every engine keeps its files in a folder of its own name below it. */
  readonly dataDir: string;
  /** The one AWS endpoint, without a slash at the end: `http://127.0.0.1:4566`. */
  readonly awsUrl: string;
  /** Where the REST API answers, without a slash at the end: `http://127.0.0.1:3000`. */
  readonly apiUrl: string;
}

/** `arn("dynamodb", "table/orders")`; services whose ARNs carry no region or account (S3, IAM) say so by `global`. */
export function arn(place: Place, service: string, resource: string, global?: "no region" | "no region or account"): string {
  const region = global ? "" : place.region;
  const account = global === "no region or account" ? "" : place.accountId;
  return `arn:${place.partition}:${service}:${region}:${account}:${resource}`;
}

/** Where a region's ARNs begin ("Amazon Resource Names", IAM reference). */
export function partitionOf(region: string): string {
  if (region.startsWith("us-gov-")) return "aws-us-gov";
  return region.startsWith("cn-") ? "aws-cn" : "aws";
}
