// `fakedc bench NAME`: the benchmarks of bench/, as `npm run bench -- NAME`.

import { Command } from 'commander';
import { benchCommands } from '../bench/index.ts';

export function benchCommand(): Command {
  const command = new Command('bench').description('measure, beside other libraries where there are any');
  for (const benchmark of benchCommands()) command.addCommand(benchmark);
  return command;
}
