// `fakedc import dump`: makes vectors of a client's text log.

import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Command } from 'commander';
import { UsageError } from '../protocol/bytes/index.ts';
import { importDump } from '../vectors/index.ts';

interface ImportFlags {
  readonly out?: string;
  readonly source?: string;
}

export function importCommand(): Command {
  const dump = new Command('dump')
    .description('a text log of an auth key exchange, with raw_data lines, as golden vectors')
    .argument('<file>', 'the log')
    .option('--out <file>', 'write the vectors there instead of to stdout')
    .option('--source <text>', 'where the log comes from, for the vectors; its file name by default')
    .action(runImport);
  return new Command('import').description('make golden vectors of recordings').addCommand(dump);
}

/** What cannot be verified goes to stderr, so that stdout stays a vector file. */
function runImport(file: string, { out, source = basename(file) }: ImportFlags): void {
  const { vectors, unverifiable } = importDump(readLog(file), { file, source });
  const text = `${JSON.stringify(vectors, undefined, 2)}\n`;
  if (out === undefined) process.stdout.write(text);
  else writeVectors(out, text);
  process.stderr.write(`${vectors.length} vectors of ${file}\n`);
  for (const { line, what, why } of unverifiable)
    process.stderr.write(`not verifiable (line ${line}): ${what}: ${why}\n`);
}

function readLog(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new UsageError(`cannot read ${file}`, { file }, cause);
  }
}

function writeVectors(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (cause) {
    throw new UsageError(`cannot write ${file}`, { file }, cause);
  }
}
