// Pieces that every section is built of.

import { type Insert, type Markup, markup } from '../markup.ts';
import type { RuleReport } from '../model.ts';

/** A titled part of the page, with a sentence that says what one sees. */
export function section(id: string, title: string, lead: Insert, body: Insert): Markup {
  return markup`<section id="${id}">
<h2>${title}</h2>
<p class="lead">${lead}</p>
${body}
</section>
`;
}

export interface Column {
  readonly title: string;
  /** Right-aligned digits of one width. */
  readonly number?: boolean;
}

export interface Row {
  readonly cells: readonly Insert[];
  readonly failed?: boolean;
}

/** A table that becomes a list of cards where the page is narrow: nothing is cut off. */
export function table(columns: readonly Column[], rows: readonly Row[]): Markup {
  return markup`<table>
<thead><tr>${columns.map(({ title, number }) => markup`<th scope="col"${number && markup` class="number"`}>${title}</th>`)}</tr></thead>
<tbody>
${rows.map((row) => renderRow(columns, row))}</tbody>
</table>`;
}

function renderRow(columns: readonly Column[], { cells, failed }: Row): Markup {
  const rendered = columns.map(
    ({ title, number }, index) =>
      markup`<td data-label="${title}"${number && markup` class="number"`}><div>${cells[index]}</div></td>`,
  );
  return markup`<tr${failed && markup` class="failed"`}>${rendered}</tr>
`;
}

const MARKS: Readonly<Record<string, string>> = { passed: '✓', failed: '✗', partial: '◐', unsupported: '–' };

/** A status in words and with a sign, not by colour alone. */
export function badge(status: string): Markup {
  return markup`<span class="badge ${status}">${MARKS[status] ?? ''} ${status}</span>`;
}

/** The id of a rule, as a link to its text in the specification. */
export function ruleLink(rule: RuleReport): Markup {
  return link(rule.id, rule.link);
}

/** A link to the web or to a file beside the report; anything else is shown as text. */
export function link(text: Insert, href: string): Markup {
  const isSafe = /^https:\/\//.test(href) || /^[\w-]+\.html$/.test(href);
  return isSafe ? markup`<a href="${href}">${text}</a>` : markup`${text}`;
}

/** Hex or another long value that may break anywhere. */
export function code(text: string): Markup {
  return markup`<code>${text}</code>`;
}

/** A bar of `share` (0..1) of the width behind a number. */
export function bar(value: Insert, share: number): Markup {
  const width = Math.round(Math.min(1, Math.max(0.01, share)) * 100);
  return markup`<span class="bar"><i style="width:${width}%"></i><b>${value}</b></span>`;
}
