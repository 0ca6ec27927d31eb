// What the checks find while they run, beside their verdicts: the sections of the report.

import type {
  ExchangeReport,
  HandshakeReport,
  PqReport,
  ReplayReport,
  SpeedReport,
  VectorReport,
} from '../../reports/index.ts';

export interface Draft {
  readonly vectors: VectorReport[];
  readonly handshakes: HandshakeReport[];
  readonly replays: ReplayReport[];
  readonly pq: PqReport[];
  readonly speeds: SpeedReport[];
  exchange: ExchangeReport | undefined;
}

export function emptyDraft(): Draft {
  return { vectors: [], handshakes: [], replays: [], pq: [], speeds: [], exchange: undefined };
}
