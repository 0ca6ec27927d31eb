// npm run bench -- NAME [options]. Without a name: what there is.

import { Command } from 'commander';
import { HarnessError } from '../protocol/bytes/index.ts';
import { benchCommands } from './index.ts';

const program = new Command('bench').description('what is measured, against which peer');
for (const command of benchCommands()) program.addCommand(command);
try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof HarnessError)) throw error;
  console.error(`bench: ${error.message}`);
  process.exitCode = 2;
}
