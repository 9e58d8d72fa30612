// The pages as browsers get them: two documents, each with one script and one style sheet named by their content.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync, formatMessagesSync } from "esbuild";

const web = join(__dirname, "../web");

export interface Build {
  /** By page. */
  readonly documents: Readonly<Record<Page, { readonly html: string; readonly scriptHashes: readonly string[] }>>;
  /** By the name they have in the program: `order.js`. */
  readonly assets: Readonly<Record<string, { readonly key: string; readonly text: string }>>;
}

export const pages = ["order", "counter"] as const;
export type Page = (typeof pages)[number];

/** The same files give the same bytes, wherever they lie. @throws Error with file and line of what is wrong with them */
export function build(): Build {
  const { outputFiles, warnings } = buildSync({
    absWorkingDir: web,
    entryPoints: Object.fromEntries(pages.map((page) => [page, `${page}/main.tsx`])),
    entryNames: "[name]-[hash]",
    outdir: "assets",
    write: false,
    bundle: true,
    minify: true,
    format: "esm",
    charset: "utf8",
    // Browsers of the last four years or so.
    target: ["chrome109", "firefox115", "safari15.6"],
    logLevel: "silent",
  });
  if (warnings.length > 0) throw new Error(formatMessagesSync(warnings, { kind: "warning" }).join("\n"));
  const assets = Object.fromEntries(
    outputFiles.map(({ path, text }) => {
      const [key = "", page, kind] = /assets\/(\w+)-\w+\.(\w+)$/.exec(path.replaceAll("\\", "/")) ?? [];
      return [`${page}.${kind}`, { key, text }];
    }),
  );
  return { documents: { order: document("order", assets), counter: document("counter", assets) }, assets };
}

function document(page: Page, assets: Build["assets"]): Build["documents"][Page] {
  const file = `${page}/index.html`;
  const html = readFileSync(join(web, file), "utf8").replace(/\bassets\/([\w.-]+)/g, (reference, name: string) => {
    const asset = assets[name];
    if (asset) return asset.key;
    throw new Error(`web/${file} refers to ${reference}; the build makes ${Object.keys(assets).join(", ")}`);
  });
  const scripts = [...html.matchAll(/<script>(.*?)<\/script>/gs)].map(([, script = ""]) => script);
  const scriptHashes = scripts.map((script) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`);
  return { html, scriptHashes };
}
