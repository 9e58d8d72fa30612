// Who asks: an account, and the shop it works at if it is staff. API Gateway checked the token these claims come from.

export type Claims = Readonly<Record<string, string | undefined>>;

export interface Caller {
  readonly accountid: string;
  /** The shop this caller works at; nobody else's orders are theirs to see or change. */
  readonly staffOf?: string | undefined;
}

/** Groups come as one text, `a,b` or `[a b]`: split and compared whole, so that "not-staff" is not staff. */
export function callerOf(claims: Claims): Caller {
  const { sub } = claims;
  if (!sub) throw new Error("The token has no sub claim: does the method have the user pool's authorizer?");
  const groups = (claims["cognito:groups"] ?? "").split(/[[\],\s]+/);
  const vendorid = claims["custom:vendorid"];
  return { accountid: sub, staffOf: groups.includes("staff") && vendorid ? vendorid : undefined };
}
