// Errors that say what they are about.

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Runs it; its error names `what`. */
export function naming<T>(what: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw new Error(`${what}: ${reasonOf(error)}`);
  }
}
