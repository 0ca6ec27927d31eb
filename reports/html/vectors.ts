// Golden vectors, a file at a time; files and vectors that failed stand first.

import { plural } from '../format.ts';
import { groupBy } from '../group-by.ts';
import { type Insert, type Markup, markup } from '../markup.ts';
import type { VectorReport } from '../model.ts';
import { badge, ruleLink, section, table } from './parts.ts';

const ORDER: readonly VectorReport['status'][] = ['failed', 'unsupported', 'partial', 'passed'];
const COLUMNS = [{ title: 'Vector' }, { title: 'Kind' }, { title: 'Status' }, { title: 'Note' }];

export function renderVectors(vectors: readonly VectorReport[]): Markup {
  const files = [...groupBy(vectors, ({ file }) => file)]
    .map(([file, ones]) => ({ file, vectors: ones.toSorted(byStatus) }))
    .toSorted((a, b) => byStatus(a.vectors[0], b.vectors[0]));
  return section(
    'vectors',
    'Golden vectors',
    'Values from the specification, from other programs and from recorded sessions, computed again. Partial: the file gives too little to recompute every value; the note says which.',
    files.map(({ file, vectors: ones }) => renderFile(file, ones)),
  );
}

function renderFile(file: string, vectors: readonly VectorReport[]): Markup {
  const isRed = vectors.some(({ status }) => status === 'failed' || status === 'unsupported');
  const counts = ORDER.toReversed().flatMap((status) => {
    const count = vectors.filter((one) => one.status === status).length;
    return count === 0 ? [] : [markup`<span class="badge ${status}">${count} ${status}</span> `];
  });
  return markup`<details class="file"${isRed && markup` open`}>
<summary><span class="name">${file}</span> <span class="muted">${plural(vectors.length, 'vector')}</span> <span class="counts">${counts}</span></summary>
${table(
  COLUMNS,
  vectors.map((vector) => ({
    cells: [vector.name, vector.kind, badge(vector.status), noteOf(vector)],
    failed: vector.status === 'failed' || vector.status === 'unsupported',
  })),
)}
</details>
`;
}

function noteOf({ status, unchecked, reason, rule }: VectorReport): Insert {
  if (status === 'passed') return '';
  const why = reason ?? unchecked.join(', ');
  return markup`${status === 'partial' && 'not checked: '}${why} ${rule !== undefined && ruleLink(rule)}`;
}

function byStatus(a: VectorReport | undefined, b: VectorReport | undefined): number {
  return rank(a) - rank(b);
}

function rank(vector: VectorReport | undefined): number {
  return vector === undefined ? ORDER.length : ORDER.indexOf(vector.status);
}
