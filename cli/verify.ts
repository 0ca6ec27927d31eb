// `fakedc verify`: judges golden vectors. stdout is a contract with --json: one object, the VerifyReport.
// Exit code 0 unless a vector failed or is of an unknown kind (partial is allowed), 1 then.

import { Command } from 'commander';
import { UsageError } from '../protocol/bytes/index.ts';
import {
  loadVectorFile,
  type VectorResult,
  type VerifyReport,
  vectorPaths,
  verifyVectors,
} from '../vectors/index.ts';

export function verifyCommand(): Command {
  return new Command('verify')
    .description('check golden vectors: compute every kind, compare every expected key')
    .argument('<path...>', 'vector files, format 1 (vectors/README.md), or folders of them')
    .option('--json', 'print one JSON object instead of a table', false)
    .action((paths: readonly string[], { json }: { readonly json: boolean }) => {
      const report = verifyVectors(paths.flatMap(vectorPaths).map(loadVectorFile));
      // A run that checked nothing must not look like one that passed.
      if (report.total === 0) throw new UsageError(`there is no vector in ${paths.join(', ')}`);
      process.stdout.write(json ? `${JSON.stringify(report, undefined, 2)}\n` : printTable(report));
      process.exitCode = report.failed + report.unsupported === 0 ? 0 : 1;
    });
}

const COLUMNS = ['file', 'name', 'kind', 'status', 'reason'] as const;

function printTable({ total, passed, partial, failed, unsupported, results }: VerifyReport): string {
  const rows = [COLUMNS.map(String), ...results.map(cells)];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const totals = `${total} vectors: ${passed} passed, ${partial} partial, ${failed} failed, ${unsupported} unsupported`;
  return `${lines.join('\n')}\n\n${totals}\n`;
}

function cells({ file, name, kind, status, reason = '' }: VectorResult): string[] {
  return [file, name, kind, status, reason];
}
