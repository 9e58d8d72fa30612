// Loads TypeScript as Pulumi's own loader does, so that a function's text, hence its hash, is the same everywhere.
// The SDK warns about Node 20 at each start; the Lambdas run on the runtime's own Node.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
require("ts-node/register/transpile-only");
