// Cognito user pools: whom an app lets in, over the AWS endpoint and for the gateway's authorizer.
import { join } from "node:path";
import type { Calls } from "../aws/calls";
import { AwsError } from "../aws/error";
import { arn, type Place } from "../aws/place";
import type { Principal } from "../aws/principal";
import { answerJson } from "../aws/protocols";
import type { AwsRequest, AwsResponse, Service } from "../aws/service";
import { parsePolicy } from "../iam/policy";
import type { Inbox } from "../sns/inbox";
import { adminOperations, page } from "./admin";
import { type Operations, parameters } from "./parameters";
import { type Client, type Settings, UserPool } from "./pool";
import { type Holder, selfOperations } from "./self";
import { signInOperations } from "./signIn";
import { signUpOperations } from "./signUp";
import type { Claims } from "./tokens";
import { cors, isWellKnown, preflight, wellKnown } from "./web";

export type { Claims } from "./tokens";

const target = "AWSCognitoIdentityProviderService";

/** AWS asks IAM nothing about what users do for themselves. */
const anyone: Principal = { type: "Anonymous" };
const open = { Effect: "Allow", Principal: "*", Action: "cognito-idp:*", Resource: "*" };
const openToAnyone = parsePolicy(JSON.stringify({ Version: "2012-10-17", Statement: open }), "every user pool");

export class Cognito implements Service {
  private readonly pools = new Map<string, UserPool>();
  private readonly answer: Service["handle"];
  private readonly signed: Readonly<Record<string, unknown>>;

  constructor(
    private readonly place: Place,
    private readonly calls: Calls,
    private readonly inbox: Inbox,
  ) {
    const signed = {
      ...this.forAdministrators(),
      ListUserPools: (input: unknown, principal: Principal) => this.listUserPools(input, principal),
    };
    const unsigned = {
      ...this.forUsers({ ...signUpOperations, ...signInOperations }, (input) => this.client(input)),
      ...this.forUsers(selfOperations, (input) => this.holder(input)),
    };
    this.signed = signed;
    this.answer = answerJson(target, "1.1", { ...signed, ...unsigned }, { code: "AccessDeniedException", status: 400 });
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
    if (!this.unsigned(request)) return this.answer(request);
    const { headers, ...answer } = request.method === "GET" ? wellKnown(request.path, this.pools) : await this.answer(request);
    return { ...answer, headers: { ...headers, ...cors } };
  };

  /** Operations nobody knows count as unsigned: so they are answered as not supported, not as unsigned. */
  readonly unsigned = ({ method, path, headers }: Omit<AwsRequest, "principal">): boolean => {
    if (method === "GET") return isWellKnown(path);
    if (method === "OPTIONS") return /\bx-amz-target\b/i.test(headers["access-control-request-headers"] ?? "");
    const [service, name = ""] = (headers["x-amz-target"] ?? "").split(".");
    return service === target && !Object.hasOwn(this.signed, name);
  };

  /** The claims of a valid ID token of that pool, with or without `Bearer `; `undefined` for anything else. */
  async authenticate(userPoolArn: string, authorization: string): Promise<Claims | undefined> {
    const pool = this.pools.get(userPoolArn.split("/")[1] ?? "");
    const { claims, expired } = pool?.tokens.verify(authorization.replace(/^Bearer +/i, "")) ?? {};
    const valid = pool?.settings.arn === userPoolArn && claims?.token_use === "id" && !expired;
    return valid && pool.clients.has(String(claims.aud)) ? claims : undefined;
  }

  private forAdministrators() {
    const operations = Object.entries(adminOperations).map(([name, run]) => {
      const operation = (input: unknown, principal: Principal) => {
        const id = String(Object(input).UserPoolId);
        if (!/^[\w-]+_[0-9a-zA-Z]+$/.test(id))
          throw new AwsError("InvalidParameterException", `'${id}' at 'userPoolId' is no user pool id`);
        const resource = arn(this.place, "cognito-idp", `userpool/${id}`);
        return this.calls.run({ principal, action: `cognito-idp:${name}`, resource }, () => run(input, this.userPool(id)));
      };
      return [name, operation] as const;
    });
    return Object.fromEntries(operations);
  }

  /** @param on what the operation is on; looked up again when it runs, for a fault may have held it up. */
  private forUsers<On extends { readonly pool: UserPool }>(operations: Operations<On>, on: (input: unknown) => On) {
    const entries = Object.entries(operations).map(([name, run]) => {
      const operation = (input: unknown) => {
        const resource = on(input).pool.settings.arn;
        const call = { principal: anyone, action: `cognito-idp:${name}`, resource, resourcePolicy: openToAnyone };
        return this.calls.run(call, () => run(input, on(input)));
      };
      return [name, operation] as const;
    });
    return Object.fromEntries(entries);
  }

  private client(input: unknown): Client {
    const id = String(Object(input).ClientId);
    for (const { clients } of this.pools.values()) {
      const client = clients.get(id);
      if (client) return client;
    }
    throw new AwsError("ResourceNotFoundException", `User pool client ${id} does not exist.`);
  }

  private holder(input: unknown): Holder {
    const token = String(Object(input).AccessToken);
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

  private listUserPools(input: unknown, principal: Principal) {
    const { MaxResults, NextToken = "0" } = parameters(input, ["MaxResults"], ["NextToken"]);
    return this.calls.run({ principal, action: "cognito-idp:ListUserPools", resource: "*" }, () => {
      const { items, next } = page([...this.pools.values()], MaxResults, NextToken);
      return { UserPools: items.map(({ settings: { id, name } }) => ({ Id: id, Name: name })), NextToken: next };
    });
  }
}
