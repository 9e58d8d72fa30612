// Errors under the names the States Language gives them.

/** What ends a state, and the execution unless it is caught. Its name is the Error, its message the Cause; empty where there is none. */
export class StatesError extends Error {
  constructor(
    name: string,
    cause: string,
    /** Whether a Catch or a Retry may take it. */
    readonly catchable = true,
  ) {
    super(cause);
    this.name = name;
  }
}

/** The state can't go on with the data it has: `States.Runtime`, which nobody catches, once it is known where: recorded on AWS. */
export class RuntimeError extends Error {}
