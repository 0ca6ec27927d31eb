// The factorization report as Markdown, for a pull request or a note.

import type { PqBenchResult } from '../../bench/index.ts';
import { headline, sections, type Table } from './tables.ts';

export function renderPqMarkdown(result: PqBenchResult): string {
  const { title, lead } = headline(result);
  const tables = sections(result);
  return [
    `# ${title}`,
    lead,
    ...result.notes.map((note) => `> ${note}`),
    ...part('Bars', tables.goals),
    ...part('Time for one number', tables.warm),
    ...part('Growth with the size of n', tables.growth),
    ...part('Cold start', tables.cold),
    ...part('Special shapes', tables.shapes),
    ...part('Numbers that are refused', tables.refusals),
    ...(tables.baseline === undefined ? [] : part('Against an earlier run', tables.baseline)),
    ...part('Environment', tables.environment),
    `\`${result.command}\`\n`,
  ].join('\n\n');
}

function part(title: string, { caption, head, rows }: Table): string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const ruler = head.map((_, column) => (column === 0 ? '---' : '---:'));
  return [
    `## ${title}`,
    ...(caption === undefined ? [] : [caption]),
    [head, ruler, ...rows].map(line).join('\n'),
  ];
}
