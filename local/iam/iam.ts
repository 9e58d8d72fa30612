// Roles and their policies, who holds which credentials, and the decision on every call. Policies are put again at each start.
import type { Call, Decision } from "../aws/calls";
import { AwsError } from "../aws/error";
import { arn, type Place } from "../aws/place";
import type { Principal } from "../aws/principal";
import { answerQuery } from "../aws/protocols";
import type { Service } from "../aws/service";
import { type Credentials, KeyMaker } from "./credentials";
import { decide, nameOf } from "./decision";
import { type PolicyDocument, parsePolicy } from "./policy";

export type { Credentials } from "./credentials";

interface Role {
  readonly arn: string;
  readonly name: string;
  readonly trust: PolicyDocument;
  readonly policies: Map<string, PolicyDocument>;
}

type Session = Principal & { type: "Role" };

export class Iam implements Service {
  readonly administrator: { readonly principal: Principal; readonly credentials: Credentials };
  private readonly keys: KeyMaker;
  private readonly rolesByArn = new Map<string, Role>();
  private readonly rolesByName = new Map<string, Role>();

  constructor(
    private readonly place: Place,
    secret: Buffer,
  ) {
    this.keys = new KeyMaker(secret);
    const user = arn(place, "iam", "user/administrator", "no region");
    this.administrator = { principal: { type: "Administrator", arn: user }, credentials: this.keys.forUser(user) };
  }

  /** STS. On AWS too nobody can be denied to ask who they are. */
  readonly handle = answerQuery(
    "https://sts.amazonaws.com/doc/2011-06-15/",
    { GetCallerIdentity: (_input, principal) => this.callerIdentity(principal) },
    { code: "AccessDenied", status: 403 },
  );

  /** @returns the ARN. */
  createRole(name: string, assumeRolePolicy: string, path = "/"): string {
    if (!/^[\w+=,.@-]{1,64}$/.test(name)) {
      throw new AwsError("ValidationError", `The role name '${name}' is not 1 to 64 letters, digits or _+=,.@-`);
    }
    if (!/^\/([!-~]+\/)?$/.test(path)) throw new AwsError("ValidationError", `The path '${path}' does not begin and end with /`);
    if (this.rolesByName.has(name)) throw new AwsError("EntityAlreadyExists", `Role with name ${name} already exists.`, 409);
    const trust = parsePolicy(assumeRolePolicy, `the trust of the role ${name}`, "trust");
    const role: Role = { arn: arn(this.place, "iam", `role${path}${name}`, "no region"), name, trust, policies: new Map() };
    this.rolesByName.set(name, role);
    this.rolesByArn.set(role.arn, role);
    return role.arn;
  }

  putRolePolicy(roleName: string, policyName: string, document: string): void {
    const role = this.rolesByName.get(roleName);
    if (!role) throw new AwsError("NoSuchEntity", `The role with name ${roleName} cannot be found.`, 404);
    role.policies.set(policyName, parsePolicy(document, `the role ${roleName}, ${policyName}`, "identity"));
  }

  /** `AROA…`, as `aws:userid` and GetCallerIdentity show it. */
  uniqueId(roleArn: string): string {
    return this.keys.id("AROA", roleArn, 17);
  }

  /**
   * As the service (`lambda.amazonaws.com`) would, checked against the role's trust policy.
   * @throws AwsError `AccessDenied`
   */
  assumeRole(roleArn: string, service: string, sessionName: string, context?: Record<string, string>): Session {
    const role = this.rolesByArn.get(roleArn);
    if (!role) {
      const what = `${service} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`;
      throw new AwsError("AccessDenied", `User: ${what} because there is no such role`, 403);
    }
    const call = { principal: { type: "Service", service }, action: "sts:AssumeRole", resource: roleArn } as const;
    const { allowed, reason } = decide({ ...call, ...(context && { context }), resourcePolicy: role.trust }, [], this.place);
    if (!allowed) throw new AwsError("AccessDenied", reason, 403);
    return { type: "Role", arn: arn(this.place, "sts", `assumed-role/${role.name}/${sessionName}`, "no region"), roleArn };
  }

  /** They never expire: a warm Lambda keeps its own for as long as it lives. */
  credentialsOf(principal: Session): Credentials {
    return this.keys.forSession(principal);
  }

  identify(accessKeyId: string, sessionToken?: string): { principal: Principal; secretAccessKey: string } | undefined {
    const { principal, credentials } = this.administrator;
    if (sessionToken === undefined) {
      return accessKeyId === credentials.accessKeyId ? { principal, secretAccessKey: credentials.secretAccessKey } : undefined;
    }
    const session = this.keys.sessionOf(accessKeyId, sessionToken);
    if (!session || !this.rolesByArn.has(session.roleArn)) return undefined;
    return { principal: session, secretAccessKey: this.keys.forSession(session).secretAccessKey };
  }

  decide(call: Call): Decision {
    const role = call.principal.type === "Role" ? this.rolesByArn.get(call.principal.roleArn) : undefined;
    return decide(call, role ? [...role.policies.values()] : [], this.place);
  }

  private callerIdentity(principal: Principal): object {
    const Account = this.place.accountId;
    if (principal.type === "Role") {
      const session = principal.arn.slice(principal.arn.lastIndexOf("/") + 1);
      return { Arn: principal.arn, UserId: `${this.uniqueId(principal.roleArn)}:${session}`, Account };
    }
    if (principal.type === "Administrator") {
      return { Arn: principal.arn, UserId: this.keys.id("AIDA", principal.arn, 17), Account };
    }
    throw new AwsError("AccessDenied", `User: ${nameOf(principal)} is not authorized to perform: sts:GetCallerIdentity`, 403);
  }
}
