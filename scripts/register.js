// Loads TypeScript in place of Pulumi's own loader, so that a function's text, hence its hash, is the same for `pulumi up`, `npm start` and the
// tests. Most of a start would go into making the same again, and into what nobody asks for: both are spared here.
process.env.TZ = "UTC"; // As on AWS's runtime; worker threads follow the process.
// The SDK warns about Node 20 at each start; the Lambdas run on the runtime's own Node.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

require("./loading/compiled");
require("./loading/packages");
require("./loading/typescript");
