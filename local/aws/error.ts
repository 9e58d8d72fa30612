// What an engine answers when it refuses a call: the error an AWS service would name.

/** An error as an AWS service answers it: `code` is the service's own name for it, `status` the HTTP status. */
export class AwsError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
    this.name = code;
  }
}

/** The answer to an operation or parameter that exists on AWS and not here: never a silent success. */
export function notSupported(what: string, instead = "use it on AWS, or teach local/ to do it"): AwsError {
  return new AwsError("NotImplemented", `${what} is not supported on the laptop; ${instead}`, 501);
}
