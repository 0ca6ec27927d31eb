// What the journal says of whatever was thrown: by the DC, a handler or a listener, which may throw anything.

/** The stack of an error, else its text. Never throws: not everything that is thrown has one. */
export function textOf(error: unknown): string {
  try {
    return String(error instanceof Error ? (error.stack ?? error.message) : error);
  } catch {
    return 'something that has no text';
  }
}
