// Where Pulumi starts: its own loader would parse every type of the AWS package first, in each preview; `npm run check` does that.
require("../scripts/register.js");
require("./pack.ts");
