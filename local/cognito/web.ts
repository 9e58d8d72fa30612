// What Cognito shows to browsers and to whoever verifies its tokens.
import type { AwsResponse } from "../aws/service";
import type { UserPool } from "./pool";

/** Pages call Cognito themselves; `authorization` is not among the headers, so a page can't use the signed operations. */
export const cors = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "x-amzn-requestid, x-amzn-errortype",
};
export const preflight = {
  ...cors,
  "access-control-allow-methods": "POST",
  "access-control-allow-headers":
    "content-type, cache-control, x-amz-target, x-amz-user-agent, amz-sdk-invocation-id, amz-sdk-request",
  "access-control-max-age": "172800",
};

/** Of `/<pool>/.well-known/jwks.json` the pool. */
export function jwksPool(path: string): string | undefined {
  return /^\/([^/]+)\/\.well-known\/jwks\.json$/.exec(path)?.[1];
}

export function answerJwks(pool: UserPool | undefined): AwsResponse {
  const body = JSON.stringify(pool?.tokens.jwks ?? { message: "User pool does not exist." });
  return { status: pool ? 200 : 404, headers: { "content-type": "application/json" }, body };
}
