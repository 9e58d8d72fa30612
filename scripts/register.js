// Loads TypeScript as Pulumi's own loader does, ts-node, so that a function's text, hence its hash, is the same everywhere.
// What ts-node makes of a file is kept: most of a start would be spent on making it again.
process.env.TZ = "UTC"; // As on AWS's runtime; worker threads follow the process.
const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

const root = join(__dirname, "..");
const cache = join(root, "node_modules/.cache/skip-the-line");
const made = `${readFileSync(join(root, "tsconfig.json"))}${readFileSync(join(root, "package-lock.json"))}`;

// The SDK warns about Node 20 at each start; the Lambdas run on the runtime's own Node.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
process.setSourceMapsEnabled(true);
mkdirSync(cache, { recursive: true });

let service;
require.extensions[".ts"] = (module, file) => {
  const source = readFileSync(file, "utf8");
  const kept = join(cache, `${createHash("sha256").update(made).update(file).update(source).digest("hex")}.js`);
  module._compile(read(kept) ?? make(source, file, kept), file);
};

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
  const text = service.compile(source, file);
  // Whole or not at all: several processes may make it at once.
  writeFileSync(`${kept}.${process.pid}`, text);
  renameSync(`${kept}.${process.pid}`, kept);
  return text;
}
