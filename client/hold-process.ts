// Timers of an Env do not keep a process alive, and an open socket does. Between two sockets something else must: a
// process that ended there would leave those who wait without an answer.

/** Begins to hold. @returns what lets go */
export type Hold = () => () => void;

/** Keeps the process alive until it is let go. */
export const holdProcess: Hold = () => {
  const timer = setInterval(() => {}, LONGEST_MS);
  return () => clearInterval(timer);
};

/** The longest that a timer of the platform can wait. */
const LONGEST_MS = 0x7fffffff;
