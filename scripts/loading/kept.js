// What is kept over runs, beside the packages it is made of: a new installation begins anew.
const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { deserialize, serialize } = require("node:v8");

const root = join(__dirname, "../..");
const folder = join(root, "node_modules/.cache/skip-the-line");
/** What all of it depends on, in short, the second as npm notes what it installed: to hash that anew for each file would take as long as to load them. */
const basis = digest(
  ...["tsconfig.json", "node_modules/.package-lock.json"].map((name) => readFileSync(join(root, name))),
  process.version,
);

mkdirSync(folder, { recursive: true });

function digest(...parts) {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part).update("\n");
  return hash.digest("hex").slice(0, 32);
}

/** The name of what is made of these. */
function nameOf(...parts) {
  return digest(basis, ...parts);
}

/** Undefined if it isn't there. */
function read(name, encoding = "utf8") {
  try {
    return readFileSync(join(folder, name), encoding);
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** Whole or not at all: several processes may make it at once. On a full or read-only disk not at all, which only costs time. */
function keep(name, content) {
  const file = join(folder, name);
  try {
    writeFileSync(`${file}.${process.pid}`, content);
    renameSync(`${file}.${process.pid}`, file);
  } catch (error) {
    rmSync(`${file}.${process.pid}`, { force: true });
    if (!["ENOSPC", "EDQUOT", "EFBIG", "EROFS", "EACCES"].includes(error.code)) throw error;
  }
}

/**
 * What an earlier run had collected by its end.
 * @param collect by the end of this run: what is to be kept instead, if that is more
 */
function overRuns(name, collect) {
  const file = nameOf(name);
  const found = read(file, null);
  process.on("exit", () => {
    const more = collect();
    if (more) keep(file, serialize(more));
  });
  return found && deserialize(found);
}

module.exports = { folder, keep, nameOf, overRuns, read, root };
