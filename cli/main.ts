#!/usr/bin/env node
// The fakedc command: one file a subcommand, registered here by one line each.
// Exit codes: 0 done, 1 the checked thing is wrong, 2 the call was wrong (one line on stderr).

import { Command, CommanderError } from 'commander';
import { HarnessError } from '../protocol/bytes/index.ts';
import { importCommand } from './import.ts';
import { runCommand } from './run.ts';
import { serveCommand } from './serve.ts';
import { tlCommand } from './tl.ts';
import { verifyCommand } from './verify.ts';

const program = new Command('fakedc')
  .description("Telegram's data centre in your CI: a strict, deterministic, offline MTProto server")
  .addCommand(runCommand())
  .addCommand(serveCommand())
  .addCommand(verifyCommand())
  .addCommand(importCommand())
  .addCommand(tlCommand());

for (const command of [program, ...program.commands]) settle(command);

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
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
