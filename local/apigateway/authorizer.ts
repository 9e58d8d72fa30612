// Who calls: a Cognito user pool's ID token, for the operations that name the authorizer.
import type { Claims, Cognito } from "../cognito/cognito";
import type { ApiDocument, OperationDocument } from "./document";
import type { Exchange } from "./exchange";
import { GatewayError } from "./gatewayResponses";

/** @returns what throws GatewayError UNAUTHORIZED. */
export function authorizer(
  { components }: ApiDocument,
  { security }: OperationDocument,
  cognito: Pick<Cognito, "authenticate">,
): (exchange: Exchange) => Promise<void> {
  const [name] = Object.keys(security?.[0] ?? {});
  if (!name) return async () => {};
  const scheme = components?.securitySchemes?.[name];
  if (!scheme) throw new Error(`security names '${name}', which components.securitySchemes has not`);
  const [pool] = scheme["x-amazon-apigateway-authorizer"].providerARNs;
  return async (exchange) => {
    const token = exchange.header(scheme.name);
    const claims = token && (await cognito.authenticate(pool, token));
    if (!claims) throw new GatewayError("UNAUTHORIZED", "Unauthorized");
    exchange.context.authorizer = { claims: asTexts(claims) };
  };
}

/** REST APIs hand every claim on as text: lists joined by commas, `exp` and `iat` as Java prints a date. */
function asTexts(claims: Claims): Record<string, string> {
  const texts = Object.entries(claims).map(([name, value]) => {
    if (name === "exp" || name === "iat") return [name, javaDate(Number(value))];
    return [name, typeof value === "object" && !Array.isArray(value) ? JSON.stringify(value) : String(value)];
  });
  return Object.fromEntries(texts);
}

function javaDate(seconds: number): string {
  return new Date(seconds * 1000).toUTCString().replace(/(\w+), (\d+) (\w+) (\d+) (\S+) GMT/, "$1 $3 $2 $5 UTC $4");
}
