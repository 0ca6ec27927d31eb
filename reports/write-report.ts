// The only file here that touches the disk: puts the rendered texts into a folder.

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { renderHtml } from './html/page.ts';
import { renderJson } from './json.ts';
import { renderJunit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';
import type { RunReport } from './model.ts';

/**
 * Writes index.html, report.json, junit.xml and summary.md into `folder`, which is made if need be.
 * @returns their paths
 */
export async function writeReport(folder: string, report: RunReport): Promise<string[]> {
  const texts: Readonly<Record<string, string>> = {
    'index.html': renderHtml(report),
    'report.json': renderJson(report),
    'junit.xml': renderJunit(report),
    'summary.md': renderMarkdown(report),
  };
  await mkdir(folder, { recursive: true });
  return await Promise.all(
    Object.entries(texts).map(async ([name, text]) => {
      const file = path.join(folder, name);
      await writeFile(file, text);
      return file;
    }),
  );
}
