// The head of the page: passed or not, how much, how long, and what each part found.

import { formatMilliseconds, plural } from '../format.ts';
import { groupBy } from '../group-by.ts';
import { type Insert, type Markup, markup } from '../markup.ts';
import type { CheckReport, RunReport } from '../model.ts';
import { totalsOf } from '../totals.ts';
import { link } from './parts.ts';

export function renderVerdict(report: RunReport): Markup {
  const { verdict, checks } = totalsOf(report);
  const headline =
    verdict === 'passed'
      ? `All ${plural(checks.total, 'check')} passed`
      : `${checks.failed} of ${plural(checks.total, 'check')} failed`;
  return markup`<header class="${verdict}">
<p class="tool">${report.tool.name} ${report.tool.version} · regression run</p>
<h1><span aria-hidden="true">${verdict === 'passed' ? '✓' : '✗'}</span> ${headline}</h1>
<p>in ${formatMilliseconds(report.milliseconds)} · seed ${report.seed} · <time datetime="${report.startedAt}">${report.startedAt.slice(0, 16).replace('T', ' ')} UTC</time></p>
</header>
<nav aria-label="Sections">
${tiles(report)}</nav>
<dl class="facts">
${report.environment.map(({ name, value }) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)}
</dl>
${report.related.length > 0 && markup`<p class="related">See also: ${report.related.map(({ title, href }) => link(title, href))}</p>`}
`;
}

/** One tile a group of checks: a link to its section. */
function tiles(report: RunReport): Markup[] {
  return [...groupBy(report.checks, ({ group }) => group)].map(([group, ones]) => {
    const failed = ones.filter(({ status }) => status === 'failed').length;
    return markup`<a class="tile ${failed === 0 ? 'passed' : 'failed'}" href="#${anchorOf(group)}">
<b>${ones.length - failed}<small>/${ones.length}</small></b><span>${group}</span><small>${noteOf(report, group, ones)}</small></a>
`;
  });
}

function noteOf(report: RunReport, group: string, ones: readonly CheckReport[]): Insert {
  const time = markup`<span class="nowrap">${formatMilliseconds(
    ones.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
  )}</span>`;
  if (group !== 'vectors') return time;
  const { total, passed, partial } = totalsOf(report).vectors;
  return markup`${passed} of ${plural(total, 'vector')}${partial > 0 && `, ${partial} partial`} · ${time}`;
}

/** The section where the checks of a group are shown. */
function anchorOf(group: string): string {
  return ['vectors', 'handshakes', 'replay', 'pq'].includes(group) ? group : 'checks';
}
