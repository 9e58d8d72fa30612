// Every answer the API gives in a test, to whoever asked, is held against its document: that path, method and status promise a shape.
import type { IncomingMessage, ServerResponse } from "node:http";
import { gunzipSync, inflateSync } from "node:zlib";
import Ajv, { type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import type { ApiGateway } from "../../local/apigateway/gateway";

interface Response {
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}
interface Document {
  readonly components: object;
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<string, Response>> }>>>>;
}

const ajv = addFormats(new Ajv({ strict: false, allErrors: true }));
const decoders: Readonly<Record<string, (body: Buffer) => Buffer>> = { gzip: gunzipSync, deflate: inflateSync };

export class Promised {
  /** Answers held against the document. */
  seen = 0;
  /** What was promised and not kept, one sentence each. */
  readonly broken: string[] = [];
  private readonly routes: readonly { readonly path: RegExp; readonly methods: Document["paths"][string] }[];
  private readonly validators = new Map<object, ValidateFunction>();

  /** @param basePath without a slash at its end */
  constructor(
    readonly document: Document,
    private readonly basePath: string,
  ) {
    this.routes = Object.entries(document.paths).map(([path, methods]) => {
      return {
        path: new RegExp(
          `^${path
            .slice(1)
            .replaceAll(".", "\\.")
            .replaceAll(/\{\w+\}/g, "[^/]+")}$`,
        ),
        methods,
      };
    });
  }

  watch(gateway: ApiGateway): void {
    const handle = gateway.handle.bind(gateway);
    gateway.handle = (request, response) => {
      const end = response.end.bind(response) as (body?: string | Buffer) => ServerResponse;
      response.end = ((body?: string | Buffer) => {
        this.hold(request, response, Buffer.from(body ?? ""));
        return end(body);
      }) as ServerResponse["end"];
      return handle(request, response);
    };
  }

  private hold({ method = "", url = "" }: IncomingMessage, response: ServerResponse, sent: Buffer): void {
    this.seen++;
    const coding = response.getHeader("content-encoding");
    const body = (decoders[String(coding)] ?? ((plain: Buffer) => plain))(sent).toString();
    const type = String(response.getHeader("content-type") ?? "");
    const fault = this.fault(method, url, response.statusCode, type, body);
    if (fault)
      this.broken.push(
        `${method} ${url.slice(0, 200)} was answered ${response.statusCode} ${type}: ${fault}: ${body.slice(0, 500)}`,
      );
  }

  /** What is wrong with an answer, or undefined. */
  fault(method: string, url: string, status: number, type: string, body: string): string | undefined {
    const promised = this.responsesOf(method, url);
    const response = promised?.[status] ?? (promised ? undefined : unknownRoute[status]);
    if (!response) return `the document promises ${Object.keys(promised ?? unknownRoute).join(", ")}`;
    if (!response.content) return undefined;
    const schema = response.content[type]?.schema;
    if (!schema) return `the document promises ${Object.keys(response.content).join(", ")}`;
    const isValid = this.validatorOf(schema);
    return isValid(parsed(body)) ? undefined : ajv.errorsText(isValid.errors);
  }

  /** Undefined of a path or method that the document doesn't have. */
  private responsesOf(method: string, url: string): Readonly<Record<string, Response>> | undefined {
    const [whole = ""] = url.replace(/^https?:\/\/[^/?]*/i, "").split("?");
    if (whole !== this.basePath && !whole.startsWith(`${this.basePath}/`)) return undefined;
    const path = whole.slice(this.basePath.length).replace(/^\/+|\/+$/g, "");
    for (const route of this.routes) {
      const operation = route.path.test(path) ? route.methods[method.toLowerCase()] : undefined;
      if (operation) return operation.responses;
    }
    return undefined;
  }

  private validatorOf(schema: object): ValidateFunction {
    const { components } = this.document;
    const validator = this.validators.get(schema) ?? ajv.compile({ allOf: [schema], components });
    this.validators.set(schema, validator);
    return validator;
  }
}

const refused: Response = { content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } } };
const unknownRoute: Readonly<Record<string, Response>> = { 404: refused };

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // No schema takes it.
    return undefined;
  }
}
