// `npm run bench -- pq`: factorization, ours against the peers. What is measured is in bench/pq/, what it looks like in reports/.

import { writeFileSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';

interface Flags {
  readonly count: number;
  readonly bits: { readonly from: number; readonly to: number };
  readonly seed: number;
  readonly peers?: true;
  readonly json?: true;
  readonly baseline?: string;
  readonly report: string | false;
}

export function pqBenchCommand(): Command {
  return new Command('pq')
    .description('factorization: every strategy, warm and cold, beside other libraries and C')
    .option('--count <n>', 'server challenges to measure', wholeNumber(10, 100_000), 300)
    .addOption(
      new Option('--bits <a..b>', 'sizes of n for the growth curves')
        .argParser(bitRange)
        .default({ from: 32, to: 64 }, '32..64'),
    )
    .option('--seed <n>', 'which challenges', wholeNumber(0, 2 ** 31), 1)
    .option('--peers', 'also measure mtcute, GramJS, teleproto and @mtproto/core (installs interop/pq once)')
    .option('--json', 'print the result as JSON')
    .option('--baseline <file>', 'compare with an earlier result (made with --json)')
    .option('--report <folder>', 'write pq.html, pq.md and pq.json there', 'reports/out')
    .option('--no-report', 'write no report')
    .action(run);
}

async function run({ peers, json, baseline, report, ...rest }: Flags): Promise<void> {
  const { runPqBenchmark } = await import('./pq/run.ts');
  const { toText } = await import('./pq/text.ts');
  const result = await runPqBenchmark({
    ...rest,
    peers: peers === true,
    quiet: json === true && process.stderr.isTTY !== true,
    ...(baseline === undefined ? {} : { baseline }),
  });
  if (report !== false) {
    const { writePqReport } = await import('../reports/index.ts');
    const written = await writePqReport(result, report);
    process.stderr.write(`report: ${written.html}\n`);
  }
  if (json) writeFileSync(1, `${JSON.stringify(result)}\n`);
  else console.log(toText(result));
  // A missed bar is a finding, not a failure; a regression is what --baseline was asked for.
  const regressed = (result.baseline?.rows ?? []).some((row) => row.regression);
  process.exitCode = result.interrupted ? 130 : regressed ? 1 : 0;
}

function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < min || value > max)
      throw new InvalidArgumentError(`a whole number in ${min} ..= ${max} is wanted`);
    return value;
  };
}

function bitRange(text: string): { from: number; to: number } {
  const [, from, to] = (/^(\d+)\.\.(\d+)$/.exec(text) ?? []).map(Number);
  if (from === undefined || to === undefined || from < 16 || to > 64 || from >= to)
    throw new InvalidArgumentError('a range such as 32..64 within 16..64 is wanted');
  return { from, to };
}
