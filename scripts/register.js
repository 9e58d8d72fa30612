// Loads TypeScript as Pulumi's own loader does, by ts-node, so that a function's text, hence its hash, is the same for `pulumi up`, `npm start`
// and the tests. What ts-node makes of a file is kept, and so is what V8 makes of a module: most of a start would be spent on making them again.
process.env.TZ = "UTC"; // As on AWS's runtime; worker threads follow the process.
// The SDK warns about Node 20 at each start; the Lambdas run on the runtime's own Node.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const Module = require("node:module");
const { basename, join } = require("node:path");

const root = join(__dirname, "..");
const cache = join(root, "node_modules/.cache/skip-the-line");
const made = `${readFileSync(join(root, "tsconfig.json"))}${readFileSync(join(root, "package-lock.json"))}`;
/** The source map of each TypeScript file that runs, in a data: URL. */
const sourceMapOf = new Map();

mkdirSync(cache, { recursive: true });
if (Module.enableCompileCache) Module.enableCompileCache(join(cache, "v8"));
else cacheCompiled(Module.prototype, join(cache, process.version));

// With everything else Pulumi loads npm's reader of package trees, a third of all, and asks it nothing as long as no function brings a package along.
whenAsked(require.resolve("@npmcli/arborist", { paths: [require.resolve("@pulumi/pulumi")] }));

let service;
require.extensions[".ts"] = (module, file) => {
  const source = readFileSync(file, "utf8");
  const kept = join(cache, `${createHash("sha256").update(made).update(file).update(source).digest("hex")}.js`);
  // Apart: the inspector, which Pulumi asks about each function, sends a script's whole map to itself.
  const [text, url] = (read(kept) ?? make(source, file, kept)).split("//# sourceMappingURL=");
  sourceMapOf.set(file, url);
  module._compile(text, file);
};

// The one that Pulumi's command would install.
const sourceMaps = require("source-map-support");
// Only ours: packages bring maps too, and nobody reads their sources here.
sourceMaps.install({ environment: "node", retrieveSourceMap: mapOf, overrideRetrieveSourceMap: true });
const inSource = Error.prepareStackTrace;
Error.prepareStackTrace = prepareStackTrace;

/** Pulumi notes where each promise was made, should it leak: to write all those places down would be a tenth of a preview. */
function prepareStackTrace(error, frames) {
  const isUnread = !process.env.PULUMI_DEBUG_PROMISE_LEAKS && frames[0]?.getFunctionName() === "debuggablePromise";
  return isUnread ? String(error) : inSource(error, frames);
}

function mapOf(file) {
  const [, base64] = sourceMapOf.get(file)?.split(",") ?? [];
  return base64 ? { url: file, map: Buffer.from(base64, "base64").toString() } : null;
}

/** Loads a module not when it is required but when something of it is asked for. */
function whenAsked(file) {
  const later = new Module(file, module);
  later.loaded = true;
  later.exports = new Proxy(
    {},
    {
      get(_, name) {
        if (name === "__esModule") return true; // So that TypeScript's importers copy nothing.
        if (require.cache[file] === later) delete require.cache[file];
        return require(file)[name];
      },
    },
  );
  require.cache[file] = later;
}

/** Node 20 has no such cache of its own, and the library knows nothing of ECMAScript modules. */
function cacheCompiled(prototype, cacheDir) {
  const byNode = prototype._compile;
  // By what runs: the folder it runs in, the library's own choice, is another in each test.
  require("v8-compile-cache-lib").install({ cacheDir, prefix: basename(process.argv[1] ?? "eval") });
  const fromCache = prototype._compile;
  prototype._compile = function (text, file, format) {
    return (format === "module" ? byNode : fromCache).call(this, text, file, format);
  };
}

/** Whole or not at all: several processes may make it at once. On a full or read-only disk not at all, which only costs time. */
function keep(kept, text) {
  try {
    writeFileSync(`${kept}.${process.pid}`, text);
    renameSync(`${kept}.${process.pid}`, kept);
  } catch (error) {
    if (!["ENOSPC", "EDQUOT", "EFBIG", "EROFS", "EACCES"].includes(error.code)) throw error;
  }
}

function read(kept) {
  try {
    return readFileSync(kept, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

function make(source, file, kept) {
  service ??= require("ts-node").create({ cwd: root, transpileOnly: true });
  Error.prepareStackTrace = prepareStackTrace; // ts-node put its own there, which knows only what it made in this run.
  const text = service.compile(source, file);
  keep(kept, text);
  return text;
}
