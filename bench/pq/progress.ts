// A progress line on a terminal (standard error), plain lines elsewhere, and Ctrl-C that ends the run in order.

export interface Progress {
  /** Says what is going on, and how much of it is done (0..1). Lets signals through. */
  report(what: string, done: number): Promise<void>;
  /** Has the user asked to stop? */
  readonly stopped: boolean;
  close(): void;
}

/** @param quiet nothing but the first line of each stage */
export function startProgress(quiet: boolean): Progress {
  const terminal = process.stderr.isTTY === true && !quiet;
  let stopped = false;
  let last = '';
  const stop = (): void => {
    if (stopped) process.exit(130);
    stopped = true;
    process.stderr.write('\nstopping; what is there follows (Ctrl-C again: at once)\n');
  };
  process.on('SIGINT', stop);
  return {
    async report(what, done) {
      if (terminal) {
        const filled = Math.round(30 * done);
        process.stderr.write(`\r${'█'.repeat(filled)}${'░'.repeat(30 - filled)} ${what.padEnd(40)}`);
      } else if (what !== last) process.stderr.write(`${what} ...\n`);
      last = what;
      await new Promise((resolve) => setImmediate(resolve));
    },
    get stopped() {
      return stopped;
    },
    close() {
      process.off('SIGINT', stop);
      if (terminal) process.stderr.write(`\r${' '.repeat(74)}\r`);
    },
  };
}
