// `npm run bench -- tl`: the TL codec against mtcute and GramJS. What is measured is in bench/tl/.

import { Command } from 'commander';
import type { TlBenchResult } from './tl/run.ts';

export function tlBenchCommand(): Command {
  return new Command('tl')
    .description(
      'TL codec: decoding and encoding, beside mtcute and GramJS (installs interop/tl-oracles once)',
    )
    .option('--json', 'print the result as JSON')
    .action(async ({ json }: { json?: true }) => {
      const { runTlBenchmark } = await import('./tl/run.ts');
      const result = await runTlBenchmark((what) => void process.stderr.write(`tl: ${what}\n`));
      console.log(json ? JSON.stringify(result, null, 2) : toText(result));
      process.exitCode = result.goals.every(({ ok }) => ok) ? 0 : 1;
    });
}

function toText({ goals, rows, cold, growth }: TlBenchResult): string {
  const times = (value: number) => `${value.toFixed(2)}x`.padStart(8);
  return [
    'times mtcute                 bytes  decode  encode',
    ...rows.map(
      ({ object, bytes, decode, encode }) =>
        `${object.padEnd(24)}${String(bytes).padStart(10)}${times(decode)}${times(encode)}`,
    ),
    '',
    `first decode of a fresh process: ${cold.ours.toFixed(1)} ms, mtcute ${cold.mtcute.toFixed(1)} ms`,
    ...growth.map(
      ({ bytes, decode, encode }) =>
        `${String(bytes).padStart(8)} bytes: ${decode.toFixed(2)} us a KB decoding, ${encode.toFixed(2)} encoding`,
    ),
    '',
    ...goals.map(
      ({ name, bar, measured, ok }) => `${ok ? 'ok  ' : 'FAIL'} ${name}: ${measured.toFixed(2)} (${bar})`,
    ),
  ].join('\n');
}
