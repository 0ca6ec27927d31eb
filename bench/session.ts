// `npm run bench -- session`: what an encrypted session costs: its cryptography, and round trips over loopback.
// What is measured is in session-crypto*.ts and session-loopback.ts.

import { Command, Option } from 'commander';
import type { Goal } from './goal.ts';

/** Kinds of measurement, which run one after the other, alone. */
const GROUPS = {
  crypto: async (): Promise<Goal[]> => (await import('./session-crypto.ts')).cryptoGoals(),
  loopback: async (): Promise<Goal[]> => (await import('./session-loopback.ts')).loopbackGoals(),
} as const;
const NAMES = Object.keys(GROUPS) as readonly (keyof typeof GROUPS)[];

export function sessionBenchCommand(): Command {
  return new Command('session')
    .description(
      'the encrypted session, beside @mtcute/wasm (installs interop/crypto-peers once) and bare TCP',
    )
    .addOption(new Option('--only <group>', 'one kind of measurement').choices(NAMES))
    .option('--json', 'print { goals } as JSON')
    .action(async ({ only, json }: { only?: keyof typeof GROUPS; json?: true }) => {
      const goals: Goal[] = [];
      for (const name of only === undefined ? NAMES : [only]) {
        process.stderr.write(`session: ${name}\n`);
        goals.push(...(await GROUPS[name]()));
      }
      console.log(json ? JSON.stringify({ goals }, null, 2) : goals.map(toLine).join('\n'));
      process.exitCode = goals.every(({ ok }) => ok) ? 0 : 1;
    });
}

function toLine({ name, bar, measured, ok }: Goal): string {
  return `${ok ? 'ok  ' : 'FAIL'} ${measured.toFixed(2).padStart(8)} (${bar})  ${name}`;
}
