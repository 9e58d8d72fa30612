// Who calls: a Cognito user pool's ID token, for the operations that name the authorizer.
import type { Claims, Cognito } from "../cognito/cognito";
import type { ApiDocument, OperationDocument } from "./document";
import type { Exchange } from "./exchange";
import { GatewayError } from "./gatewayResponses";

/** @throws GatewayError UNAUTHORIZED */
export type Authorizer = (exchange: Exchange) => Promise<void>;

export function authorizer(
  { components }: ApiDocument,
  { security }: OperationDocument,
  cognito: Pick<Cognito, "authenticate">,
): Authorizer {
  const names = Object.keys(security?.[0] ?? {});
  if (names.length > 1) throw new Error(`security names ${names.join(" and ")}; API Gateway takes one authorizer an operation`);
  const [name] = names;
  if (!name) return async () => {};
  const schemes = components?.securitySchemes ?? {};
  const scheme = Object.hasOwn(schemes, name) ? schemes[name] : undefined;
  if (!scheme) throw new Error(`security names '${name}', which components.securitySchemes has not`);
  const pools = scheme["x-amazon-apigateway-authorizer"].providerARNs;
  return async (exchange) => {
    const token = exchange.header(scheme.name.toLowerCase());
    for (const pool of token ? pools : []) {
      const claims = await cognito.authenticate(pool, token ?? "");
      if (!claims) continue;
      exchange.context.authorizer = { claims: asTexts(claims) };
      return;
    }
    throw new GatewayError("UNAUTHORIZED", "Unauthorized");
  };
}

/** REST APIs hand every claim on as text: lists joined by commas, `exp` and `iat` as Java prints a date. */
function asTexts(claims: Claims): Record<string, string> {
  return Object.fromEntries(
    Object.entries(claims).map(([name, value]) => {
      if ((name === "exp" || name === "iat") && typeof value === "number") return [name, javaDate(new Date(value * 1000))];
      if (Array.isArray(value) && value.every((item) => typeof item === "string")) return [name, value.join(",")];
      return [name, typeof value === "object" ? JSON.stringify(value) : String(value)];
    }),
  );
}

function javaDate(date: Date): string {
  const [weekday, day, month, year, time] = date.toUTCString().replace(",", "").split(" ");
  return `${weekday} ${month} ${day} ${time} UTC ${year}`;
}
