// A function says what it runs on and when it is given up: Pulumi's own choices are 180 s and whatever runtime is new.
import type * as aws from "@pulumi/aws";
import type { ResourceValidationPolicy } from "@pulumi/policy";
import { on } from "./rule";

const runtime = "nodejs24.x";

/** Seconds. API Gateway waits no longer ("Amazon API Gateway quotas"), hence nobody does. */
const longest = 29;

export const explicitFunctions: ResourceValidationPolicy = {
  name: "explicit-functions",
  description: "Each function names its runtime and its timeout.",
  validateResource: [
    on<aws.lambda.FunctionArgs>("aws:lambda/function:Function", (inputs, wrong) => {
      if (inputs.runtime === runtime) return;
      wrong("runtime", inputs.runtime, runtime, "Name it; a new one is named here first, for all functions");
    }),
    on<aws.lambda.FunctionArgs>("aws:lambda/function:Function", ({ timeout }, wrong) => {
      if (timeout !== undefined && timeout >= 1 && timeout <= longest) return;
      wrong("timeout", timeout, `1 to ${longest} s`, "Name it: the gateway gives up after that");
    }),
  ],
};
