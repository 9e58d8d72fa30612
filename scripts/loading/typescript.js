// TypeScript as text that Node runs, and errors that name lines of what was written.
const { spawnSync } = require("node:child_process");
const { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join, parse, relative, resolve } = require("node:path");
const { keep, nameOf, read, root } = require("./kept");

/** Of each TypeScript file that runs, the name of what it was made to. */
const madeOf = new Map();

require.extensions[".ts"] = (module, file) => {
  const name = nameOf(file, readFileSync(file, "utf8"));
  madeOf.set(file, name);
  module._compile(read(`${name}.js`) ?? make(file), file);
};

// The one that Pulumi's command would install.
const sourceMaps = require("source-map-support");
// Only ours: packages bring maps too, and nobody reads their sources here.
sourceMaps.install({ environment: "node", retrieveSourceMap: mapOf, overrideRetrieveSourceMap: true });

function mapOf(file) {
  const name = madeOf.get(file);
  const map = name && read(`${name}.map`);
  return map ? { url: file, map } : null;
}

/** With one file of the project all others: it takes hardly longer, and one after another they would take most of a first start. */
function make(file) {
  const outDir = mkdtempSync(join(tmpdir(), "made-"));
  try {
    const include = relative(root, file).startsWith("..") ? [] : [`${root}/**/*.ts`];
    const { said, mistakes } = compile(outDir, { files: [file], include });
    if (mistakes.has(file)) throw new SyntaxError(mistakes.get(file));
    const all = readdirSync(outDir, { recursive: true }).filter((made) => made.endsWith(".js"));
    const texts = new Map(all.map((made) => [join(parse(root).root, made.replace(/js$/, "ts")), readMade(join(outDir, made))]));
    for (const [source, { text, map }] of texts) if (!mistakes.has(source)) keepMade(source, text, map);
    if (!texts.has(file)) throw new Error(said);
    return texts.get(file).text;
  } catch (error) {
    if (error instanceof SyntaxError) throw error;
    throw new Error(`${file} can't be compiled into ${tmpdir()}: ${error.message.trim()}`, { cause: error });
  } finally {
    rmSync(outDir, { recursive: true });
  }
}

/** Into a folder, without a look at any type. @returns what TypeScript says, and of each file that is none, what is wrong in it */
function compile(outDir, which) {
  const settings = { noEmit: false, sourceMap: true, inlineSources: true, outDir, rootDir: parse(root).root };
  // What is imported is not looked for, nor the language's own types.
  const compilerOptions = { ...settings, noResolve: true, types: [], lib: [] };
  const config = join(outDir, "tsconfig.json");
  writeFileSync(config, JSON.stringify({ extends: join(root, "tsconfig.json"), exclude: [], compilerOptions, ...which }));
  const command = [join(root, "node_modules/typescript-7/bin/tsc"), "-p", config, "--pretty", "false"];
  const { stdout, stderr, error } = spawnSync(process.execPath, command, { cwd: root, encoding: "utf8" });
  if (error) throw error;
  const mistakes = [...stdout.matchAll(/^(.+)\((\d+),\d+\): error TS\d+: (.*)$/gm)];
  const said = stdout + stderr;
  return {
    said,
    mistakes: new Map(mistakes.reverse().map(([, file, line, what]) => [resolve(root, file), `${file}:${line} ${what}`])),
  };
}

/** The map apart: the inspector, which Pulumi asks about each function, sends a script's whole map to itself. */
function readMade(file) {
  const made = readFileSync(file, "utf8");
  const end = made.lastIndexOf("//# sourceMappingURL=");
  if (end < 0) throw new Error(`${file} was not written to its end`);
  return { text: made.slice(0, end), map: JSON.parse(readFileSync(`${file}.map`, "utf8")) };
}

function keepMade(source, text, map) {
  // By the text that was compiled: it may have been changed since.
  const name = nameOf(source, map.sourcesContent[0]);
  keep(`${name}.map`, JSON.stringify({ ...map, sources: [source] }));
  keep(`${name}.js`, text);
}
