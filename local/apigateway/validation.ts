// A request's shape, as far as API Gateway checks it: required parameters first, then the body against its schema.

import Ajv from "ajv";
import { member } from "../jsonPath";
import type { ApiDocument, OperationDocument } from "./document";
import type { Exchange } from "./exchange";
import { GatewayError } from "./gatewayResponses";

/**
 * @returns what throws GatewayError BAD_REQUEST_PARAMETERS or BAD_REQUEST_BODY.
 * @throws Error for a validator nobody declared, or a schema that is not supported.
 */
export function validation(document: ApiDocument, operation: OperationDocument): (exchange: Exchange) => void {
  const name = operation["x-amazon-apigateway-request-validator"] ?? document["x-amazon-apigateway-request-validator"];
  const validator = document["x-amazon-apigateway-request-validators"]?.[name ?? ""];
  if (name !== undefined && !validator) throw new Error(`the request validator '${name}' is not declared`);
  const schema = operation.requestBody?.content["application/json"]?.schema;
  const isValid = schema && validator?.validateRequestBody ? bodyCheck(schema, document.components) : () => true;
  const parameters = validator?.validateRequestParameters ? (operation.parameters ?? []) : [];
  const required = parameters.filter((parameter) => parameter.required).sort((a, b) => (a.in + a.name < b.in + b.name ? -1 : 1));
  return (exchange) => {
    const { path, querystring: query, header } = exchange.input.params;
    const missing = required.filter(({ in: where, name }) => !String(member({ path, query, header }[where], name) ?? "").trim());
    if (missing.length > 0) {
      const names = missing.map(({ name }) => name).join(", ");
      throw new GatewayError("BAD_REQUEST_PARAMETERS", `Missing required request parameters: [${names}]`);
    }
    // A body of another type has no model and is not checked; whether it gets further is the template's matter.
    if (exchange.isJson && !isValid(exchange)) throw new GatewayError("BAD_REQUEST_BODY", "Invalid request body");
  };
}

/** Keywords API Gateway's notes call unsupported or left out of validation: they are read and not enforced. */
const notEnforced = ["additionalProperties", "maxItems", "minItems"];

// Its models are JSON Schema draft 4, which has no `nullable`. A keyword that is unknown or of a wrong type is refused without the draft's own schema.
const ajv = new Ajv({ strictTypes: false, logger: false, meta: false, validateSchema: false })
  .removeKeyword("nullable")
  .addVocabulary(["components", "example"]);
for (const keyword of notEnforced) ajv.removeKeyword(keyword).addKeyword(keyword);

function bodyCheck(schema: object, components: object | undefined): (exchange: Exchange) => boolean {
  const isValid = ajv.compile({ allOf: [schema], components });
  return ({ input }) => {
    try {
      return isValid(input.json());
    } catch {
      // No JSON, or deeper than AWS follows.
      return false;
    }
  };
}
