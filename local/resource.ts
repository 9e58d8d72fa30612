// What a resource type of the program is to the laptop: which inputs an engine honours, and how it is brought up.
import type { Cloud } from "./cloud";

/** A resource the program asks for, its inputs plain: outputs are resolved, resources are their ids, assets as Pulumi makes them. */
export interface Resource {
  readonly type: string;
  readonly name: string;
  /** Physical name, the same at every start: the program's own or one derived from project, stack and resource name. */
  readonly physicalName: string;
  // biome-ignore lint/suspicious/noExplicitAny: inputs come from the program as Pulumi hands them to a provider; each type reads its own.
  readonly inputs: Readonly<Record<string, any>>;
}

export interface Created {
  readonly id: string;
  /** Outputs the provider would add to the inputs: `arn`, `invokeUrl`, … */
  readonly outputs?: Readonly<Record<string, unknown>>;
}

export interface ResourceType {
  /** Inputs that shape what comes up. A nested one is refused or honoured inside `create`. */
  readonly honours: readonly string[];
  /** Inputs without an effect on a laptop, each named; an input on neither list is refused. */
  readonly ignores: readonly string[];
  /** Inputs that can't be changed on an existing one: a start over other values asks for `--reset`. */
  readonly fixed?: readonly string[];
  /** Nothing comes up for it, and it is shown so: a lifecycle rule, an alarm. */
  readonly noEffect?: true;
  /** Brings it up, or finds it as the last run left it. @throws Error saying which value is not supported. */
  create(resource: Resource, cloud: Cloud): Created | Promise<Created>;
  /** Takes away what the program no longer asks for; of a type without it the data stays. */
  remove?(id: string, cloud: Cloud): void;
}

export type ResourceTypes = Readonly<Record<string, ResourceType>>;
