// @ts-check
// Keeps what V8 makes of the SDK, most of an environment's start and of its first call. Node 22 does that by itself, Node 20 does not.
const { readFileSync, renameSync, rmSync, writeFileSync } = require("node:fs");
const Module = require("node:module");
const { dirname, join } = require("node:path");
const { cachedDataVersionTag, deserialize, serialize } = require("node:v8");
const { Script, constants } = require("node:vm");
const { threadId } = require("node:worker_threads");

const sdk = /[\\/]node_modules[\\/]@(aws-sdk|smithy)[\\/]/;
/** What can't be written is compiled again: on a full or read-only disk that only costs time. */
const unwritable = ["ENOSPC", "EDQUOT", "EFBIG", "EROFS", "EACCES"];

/**
 * From now on, for the SDK.
 * @param {string} folder another one for each installation
 * @returns {() => void} to be called once the code has run
 */
exports.keepCompiled = (folder) => {
  const loader = /** @type {any} */ (Module);
  if (loader.enableCompileCache) {
    loader.enableCompileCache(folder);
    return () => {};
  }
  // Of this V8, with these flags: any other refuses it.
  const file = join(folder, `sdk-${cachedDataVersionTag()}`);
  const kept = read(file);
  /** @type {Map<string, Script>} */
  const fresh = new Map();
  const compile = loader.prototype._compile;
  loader.prototype._compile = function (/** @type {string} */ text, /** @type {string} */ name) {
    if (!sdk.test(name)) return compile.call(this, text, name);
    const importModuleDynamically = /** @type {any} */ (constants).USE_MAIN_CONTEXT_DEFAULT_LOADER;
    const script = new Script(loader.wrap(text), { filename: name, cachedData: kept.get(name), importModuleDynamically });
    if (script.cachedDataRejected ?? true) fresh.set(name, script);
    return script.runInThisContext().call(this.exports, this.exports, Module.createRequire(name), this, name, dirname(name));
  };
  return () => {
    if (fresh.size === 0) return;
    // Others may have kept some meanwhile.
    const all = read(file);
    for (const [name, script] of fresh) all.set(name, script.createCachedData());
    fresh.clear();
    const own = `${file}.${process.pid}.${threadId}`;
    try {
      writeFileSync(own, serialize(all));
      renameSync(own, file);
    } catch (error) {
      rmSync(own, { force: true });
      if (!unwritable.includes(codeOf(error))) throw error;
    }
  };
};

/** @returns {Map<string, Buffer>} */
function read(/** @type {string} */ file) {
  try {
    return deserialize(readFileSync(file));
  } catch (error) {
    if (codeOf(error) === "ENOENT") return new Map();
    throw error;
  }
}

function codeOf(/** @type {unknown} */ error) {
  return String(/** @type {{ code?: string }} */ (error)?.code);
}
