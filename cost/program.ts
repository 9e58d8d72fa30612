// What of the program decides the bill: sizes and switches, as it gives them to AWS.
import type { Asked } from "../test/infra/evaluate";
import { assumed } from "./assumptions";

export interface Program {
  /** By name. */
  readonly functions: Readonly<Record<string, LambdaFunction>>;
  /** Bytes of the state machine's definition. */
  readonly definition: number;
  /** What X-Ray records: traces a second, and the share of what comes besides. */
  readonly sampling: { readonly reservoir: number; readonly rate: number };
  /** Days, the longest of any log group. */
  readonly logRetention: number;
  /** Log groups of the Infrequent Access class. */
  readonly infrequentLogs: readonly string[];
}

export interface LambdaFunction {
  /** MB. */
  readonly memory: number;
  /** Whether Lambda's own lines, start and report, are logged. */
  readonly platformLog: boolean;
}

export function readProgram(resources: readonly Asked[]): Program {
  const inputsOf = (type: string) => resources.filter((resource) => resource.type === type);
  const functions = inputsOf("aws:lambda/function:Function").map(({ name, inputs }) => {
    const { systemLogLevel = "INFO" } = inputs.loggingConfig ?? {};
    return [name, { memory: inputs.memorySize ?? 128, platformLog: systemLogLevel !== "WARN" }] as const;
  });
  const [machine] = inputsOf("aws:sfn/stateMachine:StateMachine");
  const [rule] = inputsOf("aws:xray/samplingRule:SamplingRule");
  const groups = inputsOf("aws:cloudwatch/logGroup:LogGroup");
  return {
    functions: Object.fromEntries(functions),
    definition: Buffer.byteLength(machine?.inputs.definition ?? ""),
    sampling: {
      reservoir: rule?.inputs.reservoirSize ?? assumed("reservoir"),
      rate: rule?.inputs.fixedRate ?? assumed("sampled"),
    },
    logRetention: Math.max(...groups.map(({ inputs }) => inputs.retentionInDays)),
    infrequentLogs: groups.flatMap(({ name, inputs }) => (inputs.logGroupClass === "INFREQUENT_ACCESS" ? [name] : [])),
  };
}
