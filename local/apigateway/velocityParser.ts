// Velocity's syntax, by velocityjs's parser; what that one lets pass silently is refused here.
import { parse } from "velocityjs";
import { reasonOf } from "./naming";

/** Which fields there are depends on `type`. */
export interface Ast {
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
  /** In double quotes: references in it are replaced. */
  readonly isEval?: boolean;
}
export type Node = string | Ast | readonly Node[];

export function isAst(node: Node | undefined): node is Ast {
  return typeof node === "object" && !Array.isArray(node);
}

/** @throws Error naming what is wrong and where. */
export function parseVelocity(source: string): readonly Node[] {
  const directive = /#\{?(macro|define|parse|include|evaluate|stop|break|return|@)/.exec(source);
  if (directive) throw new Error(`the directive #${directive[1]} is not supported on the laptop; use #set, #if and #foreach`);
  if (!isBalanced(source)) throw new Error("an #if or #foreach has no #end, or an #end nothing to end");
  return read(source);
}

/** The parser repeats what follows an open block and drops what follows a surplus #end: so a mark at the end tells. */
function isBalanced(source: string): boolean {
  const mark = "velocity-ends-here";
  return JSON.stringify(read(`${source}\n${mark}`)).split(mark).length === 2;
}

function read(source: string): readonly Node[] {
  try {
    return parse(source) as unknown as readonly Node[];
  } catch (error) {
    throw new Error(
      reasonOf(error)
        .split("\nExpecting")[0]
        ?.replaceAll(/\s*\n\s*/g, " "),
    );
  }
}
