// What one sees while a run goes on: on a terminal one line that is rewritten, elsewhere a line a check.

import { type CheckReport, formatMilliseconds } from '../../reports/index.ts';

/** The part of a stream that is needed; process.stderr is one. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface Progress {
  begins(group: string, name: string, done: number, total: number): void;
  ends(check: CheckReport): void;
  /** Leaves the terminal clean. */
  close(): void;
}

export function progressOn(output: Output): Progress {
  return output.isTTY === true ? rewrittenLine(output) : plainLines(output);
}

function rewrittenLine(output: Output): Progress {
  const clear = '\r\u001B[2K';
  let failed = 0;
  return {
    begins(group, name, done, total) {
      const bad = failed === 0 ? '' : `, ${failed} failed`;
      const line = `[${done}/${total}${bad}] ${group}: ${name}`;
      output.write(clear + line.slice(0, Math.max(20, (output.columns || 80) - 1)));
    },
    ends({ status }) {
      if (status === 'failed') failed++;
    },
    close: () => void output.write(clear),
  };
}

function plainLines(output: Output): Progress {
  return {
    begins() {},
    ends({ group, name, status, milliseconds, summary, failure }) {
      const mark = status === 'passed' ? 'ok    ' : 'FAILED';
      output.write(
        `${mark} ${group}: ${name} (${formatMilliseconds(milliseconds)}) ${failure?.reason ?? summary}\n`,
      );
    },
    close() {},
  };
}
