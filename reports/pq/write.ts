// Puts the factorization report into a folder.

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { PqBenchResult } from '../../bench/index.ts';
import { renderPqMarkdown } from './markdown.ts';
import { renderPqHtml } from './page.ts';
import { tryDrawPictures } from './plots.ts';

export interface PqReportFiles {
  readonly html: string;
  readonly markdown: string;
  /** The result itself: what --baseline reads. */
  readonly json: string;
}

/** Writes pq.html, pq.md and pq.json into `folder`, which is made if need be. */
export async function writePqReport(result: PqBenchResult, folder: string): Promise<PqReportFiles> {
  const pictures = await tryDrawPictures(result);
  const notes =
    pictures === undefined
      ? [...result.notes, 'no pictures: @observablehq/plot and linkedom are not installed']
      : result.notes;
  const files = {
    html: path.join(folder, 'pq.html'),
    markdown: path.join(folder, 'pq.md'),
    json: path.join(folder, 'pq.json'),
  };
  await mkdir(folder, { recursive: true });
  await Promise.all([
    writeFile(files.html, renderPqHtml({ ...result, notes }, pictures)),
    writeFile(files.markdown, renderPqMarkdown({ ...result, notes })),
    writeFile(files.json, `${JSON.stringify(result)}\n`),
  ]);
  return files;
}
