// Holds what IAM decides on a local cloud against what the program grants there: each grant is used, and nothing else is asked for.
import type { Call, Decision } from "../../local/aws/calls";
import type { Principal } from "../../local/aws/principal";
import type { Cloud } from "../../local/cloud";
import type { Step } from "../../local/program";
import { Progress } from "../../local/progress";
import { type Grant, grantsOf, named } from "./grants";
import { isOf, type Reason, refused, unusable } from "./reasons";

/** In the place of what `npm start` shows, because that is told of each resource; it shows nothing. */
export class Permissions extends Progress {
  readonly grants: Grant[] = [];
  /** Why, each time; whoever provokes one takes it out. */
  readonly denied: string[] = [];
  /** How often what is refused for a reason was refused. */
  readonly refusals = new Map<Reason, number>(refused.map((reason) => [reason, 0]));
  /** Calls that IAM allowed and nothing of the program does. */
  private readonly ungranted = new Set<string>();

  constructor() {
    super({ write: () => undefined });
  }

  override begin(step: Step): void {
    super.begin(step);
    this.grants.push(...grantsOf(step.resource));
  }

  watch({ iam, place }: Pick<Cloud, "iam" | "place">): void {
    iam.onDecided = (call, decision) => this.decided(call, decision, place.accountId);
  }

  private decided(call: Call, { allowed, reason }: Decision, accountId: string): void {
    const { principal, action, resource } = call;
    // Of an administrator, and of what customers do for themselves in a user pool, the program says nothing.
    if (principal.type === "Administrator" || principal.type === "Anonymous") return;
    const asked = { to: callerOf(principal), action, on: named(resource) };
    if (!allowed) {
      const meant = refused.find((entry) => isOf(entry, asked));
      if (meant) this.refusals.set(meant, (this.refusals.get(meant) ?? 0) + 1);
      else this.denied.push(reason);
      return;
    }
    const by = this.grants.filter((grant) => grant.allows(call, accountId));
    for (const grant of by) grant.used++;
    if (by.length === 0) this.ungranted.add(`${asked.to} did ${action} on ${asked.on}, and nothing grants it`);
  }

  /** A sentence on each thing that is wrong; of use once all that can happen has happened. */
  faults(): string[] {
    const excused = unusable.map((reason) => ({ reason, grants: this.grants.filter((grant) => isOf(reason, grant)) }));
    const unused = this.grants.filter((grant) => grant.used === 0 && !excused.some(({ grants }) => grants.includes(grant)));
    const without = excused.filter(({ grants }) => grants.length === 0 || grants.some(({ used }) => used > 0));
    const never = refused.filter((reason) => this.refusals.get(reason) === 0);
    return [
      ...unused.map(({ to, action, on }) => `${to} may ${action} on ${on}, and never does: take the permission away`),
      ...[...this.ungranted, ...this.denied],
      ...[...without.map(({ reason }) => reason), ...never].map(
        ({ to = "somebody", action }) => `${action} of ${to} stands in test/permissions/reasons.ts without need: take it out`,
      ),
    ];
  }
}

function callerOf(principal: Exclude<Principal, { type: "Administrator" | "Anonymous" }>): string {
  return principal.type === "Role" ? named(principal.roleArn).replace("role/", "") : principal.service;
}
