// `fakedc pq N`: the two primes of a pq, and what finding them took. Exit code 1 when N is no product of two primes.
//
// N is what stands on the wire, in hexadecimal, with or without 0x. A number of more than 16 digits and no letters cannot
// be 8 bytes in hexadecimal and is read as decimal; --dec says so for a shorter one.

import { Command, Option } from 'commander';
import { fromHex, HarnessError, MalformedError } from '../protocol/bytes/index.ts';
import {
  ecmLimbs,
  ecmWasm,
  factorPq,
  type PqAnswer,
  type PqStrategy,
  rhoBigInteger,
  rhoBigint,
  rhoLimbs,
  rhoWasm,
  squfof,
  trial,
} from '../protocol/pq/index.ts';

interface Flags {
  readonly dec?: true;
  readonly wasm: boolean;
  readonly strategy?: string;
  readonly seed: number;
  readonly json?: true;
}

const STRATEGIES: readonly PqStrategy[] = [
  ecmWasm,
  rhoWasm,
  ecmLimbs,
  squfof,
  rhoLimbs,
  rhoBigint,
  rhoBigInteger,
  trial,
];

export function pqCommand(): Command {
  return new Command('pq')
    .description('split a pq into its two primes')
    .argument('<n>', 'hexadecimal, as on the wire; more than 16 digits without letters: decimal')
    .option('--dec', 'the number is decimal')
    .option('--no-wasm', 'plain JavaScript only')
    .addOption(
      new Option('--strategy <name>', 'this one instead of the best').choices(
        STRATEGIES.map(({ name }) => name),
      ),
    )
    .option('--seed <n>', 'other starting constants', Number, 0)
    .option('--json', 'one JSON object')
    .action((text: string, flags: Flags) => {
      try {
        const pq = parsePq(text, flags.dec === true);
        const start = performance.now();
        const answer = factorPq(pq, options(flags));
        print(answer, performance.now() - start, flags.json === true);
      } catch (error) {
        if (!(error instanceof HarnessError)) throw error;
        refuse(error, flags.json === true);
      }
    });
}

function parsePq(text: string, decimal: boolean): Uint8Array | bigint {
  const isLongNumber = /^\d{17,}$/.test(text);
  if (decimal || isLongNumber) {
    if (!/^\d{1,1000}$/.test(text))
      throw new MalformedError('BAD_VALUE', `not a decimal number: ${shortened(text)}`);
    return BigInt(text);
  }
  const digits = text.replace(/^0x/i, '');
  if (!/^[0-9a-f]*$/i.test(digits))
    throw new MalformedError('BAD_HEX', `not a hexadecimal number: ${shortened(text)}`);
  return fromHex(digits.length % 2 === 0 ? digits : `0${digits}`);
}

function shortened(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}...` : text);
}

function options({ wasm, strategy, seed }: Flags): Parameters<typeof factorPq>[1] {
  const chosen = STRATEGIES.filter(({ name }) => name === strategy);
  return {
    wasm,
    seed: Number.isSafeInteger(seed) && seed >= 0 ? seed : 0,
    ...(chosen.length > 0 ? { strategies: chosen } : {}),
  };
}

function print({ p, q, strategy, work, unit, wasm }: PqAnswer, milliseconds: number, json: boolean): void {
  if (json) {
    const hex = (value: bigint): string => value.toString(16);
    console.log(JSON.stringify({ p: hex(p), q: hex(q), strategy, work, unit, wasm, milliseconds }));
    return;
  }
  const rows = [
    ['p', `${p.toString(16)} (${p})`],
    ['q', `${q.toString(16)} (${q})`],
    ['strategy', wasm === 'missing' ? `${strategy} (no WebAssembly here)` : strategy],
    ['work', `${work} ${unit}`],
    ['time', `${milliseconds.toFixed(2)} ms`],
  ];
  console.log(rows.map(([name, value]) => `${name?.padEnd(8)}  ${value}`).join('\n'));
}

function refuse({ code, message }: HarnessError, json: boolean): void {
  if (json) console.log(JSON.stringify({ error: code, message }));
  else console.error(`fakedc: ${code}: ${message}`);
  process.exitCode = 1;
}
