// The pages as browsers get them: for each a document, a script and a style sheet, the latter two named by their content.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join, parse } from "node:path";
import { buildSync, formatMessagesSync } from "esbuild";

const web = join(__dirname, "../web");

export const pages = ["order", "counter"] as const;
export type Page = (typeof pages)[number];

export interface PageFiles {
  readonly documents: Readonly<Record<Page, Document>>;
  /** Scripts and style sheets, by what the documents in web/ call them: `order.js`. */
  readonly assets: Readonly<Record<string, { readonly key: string; readonly content: string }>>;
}

interface Document {
  readonly html: string;
  /** Of the scripts within it, as a Content-Security-Policy lists them. */
  readonly scriptHashes: readonly string[];
}

/** The same bytes from the same sources, wherever they lie. @throws Error with file and line of what is wrong with them */
export function pageFiles(): PageFiles {
  const { outputFiles, warnings } = buildSync({
    absWorkingDir: web,
    entryPoints: Object.fromEntries(pages.map((page) => [page, `${page}/main.tsx`])),
    outdir: "assets",
    write: false,
    bundle: true,
    minify: true,
    format: "esm",
    charset: "utf8",
    // Browsers of about the last four years.
    target: ["chrome109", "firefox115", "safari15.6"],
    logLevel: "silent",
  });
  if (warnings.length > 0) throw new Error(formatMessagesSync(warnings, { kind: "warning" }).join("\n"));
  const assets = Object.fromEntries(
    outputFiles.map(({ path, text: content }) => {
      const { base, name, ext } = parse(path);
      // Not esbuild's own hash, which also depends on where packages lie.
      return [base, { key: `assets/${name}-${sha256(content, "hex").slice(0, 16)}${ext}`, content }];
    }),
  );
  return { documents: { order: document("order", assets), counter: document("counter", assets) }, assets };
}

function document(page: Page, assets: PageFiles["assets"]): Document {
  const file = `${page}/index.html`;
  const html = readFileSync(join(web, file), "utf8").replace(/\bassets\/([\w.-]+)/g, (reference, name: string) => {
    const asset = assets[name];
    if (asset) return asset.key;
    throw new Error(`web/${file} refers to ${reference}; there are ${Object.keys(assets).join(", ")}`);
  });
  const scripts = [...html.matchAll(/<script>(.*?)<\/script>/gs)].map(([, script = ""]) => script);
  return { html, scriptHashes: scripts.map((script) => `'sha256-${sha256(script, "base64")}'`) };
}

export function sha256(text: string, encoding: "hex" | "base64"): string {
  return createHash("sha256").update(text).digest(encoding);
}
