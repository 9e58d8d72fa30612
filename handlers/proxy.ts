// How the reading Lambdas speak with API Gateway: claims and query in, status and JSON out.
import { type Caller, type Claims, callerOf } from "./caller";
import { errorStatus, isRefusal } from "./errors";

/** What is used of a Lambda proxy event; API Gateway checked the token before. */
export interface ProxyEvent {
  readonly httpMethod: string;
  /** The route's path, as the API declares it. */
  readonly resource: string;
  readonly queryStringParameters: Readonly<Record<string, string>> | null;
  readonly requestContext: {
    readonly requestId: string;
    readonly extendedRequestId: string;
    readonly authorizer: { readonly claims: Claims };
  };
}

export interface ProxyResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Question {
  readonly caller: Caller;
  readonly query: Readonly<Record<string, string>>;
}

/** Answers with what `read` returns, or with the refusal it throws; other errors go to the log and become a 500 without their text. */
export function answering(read: (question: Question) => Promise<object>) {
  return async (event: ProxyEvent): Promise<ProxyResponse> => {
    try {
      const query = Object.assign(Object.create(null), event.queryStringParameters);
      return json(200, await read({ caller: callerOf(event.requestContext.authorizer.claims), query }));
    } catch (error) {
      if (isRefusal(error)) return json(errorStatus[error.name], { error: error.name, message: error.message });
      const { requestId, extendedRequestId: request, authorizer } = event.requestContext;
      const what = error instanceof Error ? error.stack : String(error);
      const route = `${event.httpMethod} ${event.resource}`;
      console.error({ outcome: "failed", error: what, caller: authorizer.claims.sub, route, request });
      const message = `The request could not be answered. Try again; if it stays so, name request ${requestId}`;
      return json(500, { error: "InternalError", message });
    }
  };
}

function json(statusCode: number, body: object): ProxyResponse {
  return { statusCode, headers: { "Content-Type": "application/json", "Cache-Control": "no-store" }, body: JSON.stringify(body) };
}
