// Factorization: the samples that were factored, and the short measurements beside them.

import { formatCount, formatMeasure, formatMicroseconds } from '../format.ts';
import { type Markup, markup } from '../markup.ts';
import type { PqReport, SpeedReport } from '../model.ts';
import { bar, code, section, table } from './parts.ts';

export function renderPq(samples: readonly PqReport[]): Markup {
  const slowest = Math.max(...samples.map(({ microseconds }) => microseconds), 1);
  return section(
    'pq',
    'Factorization of pq',
    'n = p · q, both prime, p < q, checked by multiplication and by primality. Work is counted in the unit of the strategy: for one n and one strategy it never varies. Time is that of this machine.',
    table(
      [
        { title: 'Source' },
        { title: 'n', number: true },
        { title: 'Bits', number: true },
        { title: 'p', number: true },
        { title: 'q', number: true },
        { title: 'Strategy' },
        { title: 'Work', number: true },
        { title: 'Time' },
      ],
      samples.map((one) => ({
        cells: [
          one.source,
          code(one.n),
          one.bits,
          code(one.p),
          code(one.q),
          one.strategy,
          markup`${formatCount(one.work)} <small>${one.unit}</small>`,
          bar(formatMicroseconds(one.microseconds), one.microseconds / slowest),
        ],
      })),
    ),
  );
}

export function renderSpeeds(speeds: readonly SpeedReport[]): Markup {
  return section(
    'speed',
    'Speed, for information',
    'Measured in a moment on this machine; no check depends on it.',
    table(
      [{ title: 'What' }, { title: 'Value', number: true }, { title: 'Unit' }, { title: 'How' }],
      speeds.map(({ what, value, unit, note }) => ({ cells: [what, formatMeasure(value), unit, note] })),
    ),
  );
}
