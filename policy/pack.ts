// The guard rails of every stack: `pulumi preview --policy-pack policy` runs them over what the program asks for.
import { PolicyPack } from "@pulumi/policy";
import { bucketsHaveCompanions, noPublicBuckets } from "./buckets";
import { encrypted } from "./encryption";
import { explicitFunctions } from "./functions";
import { retainedLogs } from "./logs";
import { leastPrivilege } from "./permissions";
import { tagged } from "./tags";

new PolicyPack("skip-the-line", {
  enforcementLevel: "mandatory",
  policies: [leastPrivilege, encrypted, noPublicBuckets, bucketsHaveCompanions, retainedLogs, explicitFunctions, tagged],
});
