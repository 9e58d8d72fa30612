// What Pulumi's mocks keep to themselves.
import { fileURLToPath } from "node:url";
import * as pulumi from "@pulumi/pulumi";

export interface Asked {
  /** The parent's URN, or "" at the top. */
  readonly parent: string;
  /** `file:line` of the `new` that asked. */
  readonly source: () => string;
}

/** Mocks are not told the parent and the line: the request they are made from has both. */
export function watchRegistrations(next: (asked: Asked) => void): void {
  // biome-ignore lint/suspicious/noExplicitAny: Pulumi does not type its monitor.
  const monitor: any = pulumi.runtime.getMonitor();
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request: Registration, callback: unknown) => {
    const position = request.getSourceposition?.();
    next({
      parent: request.getParent(),
      source: () => (position ? `${fileURLToPath(position.getUri())}:${position.getLine()}` : ""),
    });
    return register(request, callback);
  };
  // Without these features inputs arrive plain: ids for resources, values for secrets.
  monitor.supportsFeature = (_request: unknown, callback: (error: undefined, answer: object) => void) =>
    callback(undefined, { getHassupport: () => false });
}

interface Registration {
  getParent(): string;
  getSourceposition?(): { getUri(): string; getLine(): number } | undefined;
}
