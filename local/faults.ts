// What goes wrong on purpose: a file's faults, each for the calls it names, so that anybody can see what the service makes of a bad day.
import { readFileSync } from "node:fs";
import { parse, YAMLParseError } from "yaml";
import type { Call, Fault } from "./aws/calls";
import { AwsError } from "./aws/error";
import type { Principal } from "./aws/principal";
import { choice, flag, list, number, object, type Read, text } from "./fields";
import { matcher } from "./iam/pattern";
import { randomFrom } from "./random";

type Matcher = (text: string) => boolean;

interface Rule {
  /** `dynamodb:UpdateItem`; `*` stands for any characters, here and below. */
  readonly action: Matcher;
  /** The ARN it is on. */
  readonly resource: Matcher;
  /** Who makes it: an ARN, or a service such as `apigateway.amazonaws.com`. */
  readonly caller: Matcher;
  /** Matching calls that pass before it strikes, and how many it strikes. */
  readonly skip: number;
  readonly times: number;
  /** Of the calls that are left, 0 to 1. */
  readonly share: number;
  readonly fault: Fault;
}

const pattern: Read<Matcher> = (value, where) => matcher([text(value, where)]);
const any: Matcher = () => true;

const rule = object((fields): Rule => {
  const when = fields.get("when", choice("before", "after")) ?? "before";
  const status = fields.get("status", number(400, 599)) ?? 500;
  const error = fields.get("error", text);
  const delay = fields.get("delay", number(1, 60_000));
  const twice = fields.get("twice", flag);
  const dies = fields.get("dies", choice("function", "process"));
  return {
    action: fields.need("action", pattern),
    resource: fields.get("resource", pattern) ?? any,
    caller: fields.get("caller", pattern) ?? any,
    skip: fields.get("skip", number(0, 1_000_000)) ?? 0,
    times: fields.get("times", number(1, 1_000_000)) ?? Number.POSITIVE_INFINITY,
    share: fields.get("share", number(0, 1, 0)) ?? 1,
    fault: {
      when,
      ...(error !== undefined && { error: new AwsError(error, "made to fail by --faults", status) }),
      ...(delay !== undefined && { delay }),
      ...(twice !== undefined && { twice }),
      ...(dies !== undefined && { dies }),
    },
  };
});

const plan = object((fields) => ({
  seed: fields.get("seed", number(0, 2 ** 32 - 1)) ?? Math.floor(Math.random() * 2 ** 32),
  faults: fields.need("faults", list(rule, 1)),
}));

export interface Faults {
  /** For `Calls.fault`. The first rule that strikes counts. */
  readonly fault: (call: Call) => Fault | undefined;
  /** What a person should be told of it. */
  readonly note: string;
}

/** @throws Error naming the file, the place in it, what is there and what is allowed. */
export function readFaults(file: string): Faults {
  const { seed, faults } = parsed(file);
  const random = randomFrom(seed);
  const left = faults.map(({ skip, times }) => ({ skip, times }));
  const strikes = ({ action, resource, caller, share }: Rule, at: number, call: Call) => {
    const count = left[at];
    if (!count || count.times === 0) return false;
    if (!action(call.action) || !resource(call.resource) || !caller(nameOf(call.principal))) return false;
    if (count.skip > 0) {
      count.skip -= 1;
      return false;
    }
    if (random() >= share) return false;
    count.times -= 1;
    return true;
  };
  return {
    fault: (call) => faults.find((candidate, at) => strikes(candidate, at, call))?.fault,
    note: `${faults.length === 1 ? "1 fault" : `${faults.length} faults`} of ${file} may strike; seed: ${seed}`,
  };
}

function parsed(file: string): ReturnType<typeof plan> {
  try {
    return plan(parse(readFileSync(file, "utf8")), file);
  } catch (error) {
    if (error instanceof YAMLParseError) throw new Error(`${file} is no YAML: ${error.message}`);
    if (error instanceof Error && "code" in error) throw new Error(`--faults ${file}: ${error.message}`);
    throw error;
  }
}

function nameOf(principal: Principal): string {
  if (principal.type === "Service") return principal.service;
  return principal.type === "Anonymous" ? "anonymous" : principal.arn;
}
