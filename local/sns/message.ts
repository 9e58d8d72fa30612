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
  const { Message, Subject, MessageAttributes = {} } = input;
  const other = Object.keys(input).find((field) => !takes.includes(field));
  if (other) throw notSupported(`Publish with ${other}`, `it takes ${takes.join(", ")}`);
  if (typeof Message !== "string" || Message === "") throw invalid("Empty message");
  // AWS: ASCII, no line break or control character, at most 100, not a space first.
  if (Subject !== undefined && !(typeof Subject === "string" && /^[!-~][ -~]{0,99}$/.test(Subject))) throw invalid("Subject");
  const attributes = Object.entries(MessageAttributes).map(([name, attribute]) => [name, stringOf(name, attribute)] as const);
  const texts = attributes.map(([name, value]) => `${name}String${value}`);
  if (Buffer.byteLength([Message, ...texts].join("")) > limit) throw invalid("Message too long");
  return new Map(attributes);
}

function stringOf(name: string, { DataType, StringValue }: MessageAttribute): string {
  if (DataType !== "String") throw notSupported(`The message attribute '${name}' of type ${DataType}`, "use String");
  if (typeof StringValue === "string" && StringValue !== "") return StringValue;
  throw new AwsError(
    "ParameterValueInvalid",
    `The message attribute '${name}' must contain non-empty message attribute value for message attribute type 'String'.`,
  );
}

function invalid(parameter: string): AwsError {
  return new AwsError("InvalidParameter", `Invalid parameter: ${parameter}`);
}
