// How a failed property is had again: every report ends with the command that runs the one failing case, and
// FAKEDC_SEED and FAKEDC_PATH make a run that case. replay-setup.ts puts both in the place of fast-check's own.
// https://fast-check.dev/docs/tutorials/quick-start/read-test-reports/

import path from 'node:path';
import fc from 'fast-check';

/** Which test runs: its file, absolute, and its name as vitest has it (`suite > test`). */
export interface RunningTest {
  readonly file: string;
  readonly name: string;
}

/** Parameters for every property of a run. */
export interface ReplayParameters {
  readonly seed?: number;
  readonly path?: string;
  readonly reporter: <T>(details: fc.RunDetails<T>) => void;
}

/**
 * @param environment FAKEDC_SEED, an integer, and FAKEDC_PATH are looked at
 * @param current the test that runs now
 * @throws Error for a seed that is no integer, and for a path without a seed
 */
export function replayParameters(
  environment: Readonly<Record<string, string | undefined>>,
  current: () => RunningTest,
): ReplayParameters {
  const { FAKEDC_SEED: seed, FAKEDC_PATH: at } = environment;
  const reporter = <T>(details: fc.RunDetails<T>): void => report(details, current());
  if (seed === undefined) {
    if (at !== undefined) throw new Error('FAKEDC_PATH needs a FAKEDC_SEED');
    return { reporter };
  }
  if (!/^-?\d+$/.test(seed)) throw new Error(`FAKEDC_SEED is no integer: ${seed}`);
  return { seed: Number(seed), ...(at === undefined ? {} : { path: at }), reporter };
}

/** @throws Error when the property failed: fast-check's own report, and the command */
function report<T>(details: fc.RunDetails<T>, test: RunningTest): void {
  if (!details.failed) return;
  const text = fc.defaultReportMessage(details) ?? 'the property failed';
  throw new Error(`${text}\n\nTo have it again:\n  ${replayCommand(details, test)}\n`, {
    cause: details.errorInstance,
  });
}

/** The command that runs the failing case, and nothing else, from the root of the project. */
export function replayCommand(
  { seed, counterexamplePath }: { readonly seed: number; readonly counterexamplePath: string | null },
  { file, name }: RunningTest,
): string {
  const at = counterexamplePath === null ? '' : `FAKEDC_PATH=${counterexamplePath} `;
  const relative = path.relative(process.cwd(), file).replaceAll(path.sep, '/');
  const pattern = (name.split(' > ').at(-1) ?? name).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return `FAKEDC_SEED=${seed} ${at}npx vitest run --project property ${relative} -t ${quoted(pattern)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
