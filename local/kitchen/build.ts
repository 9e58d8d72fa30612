// Builds the kitchen's page when somebody first asks for it, in memory: it is no part of what is deployed, and costs a start nothing.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { build, stop } from "esbuild";

export interface PageFile {
  readonly type: string;
  readonly content: string;
}

const types: Readonly<Record<string, string>> = { js: "text/javascript; charset=utf-8", css: "text/css; charset=utf-8" };

/** @returns by name, "" for the document */
export async function buildPage(): Promise<ReadonlyMap<string, PageFile>> {
  const folder = join(__dirname, "page");
  const [document, { outputFiles }] = await Promise.all([
    readFile(join(folder, "index.html"), "utf8"),
    build({
      entryPoints: [join(folder, "kitchen.tsx")],
      outdir: folder,
      bundle: true,
      minify: true,
      write: false,
      target: "es2022",
      logLevel: "silent",
      jsx: "automatic",
      jsxImportSource: "preact",
    }),
  ]);
  // Its process has nothing more to do.
  await stop();
  const built = outputFiles.map(({ path, text }) => {
    const name = path.slice(folder.length + 1);
    return [name, { type: types[name.split(".").at(-1) ?? ""] ?? "", content: text }] as const;
  });
  return new Map([["", { type: "text/html; charset=utf-8", content: document }], ...built]);
}
