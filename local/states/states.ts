// Step Functions: Express state machines, and their executions started synchronously.
import { randomUUID } from "node:crypto";
import type { Calls } from "../aws/calls";
import { AwsError, notSupported } from "../aws/error";
import { arn, type Place } from "../aws/place";
import type { Principal } from "../aws/principal";
import { answerJson } from "../aws/protocols";
import type { Service } from "../aws/service";
import type { Iam } from "../iam/iam";
import { type Machine, parseDefinition } from "./definition";
import type { Execution, HistoryEvent } from "./execution";
import { dataLimit, execute } from "./flow";
import { integrationsOf, type Services } from "./tasks";

export type MachineSettings = Readonly<Record<"name" | "roleArn" | "definition", string>>;
type StartInput = Readonly<{ stateMachineArn: string; name?: string; input?: string }>;

interface Created {
  readonly settings: MachineSettings;
  readonly created: Date;
  readonly machine: Machine;
}

const nameRule = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u;
/** Executions that are remembered, and bytes of what they were given and made. */
const remembered = 100;
const rememberedBytes = 32_000_000;

export class States implements Service {
  /** Newest last, with their histories. */
  readonly executions: Execution[] = [];
  /** Told of each event of each execution, once it is in its history. */
  onEvent: (execution: Execution, event: HistoryEvent) => void = () => {};
  /** By ARN. */
  private readonly machines = new Map<string, Created>();
  readonly handle: Service["handle"];

  constructor(
    private readonly place: Place,
    private readonly calls: Calls,
    private readonly iam: Iam,
    private readonly services: Services,
    /** Milliseconds in a second of a definition: tests have shorter ones. */
    public second = 1000,
  ) {
    const operations = {
      StartSyncExecution: (input: StartInput, by: Principal) => this.startSyncExecution(input, by),
      DescribeStateMachine: ({ stateMachineArn }: StartInput, by: Principal) => this.describe(stateMachineArn, by),
      ListStateMachines: (_: unknown, by: Principal) => this.list(by),
    };
    this.handle = answerJson("AWSStepFunctions", "1.0", operations, { code: "AccessDeniedException", status: 400 });
  }

  /** @returns the ARN. @throws on a definition that would not run as on AWS, and if the role does not trust Step Functions. */
  createStateMachine(settings: MachineSettings): string {
    const { name, roleArn, definition: text } = settings;
    const machineArn = arn(this.place, "states", `stateMachine:${name}`);
    const context = { "aws:SourceArn": machineArn, "aws:SourceAccount": this.place.accountId };
    const role = this.iam.assumeRole(roleArn, "states.amazonaws.com", `states-${name}`.slice(0, 64), context);
    const machine = parseDefinition(text, integrationsOf(this.services, role, this.place.partition));
    this.machines.set(machineArn, { settings, created: new Date(), machine });
    return machineArn;
  }

  private describe(stateMachineArn: string, principal: Principal): Promise<object> {
    const call = { principal, action: "states:DescribeStateMachine", resource: String(stateMachineArn) };
    return this.calls.run(call, () => {
      const { roleArn, definition } = this.created(stateMachineArn).settings;
      return { ...this.summary(stateMachineArn), status: "ACTIVE", roleArn, definition };
    });
  }

  private list(principal: Principal): Promise<object> {
    const call = { principal, action: "states:ListStateMachines", resource: "*" };
    return this.calls.run(call, () => ({ stateMachines: [...this.machines.keys()].map((known) => this.summary(known)) }));
  }

  private summary(stateMachineArn: string): object {
    const { settings, created } = this.created(stateMachineArn);
    return { stateMachineArn, name: settings.name, type: "EXPRESS", creationDate: created.getTime() / 1000 };
  }

  private created(stateMachineArn: string): Created {
    const machine = this.machines.get(stateMachineArn);
    if (!machine) throw new AwsError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${stateMachineArn}'`);
    return machine;
  }

  /** In place of the oldest. */
  private remember(execution: Execution): void {
    this.executions.push(execution);
    let bytes = this.executions.reduce((sum, { size }) => sum + size, 0);
    while (this.executions.length > remembered || (bytes > rememberedBytes && this.executions.length > 1)) {
      bytes -= this.executions.shift()?.size ?? 0;
    }
  }

  private startSyncExecution(
    { stateMachineArn, name = randomUUID(), input = "{}", ...others }: StartInput,
    principal: Principal,
  ) {
    const call = { principal, action: "states:StartSyncExecution", resource: String(stateMachineArn) };
    return this.calls.run(call, async () => {
      const { machine, settings } = this.created(stateMachineArn);
      const unknown = Object.keys(others).join(", ");
      if (unknown) throw notSupported(`StartSyncExecution with ${unknown}`, "leave it out");
      if (!nameRule.test(name)) throw new AwsError("InvalidName", `Invalid Name: '${name}'`);
      const data = readInput(input);
      const id = `${stateMachineArn.replace(":stateMachine:", ":express:")}:${name}:${randomUUID()}`;
      const execution: Execution = {
        arn: id,
        name,
        input,
        started: Date.now(),
        history: [],
        size: 2 * input.length,
        status: "RUNNING",
      };
      this.remember(execution);
      const { second, onEvent } = this;
      const context = contextOf(execution, data, { ...settings, arn: stateMachineArn });
      await execute(machine, { execution, context, second, onEvent }, data, machine.timeout);
      const { started, stopped = started, status, output, error, cause } = execution;
      const dates = { startDate: started / 1000, stopDate: stopped / 1000 };
      return { executionArn: id, stateMachineArn, name, status, input, output, error, cause, ...dates };
    });
  }
}

function readInput(text: string): unknown {
  if (Buffer.byteLength(text) > dataLimit) throw new AwsError("ValidationException", `input: at most ${dataLimit} bytes`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AwsError("InvalidExecutionInput", `Invalid State Machine Execution Input: '${String(error)}'`);
  }
}

/** What `$$` stands for, but for the state: recorded on AWS. */
function contextOf(
  execution: Execution,
  Input: unknown,
  machine: { arn: string; name: string; roleArn: string },
): Record<string, object> {
  const StartTime = new Date(execution.started).toISOString();
  return {
    Execution: { Id: execution.arn, Input, Name: execution.name, RoleArn: machine.roleArn, StartTime },
    StateMachine: { Id: machine.arn, Name: machine.name },
  };
}
