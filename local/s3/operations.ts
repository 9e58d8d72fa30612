// Which requests are which operation, and which parameters and headers each one understands; all others are refused.
import { notSupported } from "../aws/error";
import type { AwsRequest, AwsResponse } from "../aws/service";
import type { Ask } from "./ask";
import { getObject, responseParameters } from "./getObject";
import { listObjects, listObjectsV2, listObjectVersions } from "./listing";
import { answerXml } from "./response";
import { deleteObject, putObject } from "./writeObject";

export interface Operation {
  answer(ask: Ask): Promise<AwsResponse>;
  readonly parameters?: readonly string[];
  /** Beyond those every operation understands. */
  readonly headers?: RegExp;
}

const paging = ["prefix", "delimiter", "max-keys", "encoding-type"];
const reading = {
  answer: getObject,
  parameters: ["versionId", ...responseParameters],
  headers: /^x-amz-checksum-mode$/,
};

const operations: Readonly<Record<string, Operation>> = {
  "HEAD bucket": { answer: headBucket },
  "GET bucket": { answer: listObjects, parameters: [...paging, "marker"] },
  "GET bucket?list-type": { answer: listObjectsV2, parameters: [...paging, "continuation-token", "start-after"] },
  "GET bucket?versions": { answer: listObjectVersions, parameters: [...paging, "key-marker", "version-id-marker"] },
  "GET bucket?location": { answer: getBucketLocation },
  "GET bucket?versioning": { answer: getBucketVersioning },
  "GET object": reading,
  "HEAD object": reading,
  "PUT object": {
    answer: putObject,
    headers:
      /^x-amz-(meta-.+|checksum-(crc32c?|crc64nvme|sha1|sha256)|sdk-checksum-algorithm|trailer|decoded-content-length|server-side-encryption|storage-class)$/,
  },
  "DELETE object": { answer: deleteObject, parameters: ["versionId"] },
};

/** @throws AwsError NotImplemented */
export function operationOf({ method, query }: AwsRequest, headers: AwsRequest["headers"], on: "bucket" | "object"): Operation {
  const names = [...query.keys()].filter((name) => name !== "x-id" && !/^x-amz-/i.test(name));
  const subresource = names.find((name) => `${method} ${on}?${name}` in operations);
  const route = subresource === undefined ? `${method} ${on}` : `${method} ${on}?${subresource}`;
  const operation = operations[route];
  const unknown = names.find((name) => name !== subresource && !operation?.parameters?.includes(name));
  if (!operation || unknown !== undefined) {
    const instead = names.includes("uploads")
      ? "send it in one piece (AWS CLI: s3.multipart_threshold in its config)"
      : undefined;
    throw notSupported(`S3's ${route}${unknown === undefined ? "" : ` with '${unknown}'`}`, instead);
  }
  for (const [name, value] of Object.entries(headers)) {
    if (!name.startsWith("x-amz-")) continue;
    if (!everywhere.test(name) && !operation.headers?.test(name)) throw notSupported(`The header '${name}' on S3's ${route}`);
    const only = onlyValues[name];
    if (only !== undefined && only !== value) throw notSupported(`'${name}: ${value}'`, `leave it out or send ${only}`);
  }
  return operation;
}

const everywhere =
  /^x-amz-(date|content-sha256|security-token|user-agent|expected-bucket-owner|algorithm|credential|expires|signedheaders|signature)$/;

const onlyValues: Readonly<Record<string, string>> = {
  "x-amz-server-side-encryption": "AES256",
  "x-amz-storage-class": "STANDARD",
};

function headBucket(ask: Ask): Promise<AwsResponse> {
  const headers = { "x-amz-bucket-region": ask.place.region };
  return ask.run("s3:ListBucket", () => ({ status: 200, headers, body: "" }));
}

function getBucketLocation(ask: Ask): Promise<AwsResponse> {
  // The oldest region is told as an empty one.
  const region = ask.place.region === "us-east-1" ? "" : ask.place.region;
  return ask.run("s3:GetBucketLocation", () => answerXml("LocationConstraint", region));
}

function getBucketVersioning(ask: Ask): Promise<AwsResponse> {
  return ask.run("s3:GetBucketVersioning", () => answerXml("VersioningConfiguration", { Status: ask.bucket.versioning }));
}
