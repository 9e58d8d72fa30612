// Step Functions' resource type.
import type { ResourceTypes } from "../resource";

export const statesTypes: ResourceTypes = {
  "aws:sfn/stateMachine:StateMachine": {
    honours: ["name", "roleArn", "definition", "type", "publish", "loggingConfiguration"],
    ignores: ["tracingConfiguration", "encryptionConfiguration", "tags"],
    create({ inputs, physicalName }, { states }) {
      const { roleArn, definition, type = "STANDARD", publish, loggingConfiguration } = inputs;
      const name: string = inputs.name ?? physicalName;
      if (!/^[\w-]{1,80}$/.test(name)) throw new Error(`name '${name}': letters, digits, _ and -, at most 80`);
      if (type !== "EXPRESS" && type !== "STANDARD") throw new Error(`type '${type}': EXPRESS or STANDARD`);
      if (publish) throw new Error("publish true: there are no versions on the laptop; leave it out");
      checkLogging(loggingConfiguration ?? {});
      const arn = states.createStateMachine({ name, roleArn, definition, type });
      return { id: arn, outputs: { arn, name, type, status: "ACTIVE", creationDate: new Date().toISOString() } };
    },
  },
};

/** Nothing is logged here, but AWS refuses these at creation. */
function checkLogging({ level = "OFF", logDestination = "" }: { level?: string; logDestination?: string }): void {
  if (!["ALL", "ERROR", "FATAL", "OFF"].includes(level)) {
    throw new Error(`loggingConfiguration.level '${level}': ALL, ERROR, FATAL or OFF`);
  }
  if (level !== "OFF" && !logDestination.endsWith(":*")) {
    throw new Error(`loggingConfiguration.logDestination '${logDestination}': the ARN of a log group followed by :*`);
  }
}
