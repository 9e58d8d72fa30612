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

const document = /^\/([^/]+)\/\.well-known\/(jwks\.json|openid-configuration)$/;

export function isWellKnown(path: string): boolean {
  return document.test(path);
}

export function wellKnown(path: string, pools: ReadonlyMap<string, UserPool>): AwsResponse {
  const [, id = "", name] = document.exec(path) ?? [];
  const pool = pools.get(id);
  const headers = { "content-type": "application/json" };
  if (!pool) return { status: 404, headers, body: JSON.stringify({ message: `User pool ${id} does not exist.` }) };
  const { jwks, issuer } = pool.tokens;
  const configuration = {
    issuer,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    id_token_signing_alg_values_supported: ["RS256"],
    subject_types_supported: ["public"],
  };
  return { status: 200, headers, body: JSON.stringify(name === "jwks.json" ? jwks : configuration) };
}
