export { formatMilliseconds, plural } from './format.ts';
export { groupBy } from './group-by.ts';
export { renderHtml } from './html/page.ts';
export { type JsonReport, renderJson } from './json.ts';
export { renderJunit } from './junit.ts';
export { renderMarkdown } from './markdown.ts';
export type {
  CheckReport,
  ExchangeReport,
  Fact,
  FailureReport,
  FieldReport,
  FrameReport,
  HandshakeReport,
  PqReport,
  ReplayFactReport,
  ReplayReport,
  ReplayStepReport,
  RuleReport,
  RunReport,
  SpeedReport,
  Traffic,
  VectorReport,
  ViolationReport,
} from './model.ts';
export { type PqReportFiles, writePqReport } from './pq/write.ts';
export { type Totals, totalsOf } from './totals.ts';
export { writeReport } from './write-report.ts';
