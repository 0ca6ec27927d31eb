// Makes vectors of a client's text log (dump-log.ts). Everything that can be computed becomes a vector that the
// judge has seen; what cannot be is said: in `unverifiable`, in notes, and by verified: false.

import { type Draft, draftsOf } from './dump-drafts.ts';
import { type DumpExchange, exchangesOf } from './dump-exchange.ts';
import { parseDumpLog } from './dump-log.ts';
import { type Unverifiable, unverifiableIn } from './dump-unverifiable.ts';
import { judgeVector, type VerifyOptions } from './judge.ts';
import type { Vector } from './vector.ts';

export interface ImportOptions extends VerifyOptions {
  /** Name of the log: for errors, and for `source` unless that is given. */
  readonly file: string;
  readonly source?: string;
}

export interface ImportedDump {
  readonly vectors: readonly Vector[];
  readonly unverifiable: readonly Unverifiable[];
}

/** One exchange of a log, imported. */
export interface ImportedExchange extends ImportedDump {
  readonly exchange: DumpExchange;
  /** What the vectors were made from, in the same order: lines of the log, and what the log does not state. */
  readonly drafts: readonly Draft[];
}

/** @throws MalformedError BAD_VECTOR_FILE with details { file, line } */
export function importDump(text: string, options: ImportOptions): ImportedDump {
  const imported = importExchanges(text, options);
  return {
    vectors: imported.flatMap(({ vectors }) => vectors),
    unverifiable: imported.flatMap(({ unverifiable }) => unverifiable),
  };
}

/** The same, exchange by exchange. @throws as importDump */
export function importExchanges(text: string, options: ImportOptions): ImportedExchange[] {
  const { file, source = file } = options;
  const exchanges = exchangesOf(parseDumpLog(text, file), file);
  return exchanges.map((exchange, index) => {
    const prefix = exchanges.length > 1 ? `exchange${index + 1}_` : '';
    const drafts = draftsOf(exchange, options.engine);
    const unjudged = drafts.map(({ name, kind, inputs, expected }): Vector => {
      return { name: prefix + name, kind, source, inputs, expected, verified: false, notes: '' };
    });
    const vectors = unjudged.map((vector, at): Vector => {
      const { status, reason } = judgeVector(vector, unjudged, options);
      const { computed = [], notes = [] } = drafts[at] ?? {};
      const remarks = [
        ...notes,
        ...(computed.length === 0 ? [] : [`not in the log, computed here: ${computed.join(', ')}`]),
        ...(reason === undefined ? [] : [reason]),
      ];
      return { ...vector, verified: status === 'passed' && computed.length === 0, notes: remarks.join('; ') };
    });
    return { exchange, vectors, drafts, unverifiable: unverifiableIn(exchange) };
  });
}
