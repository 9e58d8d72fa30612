// A shipped archive on disk, where its code runs from: one folder per content, so that it is unpacked once.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

/** @returns the folder, its real path: Node.js names modules by theirs. */
export function unpack(folder: string, name: string, files: Readonly<Record<string, Buffer>>): string {
  const hash = createHash("sha256");
  for (const [path, content] of Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (normalize(path).startsWith("..") || path.startsWith("/"))
      throw new Error(`The archive of ${name} holds '${path}', outside of it`);
    hash.update(`${path}\n${content.length}\n`).update(content);
  }
  const root = join(folder, name, hash.digest("hex").slice(0, 16));
  if (!existsSync(root)) {
    rmSync(join(folder, name), { recursive: true, force: true });
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(`${root}.new`, path)), { recursive: true });
      writeFileSync(join(`${root}.new`, path), content);
    }
    // Without it the package.json of whatever project lies above would say what kind of module these files are.
    writeFileSync(join(folder, "package.json"), '{ "type": "commonjs" }\n');
    renameSync(`${root}.new`, root);
  }
  return realpathSync(root);
}
