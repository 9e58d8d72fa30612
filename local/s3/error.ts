// S3's own errors, with the elements and headers AWS adds to a code and a message.
import { AwsError } from "../aws/error";

export class S3Error extends AwsError {
  constructor(
    code: string,
    message: string,
    status: number,
    readonly details: Readonly<Record<string, string>> = {},
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(code, message, status);
  }
}

export function noSuchKey(key: string, headers?: Record<string, string>): S3Error {
  return new S3Error("NoSuchKey", "The specified key does not exist.", 404, { Key: key }, headers);
}

export function preconditionFailed(header: string): S3Error {
  const message = "At least one of the pre-conditions you specified did not hold";
  return new S3Error("PreconditionFailed", message, 412, { Condition: header });
}

export function invalidArgument(message: string, name: string, value: string): S3Error {
  return new S3Error("InvalidArgument", message, 400, { ArgumentName: name, ArgumentValue: value });
}
