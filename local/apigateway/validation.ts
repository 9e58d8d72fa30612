// A request's shape, as far as API Gateway checks it: required parameters first, then the body against its schema.
import Ajv from "ajv";
import type { ApiDocument, OperationDocument } from "./document";
import type { Exchange } from "./exchange";
import { GatewayError } from "./gatewayResponses";
import { member } from "./json";
import { reasonOf } from "./naming";

export interface Validator {
  readonly validateRequestParameters?: boolean;
  readonly validateRequestBody?: boolean;
}

/** @throws GatewayError BAD_REQUEST_PARAMETERS or BAD_REQUEST_BODY */
export type Validate = (exchange: Exchange) => void;

/** @throws Error for a validator nobody declared, or a schema that is not supported. */
export function validation(document: ApiDocument, operation: OperationDocument): Validate {
  const name = operation["x-amazon-apigateway-request-validator"] ?? document["x-amazon-apigateway-request-validator"];
  const validators = document["x-amazon-apigateway-request-validators"] ?? {};
  if (name !== undefined && !Object.hasOwn(validators, name)) throw new Error(`the request validator '${name}' is not declared`);
  const { validateRequestParameters, validateRequestBody } = validators[name ?? ""] ?? {};
  const schema = operation.requestBody?.content["application/json"]?.schema;
  const checkBody = schema && validateRequestBody ? bodyCheck(schema, document.components) : undefined;
  const required = (operation.parameters ?? []).filter((parameter) => validateRequestParameters && parameter.required);
  const sorted = required.sort((a, b) => (a.in + a.name < b.in + b.name ? -1 : 1));
  return (exchange) => {
    const { path, querystring: query, header } = exchange.input.params;
    const missing = sorted.filter(({ in: where, name }) => !String(member({ path, query, header }[where], name) ?? "").trim());
    if (missing.length > 0) {
      const names = missing.map(({ name }) => name).join(", ");
      throw new GatewayError("BAD_REQUEST_PARAMETERS", `Missing required request parameters: [${names}]`);
    }
    // A body of another type has no model and is not checked; whether it gets further is the template's matter.
    if (exchange.mediaType === "application/json") checkBody?.(exchange);
  };
}

/** Keywords API Gateway's notes call unsupported or left out of validation: they are read and not enforced. */
const notEnforced = ["additionalProperties", "maxItems", "minItems"];
const annotations = ["components", "example", "externalDocs", "xml"];
const formats = {
  int32: true,
  int64: true,
  float: true,
  double: true,
  byte: true,
  binary: true,
  date: true,
  password: true,
} as const;

// Its models are JSON Schema draft 4, which has no `nullable`.
const ajv = new Ajv({ strictTypes: false, strictTuples: false, logger: false, formats })
  .removeKeyword("nullable")
  .addVocabulary(annotations);
for (const keyword of notEnforced) ajv.removeKeyword(keyword).addKeyword(keyword);

function bodyCheck(schema: object, components: object | undefined): Validate {
  const isValid = ajv.compile({ allOf: [schema], components });
  return ({ input }) => {
    const errors = problems(() => (isValid(input.json()) ? "" : ajv.errorsText(isValid.errors, { dataVar: "body" })));
    if (errors === "") return;
    throw new GatewayError("BAD_REQUEST_BODY", "Invalid request body", { validationErrors: `[${errors.replaceAll('"', "'")}]` });
  };
}

function problems(check: () => string): string {
  try {
    return check();
  } catch (error) {
    return reasonOf(error);
  }
}
