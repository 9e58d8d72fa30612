// Which requests are which operation, and the parameters and headers each understands; others that matter are refused.
import { notSupported } from "../aws/error";
import type { AwsRequest, AwsResponse } from "../aws/service";
import type { Ask } from "./ask";
import { checksumHeaders } from "./checksum";
import { listObjectsV2 } from "./listing";
import { deleteObject, getObject, putObject } from "./objects";

type Operation = (ask: Ask) => Promise<AwsResponse>;

interface Route {
  readonly answer: Operation | "ListBuckets";
  readonly parameters?: readonly string[];
  readonly headers?: readonly string[];
}

const reading: Route = {
  answer: getObject,
  // Checksums are verified and not kept: as with an old object on AWS there is none to give.
  parameters: ["versionId", "x-amz-checksum-mode"],
  headers: ["x-amz-checksum-mode", "if-none-match", "if-modified-since"],
};

const routes: Readonly<Record<string, Route>> = {
  "GET service": { answer: "ListBuckets" },
  "HEAD bucket": { answer: headBucket },
  "GET bucket?list-type": {
    answer: listObjectsV2,
    parameters: ["prefix", "delimiter", "max-keys", "encoding-type", "continuation-token", "start-after"],
  },
  "GET object": reading,
  "HEAD object": reading,
  "PUT object": {
    answer: putObject,
    headers: ["x-amz-meta-*", "x-amz-sdk-checksum-algorithm", ...checksumHeaders, "if-match", "if-none-match"],
  },
  "DELETE object": { answer: deleteObject, parameters: ["versionId"], headers: ["if-match"] },
};

/** As headers, or as parameters of a presigned URL. */
const signing =
  /^x-(id|amz-(date|content-sha256|security-token|user-agent|algorithm|credential|expires|signedheaders|signature))$/i;
/** Headers that could change an answer; clients send others, such as Accept, of their own accord. */
const telling = /^(x-amz-|if-|range$|content-md5$)/;

/** @throws AwsError NotImplemented */
export function operationOf({ method, query, headers }: AwsRequest, on: "service" | "bucket" | "object"): Route["answer"] {
  const name = query.has("list-type") ? `${method} ${on}?list-type` : `${method} ${on}`;
  const route = routes[name];
  const parameters = ["list-type", ...(route?.parameters ?? [])];
  const unknown = [...query.keys()].find((parameter) => !signing.test(parameter) && !parameters.includes(parameter));
  if (!route || unknown !== undefined) {
    const instead = unknown === "uploads" ? "send it in one piece (AWS CLI: s3.multipart_threshold in its config)" : undefined;
    throw notSupported(`S3's ${name}${unknown === undefined ? "" : ` with '${unknown}'`}`, instead);
  }
  if (headers["x-amz-content-sha256"]?.startsWith("STREAMING-")) {
    throw notSupported("An upload in chunks", "send the body in one piece: a string or a buffer, no stream");
  }
  const takes = (header: string) => signing.test(header) || route.headers?.includes(header.replace(/^(x-amz-meta-).+/, "$1*"));
  const refused = Object.keys(headers).find((header) => telling.test(header) && !takes(header));
  if (refused !== undefined) throw notSupported(`The header '${refused}' on S3's ${name}`, "leave it out");
  return route.answer;
}

function headBucket(ask: Ask): Promise<AwsResponse> {
  const headers = { "x-amz-bucket-region": ask.place.region };
  return ask.run("s3:ListBucket", () => ({ status: 200, headers, body: "" }));
}
