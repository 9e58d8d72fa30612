// Mapping templates: parsed and checked once, then run as API Gateway runs them. A request's data is only ever a value.
import { isObject, member } from "./json";
import { type Ast, isAst, type Node, parseVelocity } from "./velocityParser";
import { callMethod, isTrue, knowsMethod, operators, text } from "./velocityValues";
import { builtin, contextNames, type Variables } from "./velocityVariables";

export type Template = (variables: Variables) => string;

/** @throws Error for a template that does not parse, or that uses what the laptop does not know. */
export function compileTemplate(source: string): Template {
  const render = run(new Compiler().text(source));
  return (variables) => render({ ...variables, set: new Map() });
}

interface Scope extends Variables {
  /** By `#set` and `#foreach`. */
  readonly set: Map<string, unknown>;
}
type Expression = (scope: Scope) => unknown;
type Renderer = string | ((scope: Scope) => string);

function run(renderer: Renderer): (scope: Scope) => string {
  return typeof renderer === "string" ? () => renderer : renderer;
}

class Compiler {
  /** Variables set so far; any other name is a mistake, which AWS would render as nothing. */
  private readonly names = new Set(["null"]);

  text(source: string): Renderer {
    return this.block(parseVelocity(source));
  }

  private block(nodes: readonly Node[]): Renderer {
    const renderers = nodes.map((node) => this.node(node));
    if (renderers.every((renderer) => typeof renderer === "string")) return renderers.join("");
    const parts = renderers.map(run);
    return (scope) => parts.reduce((out, part) => out + part(scope), "");
  }

  private node(node: Node): Renderer {
    if (typeof node === "string") return node;
    if (!isAst(node)) return this.directive(node);
    if (node.type === "comment") return "";
    if (node.type === "raw") return String(node.value);
    if (node.type === "set" && node.equal) return this.set(...node.equal);
    const value = this.expression(node);
    return (scope) => text(value(scope));
  }

  private directive(nodes: readonly Node[]): Renderer {
    const [head, ...body] = nodes;
    if (head && isAst(head) && head.type === "if") return this.conditions(nodes);
    if (head && isAst(head) && head.type === "foreach") return this.loop(head, body);
    throw new Error("a directive other than #set, #if and #foreach is not supported on the laptop");
  }

  private conditions(nodes: readonly Node[]): Renderer {
    const branches: { holds: Expression; nodes: Node[] }[] = [];
    for (const node of nodes) {
      const opens = isAst(node) && ["if", "elseif", "else"].includes(node.type);
      if (opens) branches.push({ holds: node.condition ? this.expression(node.condition) : () => true, nodes: [] });
      else branches.at(-1)?.nodes.push(node);
    }
    const compiled = branches.map(({ holds, nodes }) => ({ holds, body: run(this.block(nodes)) }));
    return (scope) => compiled.find(({ holds }) => isTrue(holds(scope)))?.body(scope) ?? "";
  }

  private loop({ from, to = "" }: Ast, nodes: readonly Node[]): Renderer {
    const list = this.expression(from);
    this.names.add(to).add("foreach");
    const body = run(this.block(nodes));
    return (scope) => {
      const { set } = scope;
      const of = list(scope);
      const items = Array.isArray(of) ? of : isObject(of) ? Object.values(of) : [];
      const outer = [set.get(to), set.get("foreach")];
      const rendered = items.map((item, index) => {
        set.set(to, item).set("foreach", { index, count: index + 1, hasNext: index + 1 < items.length });
        return body(scope);
      });
      set.set(to, outer[0]).set("foreach", outer[1]);
      return rendered.join("");
    };
  }

  private set(target: Ast, source: Ast): Renderer {
    const value = this.expression(source);
    const path = target.path ?? [];
    const last = path.at(-1);
    const id = String(target.id);
    if (!last && !["input", "util", "context", "stageVariables"].includes(id)) {
      this.names.add(id);
      return (scope) => {
        scope.set.set(id, value(scope));
        return "";
      };
    }
    if (!last || (!this.names.has(id) && path[0]?.id !== "responseOverride")) {
      throw new Error(`#set of $${id} is not supported on the laptop; set variables and $context.responseOverride`);
    }
    const of = this.reference({ ...target, path: path.slice(0, -1) });
    const key = this.key(last);
    return (scope) => {
      callMethod("put", of(scope), [key(scope), value(scope)]);
      return "";
    };
  }

  private expression(ast: Ast | undefined): Expression {
    const value = ast?.value;
    switch (ast?.type) {
      case "references":
        return this.reference(ast);
      case "string":
        return ast.isEval ? run(this.text(String(value))) : () => value;
      case "integer":
        return () => Number(value);
      case "bool":
        return () => (value === "null" ? null : value === "true");
      case "math": {
        const [left = () => null, right = () => null] = (ast.expression ?? []).map((operand) => this.expression(operand));
        const operator = operators[ast.operator ?? ""];
        if (operator) return operator(left, right);
      }
    }
    throw new Error(`${ast?.operator ?? `a ${ast?.type}`} is not supported on the laptop`);
  }

  private reference({ id, path = [] }: Ast): Expression {
    const [first] = path;
    const name = String((first && isAst(first.id) ? first.id.value : first?.id) ?? "");
    if (id === "input" || id === "util") {
      const args = this.arguments(first);
      const call = builtin(`$${id}.${name}`, first?.type === "method", this.constant(first));
      return this.chain((scope) => call(scope, args(scope)), path.slice(1));
    }
    if (id === "context" && !contextNames.has(name)) throw new Error(`$context.${name} is not known on the laptop`);
    if (id === "context" || id === "stageVariables") return this.chain((scope) => scope[id], path);
    if (!this.names.has(String(id))) throw new Error(`$${id} is used and never set before`);
    return this.chain((scope) => scope.set.get(String(id)), path);
  }

  private chain(base: Expression, path: readonly Ast[]): Expression {
    return path.reduce((of, step) => {
      const name = String(step.id);
      const args = this.arguments(step);
      if (step.type === "method") {
        if (!knowsMethod(name)) throw new Error(`the method .${name}() is not supported on the laptop`);
        return (scope) => callMethod(name, of(scope), args(scope));
      }
      const key = this.key(step);
      return (scope) => member(of(scope), key(scope));
    }, base);
  }

  private arguments(call: Ast | undefined): (scope: Scope) => unknown[] {
    const args = (call?.args || []).map((arg) => this.expression(arg));
    return (scope) => args.map((arg) => arg(scope));
  }

  private key({ id }: Ast): Expression {
    return isAst(id) ? this.expression(id) : () => id;
  }

  /** A first argument that is plain text, so that what it asks for is checked now. */
  private constant(call: Ast | undefined): string | undefined {
    const [arg] = call?.args || [];
    if (arg?.type !== "string") return undefined;
    const value = arg.isEval ? this.text(String(arg.value)) : String(arg.value);
    return typeof value === "string" ? value : undefined;
  }
}
