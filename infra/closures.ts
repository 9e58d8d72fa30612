// What goes into a function's package, and that Pulumi looks once, not anew for each of ours, at the functions that nearly all of them call.
import { Session } from "node:inspector";
import * as pulumi from "@pulumi/pulumi";

/** Pulumi's own look at a function. */
interface Inspector {
  getFunctionLocationAsync(func: object): Promise<{ file: string; line: number; column: number }>;
  lookupCapturedVariableValueAsync(func: object, name: string, throwOnFailure: boolean): Promise<unknown>;
}

/** The variables a function reaches, from the inside out. */
type Scopes = readonly { readonly object?: Readonly<Record<string, unknown>> }[];

/**
 * The runtime brings the SDK, and nothing else is imported by a function of ours. To find that out Pulumi would read all that npm installed:
 * with the reader's own start, half a second of a preview.
 */
export function shipNoPackages(): void {
  Object.assign(pulumi.runtime, { computeCodePaths: async () => new Map() });
}

/**
 * In this process, in which no function changes while the program runs. Pulumi asks V8's inspector anew for each variable, and first has it tell
 * of every script that was ever loaded, to which it does not listen.
 */
export function lookOnce(): void {
  const inspector: Inspector = require("@pulumi/pulumi/runtime/closure/v8");
  const session = new Session();
  session.connect();
  const seen = new WeakMap<object, Scopes>();
  inspector.getFunctionLocationAsync = async () => ({ file: "", line: 0, column: 0 });
  inspector.lookupCapturedVariableValueAsync = async (func, name, throwOnFailure) => {
    const scopes = seen.get(func) ?? scopesOf(func, session);
    seen.set(func, scopes);
    for (let at = 0; at < scopes.length; at++) {
      const { object } = scopes[at] ?? {};
      if (object && name in object) return object[name];
    }
    if (throwOnFailure) throw new Error(`Unexpected missing variable in closure environment: ${name}`);
    return undefined;
  };
}

/** As V8 shows them to debuggers; Node answers within the call. @throws Error if it shows none */
function scopesOf(func: object, session: Session): Scopes {
  const asked: { func: object; scopes?: Scopes } = { func };
  const post = (method: string, params: object): Answer => {
    let answer: Answer = {};
    session.post(method, params, (error, found = {}) => {
      if (error) throw error;
      answer = found;
    });
    return answer;
  };
  Object.assign(globalThis, { [underway]: asked });
  try {
    const { result } = post("Runtime.evaluate", { expression: `${underway}.func` });
    const { internalProperties = [] } = post("Runtime.getProperties", { objectId: result?.objectId, ownProperties: true });
    const objectId = internalProperties.find(({ name }) => name === "[[Scopes]]")?.value?.objectId;
    post("Runtime.callFunctionOn", { objectId, functionDeclaration: `function () { ${underway}.scopes = this; }` });
  } finally {
    Reflect.deleteProperty(globalThis, underway);
  }
  if (!asked.scopes) throw new Error(`V8 shows no scopes of ${func}`);
  return asked.scopes;
}

const underway = "skipTheLineLooksAt";

interface Answer {
  readonly result?: { readonly objectId?: string };
  readonly internalProperties?: readonly { readonly name: string; readonly value?: { readonly objectId?: string } }[];
}
