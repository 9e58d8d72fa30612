// What an operation does with a request that may pass: asks a function or a service, or answers by itself.
import type { Answer } from "./answer";
import type { OperationDocument } from "./document";
import type { Exchange } from "./exchange";
import { GatewayError } from "./gatewayResponses";
import { mapped } from "./mapped";
import { proxy } from "./proxy";
import { type Cloud, serviceCall } from "./serviceCall";

export interface IntegrationDocument {
  readonly type: "mock" | "aws" | "aws_proxy";
  readonly httpMethod?: string;
  readonly uri?: string;
  readonly credentials?: string;
  readonly passthroughBehavior?: "never" | "when_no_match" | "when_no_templates";
  readonly timeoutInMillis?: number;
  readonly requestTemplates?: Readonly<Record<string, string>>;
  readonly requestParameters?: Readonly<Record<string, string>>;
  readonly responses?: Readonly<Record<string, IntegrationResponse>>;
}

export interface IntegrationResponse {
  readonly statusCode: string;
  readonly responseParameters?: Readonly<Record<string, string>>;
  readonly responseTemplates?: Readonly<Record<string, string>>;
}

/** @throws GatewayError */
export type Integrate = (exchange: Exchange) => Promise<Answer>;

/** @throws Error for what the laptop does not support, and for what API Gateway refuses to import. */
export function integration(operation: OperationDocument, cloud: Cloud): Integrate {
  const document = operation["x-amazon-apigateway-integration"];
  const { type, timeoutInMillis: limit = 29_000 } = document;
  const call = type === "mock" ? undefined : serviceCall(document, cloud);
  const run = call && type === "aws_proxy" ? proxy(call) : mapped(operation, call);
  return (exchange) => within(limit, run(exchange));
}

/** What it still does after the time is up goes on unseen, as on AWS. */
async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new GatewayError("INTEGRATION_TIMEOUT", "Endpoint request timed out", {
      cause: `no answer in ${milliseconds} ms`,
    });
    timer = setTimeout(() => reject(error), milliseconds);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
