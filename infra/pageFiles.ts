// The pages as browsers get them: for each a document, a script and a style sheet, the latter two named by their content.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename, join, parse } from "node:path";
import { build, formatMessages, stop } from "esbuild";

const web = join(__dirname, "../web");

export const pages = ["order", "counter"] as const;
export type Page = (typeof pages)[number];

/** Scripts and style sheets, as the documents in web/ call them. */
export const assetNames = ["order.js", "order.css", "counter.js", "counter.css"] as const;
type Assets = Readonly<Record<(typeof assetNames)[number], { readonly key: string; readonly content: string }>>;

export interface PageFiles {
  readonly documents: Readonly<Record<Page, Document>>;
  readonly assets: Assets;
}

interface Document {
  readonly html: string;
  /** Of the scripts within it, as a Content-Security-Policy lists them. */
  readonly scriptHashes: readonly string[];
}

/** The same bytes from the same sources, wherever they lie. @throws Error with file and line of what is wrong with them */
export async function pageFiles(): Promise<PageFiles> {
  const { outputFiles, warnings } = await build({
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
  if (warnings.length > 0) throw new Error((await formatMessages(warnings, { kind: "warning" })).join("\n"));
  await stop(); // Else its process stays as long as this one.
  const assets = Object.fromEntries(
    assetNames.map((asset) => {
      const { name, ext } = parse(asset);
      const content = outputFiles.find(({ path }) => basename(path) === asset)?.text;
      if (content === undefined) throw new Error(`web/ makes no ${asset}, only ${outputFiles.map(({ path }) => basename(path))}`);
      // Not esbuild's own hash, which also depends on where packages lie.
      return [asset, { key: `assets/${name}-${sha256(content, "hex").slice(0, 16)}${ext}`, content }];
    }),
  ) as Assets;
  return { documents: { order: document("order", assets), counter: document("counter", assets) }, assets };
}

function document(page: Page, assets: Assets): Document {
  const file = `${page}/index.html`;
  const html = readFileSync(join(web, file), "utf8").replace(/\bassets\/([\w.-]+)/g, (reference, name: string) => {
    const asset = assets[name as keyof Assets];
    if (asset) return asset.key;
    throw new Error(`web/${file} refers to ${reference}; there are ${assetNames.join(", ")}`);
  });
  const scripts = [...html.matchAll(/<script>(.*?)<\/script>/gs)].map(([, script = ""]) => script);
  return { html, scriptHashes: scripts.map((script) => `'sha256-${sha256(script, "base64")}'`) };
}

export function sha256(text: string, encoding: "hex" | "base64"): string {
  return createHash("sha256").update(text).digest(encoding);
}
