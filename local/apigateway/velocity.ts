// Mapping templates: parsed and checked once, then run as API Gateway runs them. A request's data is only ever a value.

import { parse } from "velocityjs";
import { isObject, member } from "../jsonPath";
import { naming } from "./naming";
import {
  builtin,
  callMethod,
  contextNames,
  isTrue,
  knowsMethod,
  operators,
  override,
  text,
  type Variables,
} from "./velocityValues";

export type Template = (variables: Variables) => string;

/** @throws Error for a template that does not parse, or that uses what the laptop does not know; both it and the template name `what`. */
export function compileTemplate(what: string, source: string): Template {
  const render = naming(what, () => new Compiler().text(source));
  return ({ input, context }) => naming(what, () => render({ input, context, set: new Map() }));
}

/** With what `#set` and `#foreach` set. */
type Scope = Variables & { readonly set: Map<string, unknown> };
type Expression = (scope: Scope) => unknown;
type Renderer = (scope: Scope) => string;

/** As velocityjs parses it; which fields there are depends on `type`. */
interface Ast {
  readonly type: string;
  readonly id?: string | Ast;
  readonly value?: unknown;
  readonly path?: readonly Ast[];
  readonly args?: readonly Ast[] | false;
  readonly equal?: readonly [Ast, Ast];
  readonly condition?: Ast;
  readonly from?: Ast;
  readonly to?: string;
  readonly operator?: string;
  readonly expression?: readonly Ast[];
  readonly isEval?: boolean;
}
type Node = string | Ast | readonly [Ast, ...Node[]];

class Compiler {
  /** Variables set so far; any other name is a mistake, which AWS would render as nothing. */
  private readonly names = new Set<unknown>(["null"]);

  text(source: string): Renderer {
    // Without a reference or directive it is a text, a long one often, and the parser is slow.
    if (!/[$#]/.test(source)) return () => source;
    const unknown = /(?<!\*)#(?!(set|if|elseif|foreach)\s*\(|(else|end)(?![a-z])|\{else\})[[{@a-z]\w*/i.exec(source);
    if (unknown) throw new Error(`the directive ${unknown[0]} is not supported on the laptop; use #set, #if and #foreach`);
    // The parser repeats what follows an open block and drops what follows a surplus #end: a mark at the end tells.
    const mark = "velocity-ends-here";
    const nodes = parse(`${source}\n${mark}`) as unknown as readonly Node[];
    if (JSON.stringify(nodes).split(mark).length !== 2)
      throw new Error("an #if or #foreach has no #end, or an #end nothing to end");
    const last = nodes.findLastIndex((node) => typeof node !== "string") + 1;
    return this.block([
      ...nodes.slice(0, last),
      nodes
        .slice(last)
        .join("")
        .replace(new RegExp(`\n?${mark}$`), ""),
    ]);
  }

  private block(nodes: readonly Node[]): Renderer {
    const parts = nodes.map((node) => this.node(node));
    return (scope) => parts.reduce((out, part) => out + part(scope), "");
  }

  private node(node: Node): Renderer {
    if (typeof node === "string") return () => node;
    if (!("type" in node)) return node[0].type === "if" ? this.conditions(node) : this.loop(node);
    if (node.type === "comment") return () => "";
    if (node.equal) return this.set(...node.equal);
    const value = this.expression(node);
    return (scope) => text(value(scope));
  }

  private conditions(nodes: readonly Node[]): Renderer {
    const branches: { holds: Expression; nodes: Node[] }[] = [];
    for (const node of nodes) {
      const opens = typeof node === "object" && "type" in node && ["if", "elseif", "else"].includes(node.type);
      if (opens) branches.push({ holds: node.condition ? this.expression(node.condition) : () => true, nodes: [] });
      else branches.at(-1)?.nodes.push(node);
    }
    const compiled = branches.map(({ holds, nodes }) => ({ holds, body: this.block(nodes) }));
    return (scope) => compiled.find(({ holds }) => isTrue(holds(scope)))?.body(scope) ?? "";
  }

  private loop([{ from, to = "" }, ...nodes]: readonly [Ast, ...Node[]]): Renderer {
    const list = this.expression(from);
    this.names.add(to).add("foreach");
    const body = this.block(nodes);
    return (scope) => {
      const of = list(scope);
      const items = Array.isArray(of) ? of : isObject(of) ? Object.values(of) : [];
      const outer = [to, "foreach"].map((name) => [name, scope.set.get(name)] as const);
      const rendered = items.map((item, index) => {
        scope.set.set(to, item).set("foreach", { index, count: index + 1, hasNext: index < items.length - 1 });
        return body(scope);
      });
      for (const [name, value] of outer) scope.set.set(name, value);
      return rendered.join("");
    };
  }

  private set({ id, path = [] }: Ast, source: Ast): Renderer {
    const value = this.expression(source);
    const target = [id, ...path.map((step) => step.id)].join(".");
    const [overrides, header] = /^context\.responseOverride\.(?:status|header\.([\w-]+))$/.exec(target) ?? [];
    if (!overrides && (path.length > 0 || ["input", "util", "context"].includes(target))) {
      const settable = "variables, $context.responseOverride.status and $context.responseOverride.header.<name>";
      throw new Error(`#set of $${target} is not supported on the laptop; set ${settable}`);
    }
    this.names.add(target);
    return (scope) => {
      if (overrides) override(scope.context, header, value(scope));
      else scope.set.set(target, value(scope));
      return "";
    };
  }

  private expression(ast: Ast | undefined): Expression {
    const value = ast?.value;
    if (ast?.type === "references") return this.reference(ast);
    if (ast?.type === "string") return ast.isEval ? this.text(String(value)) : () => value;
    if (ast?.type === "integer") return () => Number(value);
    if (ast?.type === "bool") return () => (value === "null" ? null : value === "true");
    const operator = operators[ast?.operator ?? ""];
    if (!operator) throw new Error(`${ast?.operator ?? `a ${ast?.type}`} is not supported on the laptop`);
    const [left = () => null, right = () => null] = (ast?.expression ?? []).map((operand) => this.expression(operand));
    return operator(left, right);
  }

  private reference({ id, args, path = [] }: Ast): Expression {
    const [first, ...rest] = path;
    if (id === "input" || id === "util") {
      const name = `$${id}.${first?.id}${first?.type === "method" ? "()" : ""}`;
      const [argument] = first?.args || [];
      const call = builtin(name, argument?.type === "string" ? String(argument.value) : undefined);
      const value = argument ? this.expression(argument) : () => undefined;
      return this.chain((scope) => call(scope, value(scope)), rest);
    }
    if (id === "context") {
      if (!contextNames.has(String(first?.id))) throw new Error(`$context.${first?.id} is not known on the laptop`);
      return this.chain((scope) => scope.context, path);
    }
    if (args || !this.names.has(id)) throw new Error(`$${id} is used and never set before`);
    return this.chain((scope) => scope.set.get(String(id)), path);
  }

  private chain(base: Expression, path: readonly Ast[]): Expression {
    return path.reduce((of, { type, id, args }) => {
      const name = String(id);
      if (type === "method") {
        if (!knowsMethod(name)) throw new Error(`the method .${name}() is not supported on the laptop`);
        const values = (args || []).map((arg) => this.expression(arg));
        return (scope) => callMethod(name, of(scope), ...values.map((value) => value(scope)));
      }
      const key = typeof id === "object" ? this.expression(id) : () => id;
      return (scope) => member(of(scope), key(scope));
    }, base);
  }
}
