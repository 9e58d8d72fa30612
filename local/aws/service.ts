// What a service is to the AWS endpoint, to the gateway's integrations and to the state machine.
import type { Principal } from "./principal";

/** A request to a service: it came over the endpoint and its signature was right, or from an integration in this process. */
export interface AwsRequest {
  readonly method: string;
  /** As sent: still percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
  readonly principal: Principal;
  readonly requestId: string;
}

export interface AwsResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | string;
}

/** Keyed in the endpoint by the name in a signature's scope: `dynamodb`, `s3`, `sns`, `states`, `lambda`, `cognito-idp`, `sts`. */
export interface Service {
  /** Never rejects for a fault of the caller: that is an answer. */
  handle(request: AwsRequest): Promise<AwsResponse>;
  /** The operations AWS takes without a signature; none if absent. */
  readonly unsigned?: (request: Omit<AwsRequest, "principal">) => boolean;
}
