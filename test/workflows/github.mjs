// GitHub's own reading of workflows, in a process of its own: `lint <files>` tells what is wrong in them, as JSON;
// `evaluate <expression> <contexts>` what an expression comes to, as text.
import { readFileSync } from "node:fs";
import { register } from "node:module";

// The packages import JSON in the way of bundlers; Node wants to be told what it is.
const hook = `export async function resolve(name, context, next) {
  const found = await next(name, context);
  return found.url.endsWith(".json") ? { ...found, importAttributes: { type: "json" } } : found;
}`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);

const [, , verb, ...args] = process.argv;
if (verb === "lint") console.log(JSON.stringify((await Promise.all(args.map(lint))).flat()));
else if (verb === "evaluate") console.log(await evaluate(args[0], JSON.parse(args[1])));
else throw new Error(`The verb is ${verb}; allowed: lint, evaluate`);

/** What GitHub would say to it, `file:line message` each. */
async function lint(file) {
  const { validate } = await import("@actions/languageservice/validate");
  const { TextDocument } = await import("vscode-languageserver-textdocument");
  const document = TextDocument.create(`file:///${file}`, "yaml", 0, readFileSync(file, "utf8"));
  // The workflows called from it, so that what is handed to them is checked too.
  const fileProvider = { getFileContent: async ({ path }) => ({ name: path, content: readFileSync(path, "utf8") }) };
  const found = await validate(document, { fileProvider });
  return found.map(({ range, message }) => `${file}:${range.start.line + 1} ${message}`);
}

async function evaluate(expression, contexts) {
  const { data, Evaluator, Lexer, Parser } = await import("@actions/expressions");
  const { tokens } = new Lexer(expression).lex();
  return new Evaluator(new Parser(tokens, Object.keys(contexts), []).parse(), asData(contexts)).evaluate().coerceString();

  function asData(value) {
    if (typeof value !== "object") return new data.StringData(value);
    if (value === null) return new data.Null();
    return new data.Dictionary(...Object.entries(value).map(([key, inner]) => ({ key, value: asData(inner) })));
  }
}
