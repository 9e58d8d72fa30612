// Step Functions' resource type.
import type { ResourceTypes } from "../resource";

export const statesTypes: ResourceTypes = {
  "aws:sfn/stateMachine:StateMachine": {
    honours: ["name", "roleArn", "definition", "type", "loggingConfiguration"],
    ignores: ["tracingConfiguration", "encryptionConfiguration", "tags"],
    create({ inputs, physicalName }, { states }) {
      const { name = physicalName, roleArn, definition, type = "STANDARD", loggingConfiguration = {} } = inputs;
      if (!/^[\w-]{1,80}$/.test(name)) throw new Error(`name '${name}': letters, digits, _ and -, at most 80`);
      if (type !== "EXPRESS") throw new Error(`type '${type}' is not supported on the laptop; use EXPRESS`);
      const { level = "OFF", logDestination = "" } = loggingConfiguration;
      // Nothing is logged here, but AWS refuses it at creation.
      if (level !== "OFF" && !logDestination.endsWith(":*")) {
        throw new Error(`loggingConfiguration.logDestination '${logDestination}': the ARN of a log group followed by :*`);
      }
      const arn = states.createStateMachine({ name, roleArn, definition });
      return { id: arn, outputs: { arn, name, type, status: "ACTIVE", creationDate: new Date().toISOString() } };
    },
  },
};
