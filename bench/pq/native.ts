// The native reference (native/rho.c), built with the system's C compiler if there is one.

import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Challenge } from './numbers.ts';

export const NATIVE = 'rho-Brent in C';

export interface NativeReference {
  /** First line of the compiler's --version. */
  readonly compiler: string;
  /** Times in microseconds and steps, in the order of the numbers, after a warm-up over the same numbers. */
  measure(
    challenges: readonly Challenge[],
  ): { readonly factor: bigint; readonly steps: number; readonly time: number }[];
}

/** Undefined where no compiler works. */
export function tryBuildNative(): NativeReference | undefined {
  try {
    const program = path.join(mkdtempSync(path.join(tmpdir(), 'pq-native-')), 'rho');
    const source = fileURLToPath(new URL('native/rho.c', import.meta.url));
    execFileSync('cc', ['-O2', '-o', program, source], { stdio: 'ignore' });
    const compiler = execFileSync('cc', ['--version'], { encoding: 'utf8' }).split('\n')[0] ?? 'cc';
    return { compiler, measure: (challenges) => measure(program, challenges) };
  } catch {
    return undefined;
  }
}

function measure(program: string, challenges: readonly Challenge[]): ReturnType<NativeReference['measure']> {
  const input = challenges.map(({ n }) => `${n}\n`).join('');
  const lines = execFileSync(program, ['1'], { input, encoding: 'utf8' }).trim().split('\n');
  return lines.map((line) => {
    const [factor, steps, nanoseconds] = line.split(' ');
    return { factor: BigInt(factor ?? 0), steps: Number(steps), time: Number(nanoseconds) / 1000 };
  });
}
