// How a guard rail is written: the resources it looks at, and what is wrong, what is allowed and what to do.
import type { ResourceValidation } from "@pulumi/policy";
import type { Unwrap } from "@pulumi/pulumi";

/** @param found what stands there, shown as JSON; undefined is told as missing */
export type Wrong = (property: string, found: unknown, allowed: string, todo: string) => void;

/** A check of one type of resource, its inputs as its constructor names them. What is only known after `up` is checked by `up`. */
export function on<Args>(type: string, check: (inputs: Partial<Unwrap<Args>>, wrong: Wrong) => void): ResourceValidation {
  return (resource, report) => {
    if (resource.type !== type) return;
    check(resource.props as Partial<Unwrap<Args>>, (...wrong) => report(message(...wrong)));
  };
}

/** Whether it is there and not empty, even if what it is comes only with `up`: to read such an input is an error of Pulumi's. */
export function isGiven(inputs: object | undefined, name: string): boolean {
  return inputs !== undefined && Boolean(Object.getOwnPropertyDescriptor(inputs, name)?.value);
}

export function message(...[property, found, allowed, todo]: Parameters<Wrong>): string {
  return `${property} is ${found === undefined ? "missing" : JSON.stringify(found)}; allowed: ${allowed}. ${todo}`;
}
