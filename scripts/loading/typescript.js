// TypeScript as text that Node runs, and errors that name lines of what was written.
const { readFileSync } = require("node:fs");
const { keep, nameOf, read, root } = require("./kept");

/** Of each TypeScript file that runs, the name of what it was made to. */
const madeOf = new Map();
let service;

require.extensions[".ts"] = (module, file) => {
  const source = readFileSync(file, "utf8");
  const name = nameOf(file, source);
  madeOf.set(file, name);
  module._compile(read(`${name}.js`) ?? make(source, file, name), file);
};

// The one that Pulumi's command would install.
const sourceMaps = require("source-map-support");
// Only ours: packages bring maps too, and nobody reads their sources here.
sourceMaps.install({ environment: "node", retrieveSourceMap: mapOf, overrideRetrieveSourceMap: true });
const { prepareStackTrace } = Error;

function make(source, file, name) {
  service ??= require("ts-node").create({ cwd: root, transpileOnly: true });
  Error.prepareStackTrace = prepareStackTrace; // ts-node put its own there, which knows only what it made in this run.
  // Apart: the inspector, which Pulumi asks about each function, sends a script's whole map to itself.
  const [text, url] = service.compile(source, file).split("//# sourceMappingURL=");
  keep(`${name}.map`, Buffer.from(url.split(",")[1], "base64"));
  keep(`${name}.js`, text);
  return text;
}

function mapOf(file) {
  const name = madeOf.get(file);
  const map = name && read(`${name}.map`);
  return map ? { url: file, map } : null;
}
