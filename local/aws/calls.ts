// The one place every call of every service passes: is it allowed, does a fault strike it, who made it.
import type { PolicyDocument } from "../iam/policy";
import { AwsError } from "./error";
import type { Principal } from "./principal";

export interface Call {
  readonly principal: Principal;
  /** As IAM names it: `dynamodb:PutItem`. */
  readonly action: string;
  /** The ARN the action is on, or `*` where AWS has none. */
  readonly resource: string;
  /** Condition keys of this call beyond those every call has. */
  readonly context?: Readonly<Record<string, string>>;
  /** The policy attached to the resource itself: a bucket's, a topic's, a function's. */
  readonly resourcePolicy?: PolicyDocument | undefined;
  /** What AWS bills besides the call itself: DynamoDB's capacity units. Right once the call has ended. */
  readonly consumed?: () => { readonly read: number; readonly write: number };
}

/** A failure that somebody asked for, a test or the file of `npm start -- --faults`. Without `error` or `dies` the call is answered after all. */
export interface Fault {
  /** Whether it strikes before the call took effect or after. */
  readonly when: "before" | "after";
  readonly error?: Error;
  /** Milliseconds that the call waits first. */
  readonly delay?: number;
  /** It takes effect twice, as what is delivered at least once may. */
  readonly twice?: boolean;
  /** Who ends without another word: the function whose code makes this call, or this whole process. */
  readonly dies?: "function" | "process";
}

export interface Decision {
  readonly allowed: boolean;
  /** Why not, in AWS's words: names who, the action and the resource. */
  readonly reason: string;
}

export class Calls {
  /** Asked for each allowed call; tests and `--faults` set it. */
  fault: (call: Call) => Fault | undefined = () => undefined;
  /** Ends the environments in which a function's session runs. */
  onDeath: (sessionArn: string) => void = () => {};
  /** Told of each call that IAM refused. */
  onDenied: (call: Call, reason: string) => void = () => {};
  /** Told of each allowed call once it has ended, well or not; whoever counts sets it. */
  onEnded: (call: Call) => void = () => {};
  /** Told of what went wrong inside a service: what it refused for AWS's reasons is not. */
  onBroken: (error: unknown) => void = () => {};

  constructor(private readonly decide: (call: Call) => Decision) {}

  /** Whether IAM allows a call, for services that answer differently by it (S3's 404 or 403). Nothing is reported. */
  allows(call: Call): boolean {
    return this.decide(call).allowed;
  }

  /**
   * Runs `effect` if IAM allows the call.
   * @throws AwsError `AccessDenied`, naming who, action and resource; each service answers it under its own code.
   */
  async run<T>(call: Call, effect: () => T | Promise<T>): Promise<T> {
    const { allowed, reason } = this.decide(call);
    if (!allowed) {
      this.onDenied(call, reason);
      throw new AwsError("AccessDenied", reason, 403);
    }
    try {
      const fault = this.fault(call);
      if (fault?.delay) await new Promise((resolve) => setTimeout(resolve, fault.delay));
      if (fault?.when === "before") this.strike(call, fault);
      if (fault?.twice) await effect();
      const result = await effect();
      if (fault?.when === "after") this.strike(call, fault);
      return result;
    } catch (error) {
      if (!(error instanceof AwsError)) this.onBroken(error);
      throw error;
    } finally {
      this.onEnded(call);
    }
  }

  private strike({ principal }: Call, { error, dies }: Fault): void {
    if (dies === "process") process.kill(process.pid, "SIGKILL");
    if (dies === "function" && principal.type === "Role") this.onDeath(principal.arn);
    if (error || dies) throw error ?? new AwsError("InternalServerError", "Whoever made this call died meanwhile", 500);
  }
}
