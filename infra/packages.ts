// To package a function Pulumi reads the tree of all installed packages, anew for each: a tenth of a second a function in every preview.

interface Reader {
  prototype: { loadActual(...options: unknown[]): Promise<unknown> };
}

/** From now on it is read once in this process: nothing is installed while the program runs. */
export function readPackagesOnce(): void {
  // Pulumi's own dependency, and not ours: found where Pulumi finds it.
  const arborist: { Arborist: Reader } = require(
    require.resolve("@npmcli/arborist", { paths: [require.resolve("@pulumi/pulumi")] }),
  );
  const { prototype } = arborist.Arborist;
  const read = prototype.loadActual;
  let tree: Promise<unknown> | undefined;
  prototype.loadActual = function (...options) {
    tree ??= read.apply(this, options);
    return tree;
  };
}
