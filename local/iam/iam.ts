// Roles and their policies, who holds which credentials, and the decision on every call. Policies are put again at each start.
import type { Call, Decision } from "../aws/calls";
import { AwsError } from "../aws/error";
import { arn, type Place } from "../aws/place";
import type { Principal } from "../aws/principal";
import { answerQuery } from "../aws/protocols";
import type { Service } from "../aws/service";
import { type Credentials, KeyMaker, type Session } from "./credentials";
import { decide, nameOf } from "./decision";
import { type PolicyDocument, parsePolicy } from "./policy";

export type { Credentials } from "./credentials";

interface Role {
  readonly name: string;
  readonly trust: PolicyDocument;
  readonly policies: Map<string, PolicyDocument>;
}

export class Iam implements Service {
  /** Told of each decision, also on who may have a role; whoever holds what is used against what is granted sets it. */
  onDecided: (call: Call, decision: Decision) => void = () => {};
  readonly administrator: { readonly principal: Principal; readonly credentials: Credentials };
  private readonly keys: KeyMaker;
  /** By ARN. */
  private readonly roles = new Map<string, Role>();
  /** By access key and token, those that were found to be ours: to prove it again takes as long as to decide the call. */
  private readonly sessions = new Map<string, { readonly principal: Session; readonly secretAccessKey: string }>();

  constructor(
    private readonly place: Place,
    secret: Buffer,
  ) {
    this.keys = new KeyMaker(secret);
    const user = arn(place, "iam", "user/administrator", "no region");
    this.administrator = { principal: { type: "Administrator", arn: user }, credentials: this.keys.pair("AKIA", user) };
  }

  /** STS. On AWS too nobody can be denied to ask who they are. */
  readonly handle = answerQuery(
    "https://sts.amazonaws.com/doc/2011-06-15/",
    { GetCallerIdentity: (_input, principal) => this.callerIdentity(principal) },
    { code: "AccessDenied", status: 403 },
  );

  /** @returns the ARN. */
  createRole(name: string, assumeRolePolicy: string): string {
    if (!/^[\w+=,.@-]{1,64}$/.test(name)) {
      throw new AwsError("ValidationError", `The role name '${name}' is not 1 to 64 letters, digits or _+=,.@-`);
    }
    const roleArn = this.arnOf(name);
    if (this.roles.has(roleArn)) throw new AwsError("EntityAlreadyExists", `Role with name ${name} already exists.`, 409);
    const trust = parsePolicy(assumeRolePolicy, `the trust of the role ${name}`, "trust");
    this.roles.set(roleArn, { name, trust, policies: new Map() });
    return roleArn;
  }

  putRolePolicy(roleName: string, policyName: string, document: string): void {
    const role = this.roles.get(this.arnOf(roleName));
    if (!role) throw new AwsError("NoSuchEntity", `The role with name ${roleName} cannot be found.`, 404);
    role.policies.set(policyName, parsePolicy(document, `the role ${roleName}, ${policyName}`, "identity"));
  }

  /** `AROA…`, as `aws:userid` and GetCallerIdentity show it. */
  uniqueId(roleArn: string): string {
    return this.keys.id("AROA", roleArn);
  }

  /**
   * As the service (`lambda.amazonaws.com`) would, checked against the role's trust policy.
   * @throws AwsError `AccessDenied`
   */
  assumeRole(roleArn: string, service: string, sessionName: string, context: Record<string, string> = {}): Session {
    const role = this.roles.get(roleArn);
    const call = { principal: { type: "Service", service }, action: "sts:AssumeRole", resource: roleArn, context } as const;
    const { allowed, reason } = this.decided({ ...call, resourcePolicy: role?.trust }, []);
    if (!role || !allowed) throw new AwsError("AccessDenied", role ? reason : `${reason}: there is no such role`, 403);
    return { type: "Role", arn: arn(this.place, "sts", `assumed-role/${role.name}/${sessionName}`, "no region"), roleArn };
  }

  /** They never expire: a warm Lambda keeps its own for as long as it lives. */
  credentialsOf(principal: Session): Credentials {
    return this.keys.forSession(principal);
  }

  identify(accessKeyId: string, sessionToken?: string): { principal: Principal; secretAccessKey: string } | undefined {
    if (sessionToken === undefined) {
      const { principal, credentials } = this.administrator;
      return accessKeyId === credentials.accessKeyId ? { principal, secretAccessKey: credentials.secretAccessKey } : undefined;
    }
    const session = this.session(accessKeyId, sessionToken);
    return session && this.roles.has(session.principal.roleArn) ? session : undefined;
  }

  decide(call: Call): Decision {
    const role = call.principal.type === "Role" ? this.roles.get(call.principal.roleArn) : undefined;
    return this.decided(call, role?.policies.values() ?? []);
  }

  private decided(call: Call, identity: Iterable<PolicyDocument>): Decision {
    const decision = decide(call, identity, this.place.accountId);
    this.onDecided(call, decision);
    return decision;
  }

  private session(accessKeyId: string, sessionToken: string) {
    const id = `${accessKeyId} ${sessionToken}`;
    const known = this.sessions.get(id);
    if (known) return known;
    const principal = this.keys.sessionOf(accessKeyId, sessionToken);
    if (!principal) return undefined;
    const session = { principal, secretAccessKey: this.keys.pair("ASIA", sessionToken).secretAccessKey };
    this.sessions.set(id, session);
    return session;
  }

  private arnOf(roleName: string): string {
    return arn(this.place, "iam", `role/${roleName}`, "no region");
  }

  private callerIdentity(principal: Principal): object {
    const Arn = nameOf(principal);
    const user = principal.type === "Role" ? principal.roleArn : Arn;
    const session = principal.type === "Role" ? `:${Arn.slice(Arn.lastIndexOf("/") + 1)}` : "";
    return { Arn, UserId: `${this.keys.id(session ? "AROA" : "AIDA", user)}${session}`, Account: this.place.accountId };
  }
}
