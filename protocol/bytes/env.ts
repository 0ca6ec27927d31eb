// The only door to randomness and time. Nothing below client/ and server-mock/ may have another one:
// a run is then a function of its seed, its clock and the bytes that it was given.

/** A pending timer. */
export interface Timer {
  /** Does nothing when it has fired or was cancelled. */
  cancel(): void;
}

/**
 * Randomness is *labelled*: each label is a stream of its own, so that adding one draw somewhere never
 * shifts the bytes of another. A label names the use, e.g. `handshake/server_nonce`.
 */
export interface Env {
  /** The next `length` bytes of the stream `label`. */
  random(label: string, length: number): Uint8Array;
  /** Milliseconds since the Unix epoch; fractions are allowed. */
  now(): number;
  /** Runs `task` once, `delay` milliseconds from now on this Env's clock. */
  setTimer(delay: number, task: () => void): Timer;
  /** An Env whose streams are all its own: same clock, labels below `scope`. One a connection, session, ... */
  scoped(scope: string): Env;
}
