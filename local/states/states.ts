// Step Functions: state machines, and their executions started synchronously. The engine under it is aws-local-stepfunctions.
import { randomUUID } from "node:crypto";
import type { StateMachine } from "aws-local-stepfunctions";
import type { Calls } from "../aws/calls";
import { AwsError, notSupported } from "../aws/error";
import { arn, type Place } from "../aws/place";
import type { Principal } from "../aws/principal";
import { answerJson } from "../aws/protocols";
import type { Service } from "../aws/service";
import type { Iam } from "../iam/iam";
import { type Definition, parseDefinition } from "./definition";
import { type Execution, execute, loadEngine } from "./execution";
import { dataLimit, type Services, type Task, tasksOf } from "./tasks";

export interface MachineSettings {
  readonly name: string;
  readonly roleArn: string;
  /** JSON. */
  readonly definition: string;
  readonly type: "EXPRESS" | "STANDARD";
}

interface StartInput {
  readonly stateMachineArn: string;
  readonly name?: string;
  readonly input?: string;
  readonly includedData?: string;
  readonly traceHeader?: string;
}

interface Known extends MachineSettings {
  readonly parsed: Definition;
  readonly tasks: ReadonlyMap<string, Task>;
  readonly created: number;
  engine?: Promise<StateMachine>;
}

const nameRule = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u;
/** Executions that are remembered. */
const remembered = 100;

export class States implements Service {
  /** Newest last. */
  readonly executions: Execution[] = [];
  private readonly machines = new Map<string, Known>();
  readonly handle: Service["handle"];

  constructor(
    private readonly place: Place,
    private readonly calls: Calls,
    private readonly iam: Iam,
    private readonly services: Services,
  ) {
    const operations = {
      StartSyncExecution: (input: StartInput, by: Principal) => this.startSyncExecution(input, by),
      DescribeStateMachine: (input: { stateMachineArn: string }, by: Principal) => this.describe(input, by),
      ListStateMachines: (_: unknown, by: Principal) => this.list(by),
    };
    this.handle = answerJson("AWSStepFunctions", "1.0", operations, { code: "AccessDeniedException", status: 400 });
  }

  /** @returns the ARN. @throws on a definition that would not run as on AWS, and if the role does not trust Step Functions. */
  createStateMachine(settings: MachineSettings): string {
    const machineArn = arn(this.place, "states", `stateMachine:${settings.name}`);
    if (this.machines.has(machineArn)) throw new AwsError("StateMachineAlreadyExists", `Already Exists: '${machineArn}'`);
    const context = { "aws:SourceArn": machineArn, "aws:SourceAccount": this.place.accountId };
    const session = `states-${settings.name}`.slice(0, 64);
    const role = this.iam.assumeRole(settings.roleArn, "states.amazonaws.com", session, context);
    const parsed = parseDefinition(settings.definition, this.place.partition);
    this.machines.set(machineArn, { ...settings, parsed, tasks: tasksOf(parsed, this.services, role), created: Date.now() });
    return machineArn;
  }

  private startSyncExecution(input: StartInput, principal: Principal): Promise<object> {
    const { stateMachineArn, name = randomUUID(), input: text = "{}", includedData = "ALL_DATA" } = input;
    return this.on("StartSyncExecution", stateMachineArn, principal, async (known) => {
      if (known.type !== "EXPRESS") {
        throw new AwsError("StateMachineTypeNotSupported", "This operation is not supported by this type of state machine");
      }
      if (includedData !== "ALL_DATA") throw notSupported(`includedData ${includedData}`, "leave it out");
      if (!nameRule.test(name)) throw new AwsError("InvalidName", `Invalid Name: '${name}'`);
      const execution = await this.run(known, stateMachineArn, name, text);
      const { started, stopped = started, status, output, error, cause } = execution;
      const billedDurationInMilliseconds = Math.ceil((stopped - started + 1) / 100) * 100;
      return {
        ...{ executionArn: execution.arn, stateMachineArn, name, status, input: text, output, error, cause },
        ...{ startDate: started / 1000, stopDate: stopped / 1000, traceHeader: input.traceHeader },
        ...{ inputDetails: { included: true }, outputDetails: { included: true } },
        billingDetails: { billedMemoryUsedInMB: 64, billedDurationInMilliseconds },
      };
    });
  }

  private async run(known: Known, machineArn: string, name: string, input: string): Promise<Execution> {
    const Input = readInput(input);
    known.engine ??= loadEngine(known.parsed);
    const engine = await known.engine;
    const id = `${machineArn.replace(":stateMachine:", ":express:")}:${name}:${randomUUID()}`;
    const execution: Execution = { arn: id, name, input, started: Date.now(), status: "RUNNING", tasks: [] };
    this.executions.push(execution);
    if (this.executions.length > remembered) this.executions.shift();
    // The engine adds StartTime.
    await execute(engine, known.tasks, execution, known.parsed.TimeoutSeconds, {
      Execution: { Id: id, Input, Name: name, RoleArn: known.roleArn },
      StateMachine: { Id: machineArn, Name: known.name },
    });
    return execution;
  }

  private describe({ stateMachineArn }: { stateMachineArn: string }, principal: Principal): Promise<object> {
    return this.on("DescribeStateMachine", stateMachineArn, principal, (known) => ({
      ...this.summary(stateMachineArn, known),
      ...{ status: "ACTIVE", definition: known.definition, roleArn: known.roleArn },
    }));
  }

  private list(principal: Principal): Promise<object> {
    return this.calls.run({ principal, action: "states:ListStateMachines", resource: "*" }, () => ({
      stateMachines: [...this.machines].map(([machineArn, known]) => this.summary(machineArn, known)),
    }));
  }

  private summary(stateMachineArn: string, { name, type, created }: Known): object {
    return { stateMachineArn, name, type, creationDate: created / 1000 };
  }

  private on<T>(operation: string, machineArn: unknown, principal: Principal, effect: (known: Known) => T | Promise<T>) {
    const resource = String(machineArn);
    return this.calls.run({ principal, action: `states:${operation}`, resource }, (): T | Promise<T> => {
      const known = this.machines.get(resource);
      if (!known) throw new AwsError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${resource}'`);
      return effect(known);
    });
  }
}

function readInput(text: string): unknown {
  if (Buffer.byteLength(text) > dataLimit) {
    const constraint = `Value at 'input' failed to satisfy constraint: Member must have length less than or equal to ${dataLimit}`;
    throw new AwsError("ValidationException", `1 validation error detected: ${constraint}`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AwsError("InvalidExecutionInput", `Invalid State Machine Execution Input: '${reason}'`);
  }
}
