// Cognito user pools: whom an app lets in, over the AWS endpoint and for the gateway's authorizer.
import { join } from "node:path";
import type { Call, Calls } from "../aws/calls";
import { AwsError } from "../aws/error";
import { arn, type Place } from "../aws/place";
import { answerJson, type Operation } from "../aws/protocols";
import type { AwsRequest, AwsResponse, Service } from "../aws/service";
import { parsePolicy } from "../iam/policy";
import type { Inbox } from "../sns/inbox";
import { administratorOperations } from "./administrators";
import { clientOperations, type Holder, holderOperations } from "./customers";
import type { Operations } from "./parameters";
import { type Client, type Settings, UserPool } from "./pool";
import type { Claims } from "./tokens";
import { answerJwks, cors, jwksPool, preflight } from "./web";

export type { Claims } from "./tokens";

const target = "AWSCognitoIdentityProviderService";

/** AWS asks IAM nothing about what users do for themselves. */
const open = { Effect: "Allow", Principal: "*", Action: "cognito-idp:*", Resource: "*" };
const byAnyone: Pick<Call, "principal" | "resourcePolicy"> = {
  principal: { type: "Anonymous" },
  resourcePolicy: parsePolicy(JSON.stringify({ Version: "2012-10-17", Statement: open }), "every user pool"),
};

/** As the operations read it again, each by itself. */
type Input = Readonly<Partial<Record<"UserPoolId" | "ClientId" | "AccessToken", unknown>>>;

export class Cognito implements Service {
  private readonly pools = new Map<string, UserPool>();
  private readonly answer: Service["handle"];

  constructor(
    private readonly place: Place,
    private readonly calls: Calls,
    private readonly inbox: Inbox,
  ) {
    const operations = {
      ...this.bound(administratorOperations, ({ UserPoolId }) => ({ pool: this.userPool(String(UserPoolId)) })),
      ...this.bound(clientOperations, ({ ClientId }) => this.client(String(ClientId)), byAnyone),
      ...this.bound(holderOperations, ({ AccessToken }) => this.holder(String(AccessToken)), byAnyone),
    };
    this.answer = answerJson(target, "1.1", operations, { code: "AccessDeniedException", status: 400 });
  }

  async createUserPool(settings: Omit<Settings, "arn">): Promise<UserPool> {
    const { id } = settings;
    const folder = join(this.place.dataDir, "cognito", id);
    const all = { ...settings, arn: arn(this.place, "cognito-idp", `userpool/${id}`) };
    const pool = await UserPool.open(folder, `${this.place.awsUrl}/${id}`, all, this.inbox);
    this.pools.set(id, pool);
    return pool;
  }

  /** @throws AwsError `ResourceNotFoundException` */
  userPool(id: string): UserPool {
    const pool = this.pools.get(id);
    if (!pool) throw new AwsError("ResourceNotFoundException", `User pool ${id} does not exist.`);
    return pool;
  }

  readonly handle = async (request: AwsRequest): Promise<AwsResponse> => {
    if (request.method === "OPTIONS") return { status: 200, headers: preflight, body: "" };
    const asked = jwksPool(request.path);
    const answer = asked === undefined ? await this.answer(request) : answerJwks(this.pools.get(asked));
    return this.unsigned(request) ? { ...answer, headers: { ...answer.headers, ...cors } } : answer;
  };

  /** Operations nobody knows count as unsigned: so they are answered as not supported, not as unsigned. */
  readonly unsigned = ({ method, path, headers }: Omit<AwsRequest, "principal">): boolean => {
    if (method === "GET") return jwksPool(path) !== undefined;
    if (method === "OPTIONS") return /\bx-amz-target\b/i.test(headers["access-control-request-headers"] ?? "");
    const [service, name = ""] = (headers["x-amz-target"] ?? "").split(".");
    return service === target && !Object.hasOwn(administratorOperations, name);
  };

  /** The claims of a valid ID token of that pool, with or without `Bearer `; `undefined` for anything else. */
  async authenticate(userPoolArn: string, authorization: string): Promise<Claims | undefined> {
    const pool = this.pools.get(userPoolArn.split("/")[1] ?? "");
    const { claims, expired } = pool?.tokens.verify(authorization.replace(/^Bearer +/i, "")) ?? {};
    const valid = pool?.settings.arn === userPoolArn && claims?.token_use === "id" && !expired;
    return valid && pool.clients.has(String(claims.aud)) ? claims : undefined;
  }

  /** @param find what the operation is on; found again when it runs, for a fault may have held it up. */
  private bound<On extends { readonly pool: UserPool }>(
    operations: Operations<On>,
    find: (input: Input) => On,
    by: Partial<Call> = {},
  ): Record<string, Operation> {
    const entries = Object.entries(operations).map(([name, run]): [string, Operation] => [
      name,
      (input: Input, principal) => {
        const resource = find(input).pool.settings.arn;
        const call = { principal, action: `cognito-idp:${name}`, resource, ...by };
        return this.calls.run(call, () => run(input, find(input)));
      },
    ]);
    return Object.fromEntries(entries);
  }

  private client(id: string): Client {
    for (const { clients } of this.pools.values()) {
      const client = clients.get(id);
      if (client) return client;
    }
    throw new AwsError("ResourceNotFoundException", `User pool client ${id} does not exist.`);
  }

  private holder(token: string): Holder {
    for (const pool of this.pools.values()) {
      const { claims, expired } = pool.tokens.verify(token) ?? {};
      const client = pool.clients.get(String(claims?.client_id));
      if (claims?.token_use !== "access" || !client) continue;
      const refuse = (why: string) => new AwsError("NotAuthorizedException", `Access Token has ${why}`);
      if (expired) throw refuse("expired");
      const user = pool.find(String(claims.sub));
      if (!user || !pool.sessions.has(claims.origin_jti)) throw refuse("been revoked");
      return { pool, client, user };
    }
    throw new AwsError("NotAuthorizedException", "Invalid Access Token");
  }
}
