#!/usr/bin/env node
// The fakedc command: one file a subcommand, registered here by one line each.
// Exit codes: 0 done, 1 the checked thing is wrong, 2 the call was wrong (one line on stderr).

import { Command, CommanderError } from 'commander';
import { HarnessError } from '../protocol/bytes/index.ts';

/** Only the one that is called is loaded: `serve` shall listen before the report's plots are parsed. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => (await import('./run.ts')).runCommand(),
  serve: async () => (await import('./serve.ts')).serveCommand(),
  verify: async () => (await import('./verify.ts')).verifyCommand(),
  import: async () => (await import('./import.ts')).importCommand(),
  tl: async () => (await import('./tl.ts')).tlCommand(),
  pq: async () => (await import('./pq.ts')).pqCommand(),
  bench: async () => (await import('./bench.ts')).benchCommand(),
};

// Who reads may go away (`| head`); what cannot be written is told once.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE' || process.exitCode === 2) return;
  console.error(`fakedc: cannot write: ${error.message}`);
  process.exitCode = 2;
});

const program = new Command('fakedc').description(
  "Telegram's data centre in your CI: a strict, deterministic, offline MTProto server",
);
for (const command of await called(process.argv[2])) program.addCommand(command);
settle(program);

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

async function called(name = ''): Promise<Command[]> {
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  return load === undefined ? Promise.all(Object.values(commands).map((one) => one())) : [await load()];
}

/** Commander's own errors become one line and our exit code. */
function settle(command: Command): void {
  command
    .exitOverride()
    .showSuggestionAfterError(false)
    .configureOutput({
      outputError: (text, write) => write(`fakedc: ${text.replace(/^error: /, '').trim()}\n`),
    });
  for (const sub of command.commands) settle(sub);
}

function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof HarnessError) {
    console.error(`fakedc: ${error.message.split('\n')[0]}`);
    return 2;
  }
  throw error;
}
