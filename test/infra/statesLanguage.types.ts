// Not run: `npm run check` compiles it. Each expected error must be one, or the check fails.
import { machine } from "../../infra/statesLanguage";

machine({
  Comment: "a Next that is there",
  StartAt: "First",
  TimeoutSeconds: 1,
  States: { First: { Type: "Pass", Result: 1, ResultPath: "$.x", Next: "Last" }, Last: { Type: "Succeed", OutputPath: "$" } },
});

machine({
  Comment: "a Next that isn't",
  StartAt: "First",
  TimeoutSeconds: 1,
  States: {
    // @ts-expect-error: "Lost" is no state
    First: { Type: "Pass", Result: 1, ResultPath: "$.x", Next: "Lost" },
    Last: { Type: "Succeed", OutputPath: "$" },
  },
});

machine({
  Comment: "a StartAt that isn't",
  // @ts-expect-error: "Nowhere" is no state
  StartAt: "Nowhere",
  TimeoutSeconds: 1,
  States: { Last: { Type: "Succeed", OutputPath: "$" } },
});
