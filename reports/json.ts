// report.json: the model itself, with the counts in front.

import type { RunReport } from './model.ts';
import { type Totals, totalsOf } from './totals.ts';

/** What report.json holds. */
export interface JsonReport extends RunReport {
  /** Version of this form; it grows when a key changes its meaning. */
  readonly format: 1;
  readonly totals: Totals;
}

export function renderJson(report: RunReport): string {
  const json: JsonReport = { format: 1, totals: totalsOf(report), ...report };
  return `${JSON.stringify(json, undefined, 2)}\n`;
}
