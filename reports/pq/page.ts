// The factorization report as one HTML page: no script, no network, dark text on light ground, readable on a phone.

import type { PqBenchResult } from '../../bench/index.ts';
import { type Insert, type Markup, markup, verbatim } from '../markup.ts';
import { FIRST_COLOUR, LOAD_COLOUR, type Picture, type PqPictures, workLegend } from './plots.ts';
import { PQ_STYLE } from './style.ts';
import { headline, sections, type Table } from './tables.ts';

/** The whole page. `pictures` undefined: tables only, and a sentence that says so. */
export function renderPqHtml(result: PqBenchResult, pictures: PqPictures | undefined): string {
  const { goals, environment, notes } = result;
  const { title, lead } = headline(result);
  const tables = sections(result);
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>fakedc: factorization of pq</title>
<style>${verbatim(PQ_STYLE)}</style>
</head>
<body>
<header>
<p class="tool">fakedc · factorization of pq</p>
<h1>${title}</h1>
<p class="lead">${lead}</p>
</header>
<main>
${notes.map((note) => markup`<p class="note">${note}</p>`)}
${result.interrupted && markup`<p class="note">The run was interrupted: what is missing was not measured.</p>`}
${goals.length > 0 && section('Bars', 'Ratios are taken side by side in one run.', [table(tables.goals)])}
${section(
  'Time for one number',
  `${result.count} products of two primes of 31 bits, as servers send them; candidates take turns in one warm process. The box holds the middle half, the line in it is the median (in figures at the end), whiskers reach 1.5 boxes further, dots are single numbers.`,
  [figure(pictures?.times, 'Box plots of the time for one number, a row a candidate'), table(tables.warm)],
)}
${section(
  'Growth with the size of n',
  'Products of two primes of half as many bits each. A straight line is a power of n; rho needs about the square root of the smaller prime, n^0.25, square forms too; curves grow more slowly, and there is a size below which they are not meant to work.',
  [figure(pictures?.growth, 'Median time over the size of n, a line a strategy'), table(tables.growth)],
)}
${section(
  'Work against time',
  'Every number of the first picture: what a strategy counted, and how long it took. Work is exactly repeatable where time is not; points of one colour lie on a line because a step costs the same whatever the number.',
  [
    figure(pictures?.steps, 'Steps and forms against time'),
    legend(pictures?.steps && workLegend(result, ['steps', 'forms'])),
    figure(pictures?.curves, 'Curves against time'),
    legend(pictures?.curves && workLegend(result, ['curves'])),
  ],
)}
${section(
  'Cold start',
  'A fresh process loads the code and factors one number: what a client’s user waits for. Medians, without the start of Node itself. Above a second: in the table only.',
  [
    figure(pictures?.cold, 'Loading and first factor of a fresh process, a bar each'),
    legend([
      { name: 'loading the code', colour: LOAD_COLOUR },
      { name: 'first factor', colour: FIRST_COLOUR },
    ]),
    table(tables.cold),
  ],
)}
${section('Special shapes', 'Medians of 15 repetitions, with the work in brackets.', [table(tables.shapes)])}
${section(
  'Numbers that are refused',
  'A server chooses pq, so a client must not hang on any. The answer is an error with this code; most of its time is the making of the error.',
  [table(tables.refusals)],
)}
${tables.baseline !== undefined && section('Against an earlier run', tables.baseline.caption ?? '', [table(tables.baseline)])}
${section('Environment', '', [table(tables.environment)])}
</main>
<footer><p>${result.startedAt.slice(0, 16).replace('T', ' ')} UTC · Node ${environment.node} · <code>${result.command}</code></p></footer>
</body>
</html>
`.text;
}

function section(title: string, lead: string, parts: readonly Insert[]): Markup {
  return markup`<section><h2>${title}</h2>${lead !== '' && markup`<p class="lead">${lead}</p>`}${parts}</section>`;
}

function figure(picture: Picture | undefined, description: string): Insert {
  return (
    picture !== undefined &&
    markup`<figure role="img" aria-label="${description}"><div class="wide">${verbatim(picture.wide)}</div><div class="narrow">${verbatim(picture.narrow)}</div></figure>`
  );
}

function legend(entries: readonly { readonly name: string; readonly colour: string }[] | undefined): Insert {
  return (
    entries !== undefined &&
    markup`<ul class="legend">${entries.map(({ name, colour }) => markup`<li><i style="background:${colour}"></i>${name}</li>`)}</ul>`
  );
}

function table({ head, rows, cards }: Table): Insert {
  if (rows.length === 0) return markup`<p class="muted">Not measured.</p>`;
  return markup`<div class="scroll"><table${cards === true && markup` class="cards"`}><thead><tr>${head.map((cell, i) => (i === 0 ? markup`<th>${cell}</th>` : markup`<th class="number">${cell}</th>`))}</tr></thead>
<tbody>${rows.map((row) => markup`<tr>${row.map((cell, i) => dataCell(cell, i, head[i] ?? ''))}</tr>\n`)}</tbody></table></div>`;
}

function dataCell(cell: string, column: number, label: string): Markup {
  if (column === 0) return markup`<th scope="row">${cell}</th>`;
  const word = VERDICTS[cell];
  return markup`<td class="number" data-label="${label}">${word === undefined ? cell : markup`<b class="${word}">${cell}</b>`}</td>`;
}

const VERDICTS: Readonly<Record<string, string>> = {
  holds: 'ok',
  same: 'ok',
  fine: 'ok',
  missed: 'bad',
  differs: 'bad',
  regression: 'bad',
};
