// Whose everything is: on the bill, in an inventory, to whoever finds it.
import * as pulumi from "@pulumi/pulumi";

/**
 * Tags each resource made from now on, awsx's too. Not by the provider's default tags: those are added inside the provider,
 * where neither a test nor a policy that looks at the program would see one that is missing.
 */
export function tagEverything(tags: Readonly<Record<string, string>>): void {
  const own = { project: pulumi.getProject(), stack: pulumi.getStack(), ...tags };
  pulumi.runtime.registerStackTransformation(({ props, opts }) =>
    // Every type that takes tags, and no other, has the output `tagsAll`.
    "tagsAll" in props ? { props: { ...props, tags: { ...own, ...props.tags } }, opts } : undefined,
  );
}
