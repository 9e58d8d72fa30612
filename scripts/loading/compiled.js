// Which file is meant by a name, and what V8 makes of it.
const { mkdirSync } = require("node:fs");
const Module = require("node:module");
const { basename, join, relative, sep } = require("node:path");
const { folder, nameOf, overRuns, root } = require("./kept");

/** By what runs: the folder it runs in is another in each test. */
const script = relative(root, process.argv[1] ?? "eval");
const prefix = script.startsWith("..") ? basename(script) : script.replaceAll(sep, "-");

const installed = join(root, "node_modules", sep);
const known = overRuns(`paths of ${prefix}`, () => {
  const paths = Object.entries(Module._pathCache).filter(([, path]) => path.startsWith(installed));
  return paths.length > (known?.length ?? 0) ? paths : undefined;
});
// Where packages lie changes with an installation only; to look for each file again is a twentieth of a start.
for (const [name, path] of known ?? []) Module._pathCache[name] = path;

const compiled = join(folder, nameOf("compiled"));
mkdirSync(compiled, { recursive: true });
process.env.NODE_COMPILE_CACHE = compiled; // Worker threads look there, too.
if (Module.enableCompileCache) Module.enableCompileCache(compiled);
else cacheCompiled(Module.prototype, compiled);

/** Node 20 has no such cache of its own, and the library knows nothing of ECMAScript modules. */
function cacheCompiled(prototype, cacheDir) {
  const byNode = prototype._compile;
  require("v8-compile-cache-lib").install({ cacheDir, prefix });
  const fromCache = prototype._compile;
  prototype._compile = function (text, file, format) {
    return (format === "module" ? byNode : fromCache).call(this, text, file, format);
  };
}
