// Step Functions: Express state machines, and their executions started synchronously. The engine under it is aws-local-stepfunctions.
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

export type MachineSettings = Readonly<Record<"name" | "roleArn" | "definition", string>>;
type StartInput = Readonly<{ stateMachineArn: string; name?: string; input?: string }>;

interface Machine {
  readonly settings: MachineSettings;
  readonly created: Date;
  readonly definition: Definition;
  readonly tasks: ReadonlyMap<string, Task>;
  engine?: Promise<StateMachine>;
}

const nameRule = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u;
/** Executions that are remembered. */
const remembered = 100;

export class States implements Service {
  /** Newest last. */
  readonly executions: Execution[] = [];
  /** By ARN. */
  private readonly machines = new Map<string, Machine>();
  readonly handle: Service["handle"];

  constructor(
    private readonly place: Place,
    private readonly calls: Calls,
    private readonly iam: Iam,
    private readonly services: Services,
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
    const definition = parseDefinition(text, this.place.partition);
    this.machines.set(machineArn, { settings, created: new Date(), definition, tasks: tasksOf(definition, this.services, role) });
    return machineArn;
  }

  private describe(stateMachineArn: string, principal: Principal): Promise<object> {
    const call = { principal, action: "states:DescribeStateMachine", resource: String(stateMachineArn) };
    return this.calls.run(call, () => {
      const { roleArn, definition } = this.machine(stateMachineArn).settings;
      return { ...this.summary(stateMachineArn), status: "ACTIVE", roleArn, definition };
    });
  }

  private list(principal: Principal): Promise<object> {
    const call = { principal, action: "states:ListStateMachines", resource: "*" };
    return this.calls.run(call, () => ({ stateMachines: [...this.machines.keys()].map((known) => this.summary(known)) }));
  }

  private summary(stateMachineArn: string): object {
    const { settings, created } = this.machine(stateMachineArn);
    return { stateMachineArn, name: settings.name, type: "EXPRESS", creationDate: created.getTime() / 1000 };
  }

  private machine(stateMachineArn: string): Machine {
    const machine = this.machines.get(stateMachineArn);
    if (!machine) throw new AwsError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${stateMachineArn}'`);
    return machine;
  }

  private startSyncExecution(
    { stateMachineArn, name = randomUUID(), input = "{}", ...others }: StartInput,
    principal: Principal,
  ) {
    const call = { principal, action: "states:StartSyncExecution", resource: String(stateMachineArn) };
    return this.calls.run(call, async () => {
      const machine = this.machine(stateMachineArn);
      const unknown = Object.keys(others).join(", ");
      if (unknown) throw notSupported(`StartSyncExecution with ${unknown}`, "leave it out");
      if (!nameRule.test(name)) throw new AwsError("InvalidName", `Invalid Name: '${name}'`);
      const data = readInput(input);
      // Only when something runs: the engine takes a tenth of a second to load.
      machine.engine ??= loadEngine(machine.definition);
      const engine = await machine.engine;
      const id = `${stateMachineArn.replace(":stateMachine:", ":express:")}:${name}:${randomUUID()}`;
      const execution: Execution = { arn: id, name, input, started: Date.now(), status: "RUNNING", tasks: [] };
      this.executions.push(execution);
      if (this.executions.length > remembered) this.executions.shift();
      await execute(engine, machine.tasks, execution, machine.definition.TimeoutSeconds, data);
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
