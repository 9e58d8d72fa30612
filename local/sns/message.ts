// A message as Publish takes it, refused as SNS refuses it.
import { AwsError, notSupported } from "../aws/error";
import type { Attributes } from "./filter";

export interface PublishInput {
  readonly TopicArn: string;
  readonly Message: string;
  readonly Subject?: string;
  readonly MessageAttributes?: Readonly<Record<string, MessageAttribute>>;
}

export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
}

const takes = ["TopicArn", "Message", "Subject", "MessageAttributes"];
/** Bytes, the attributes among them. */
const limit = 262_144;

/** The message's attributes as filters see them. @throws AwsError */
export function checkMessage(input: PublishInput): Attributes {
  const { TopicArn, Message, Subject, MessageAttributes = {} } = input;
  const other = Object.keys(input).find((field) => !takes.includes(field));
  if (other) throw notSupported(`Publish with ${other}`, `it takes ${takes.join(", ")}`);
  if (typeof TopicArn !== "string") throw invalid("TopicArn or TargetArn Reason: no value for required parameter");
  if (typeof Message !== "string" || Message === "") throw invalid("Empty message");
  // AWS: ASCII, no line break or control character, at most 100, not a space first.
  if (Subject !== undefined && !(typeof Subject === "string" && /^[!-~][ -~]{0,99}$/.test(Subject))) throw invalid("Subject");
  const attributes = new Map(Object.entries(MessageAttributes).map(([name, attribute]) => [name, valuesOf(name, attribute)]));
  const texts = Object.entries(MessageAttributes).flatMap(([name, { DataType, StringValue = "" }]) => [
    name,
    DataType,
    StringValue,
  ]);
  if (Buffer.byteLength([Message, ...texts].join("")) > limit) throw invalid("Message too long");
  return attributes;
}

function valuesOf(name: string, { DataType, StringValue }: MessageAttribute): readonly unknown[] {
  const wrong = (why: string) => new AwsError("ParameterValueInvalid", `The message attribute '${name}' ${why}`);
  if (!/^[\w.-]{1,256}$/.test(name)) throw wrong("has a name of other characters than letters, digits, _, - and .");
  const types = ["String", "String.Array", "Number"];
  if (!types.includes(DataType))
    throw notSupported(`The message attribute '${name}' of type ${DataType}`, `use ${types.join(", ")}`);
  if (typeof StringValue !== "string" || StringValue === "") {
    throw wrong(`must contain non-empty message attribute value for message attribute type '${DataType}'.`);
  }
  if (DataType === "String") return [StringValue];
  if (DataType === "String.Array") {
    const values = listIn(StringValue);
    if (!values) throw wrong("of type String.Array must be a JSON list of strings, numbers, booleans or null.");
    return values;
  }
  if (!/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(StringValue)) {
    throw new AwsError("ParameterValueInvalid", `Could not cast message attribute '${name}' value to number.`);
  }
  return [Number(StringValue)];
}

function listIn(text: string): readonly unknown[] | undefined {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) && list.every((value) => value === null || typeof value !== "object") ? list : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function invalid(parameter: string): AwsError {
  return new AwsError("InvalidParameter", `Invalid parameter: ${parameter}`);
}
